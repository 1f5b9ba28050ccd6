"""Noting a payment, and its page: what it pays and how that is moved or corrected."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import formatting, house, named, notices
from core.errors import DomainError
from core.idempotency import once
from customers.models import Customer
from sales import queries
from sales.forms.payments import MoveForm, PaymentForm, ReverseForm, WhoPaysForm
from sales.models import Order, Payment
from sales.queries import receivables as owed
from sales.services import allocate, allocate_oldest_first, allocations, payments, release, reverse_payment

from .receivables import account_or_404


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """Whose payment first; then how much, and how it is divided. ``do=divide`` only shows the proposal."""
    order, customer = _named(request)
    if customer is None:
        return _whose(request)
    debts = list(owed.debts().filter(customer=customer).order_by("due_on", "pk"))
    if order is not None and all(row.pk != order.pk for row in debts):
        order = None
    posted = request.POST if request.method == "POST" else None
    divide = posted is not None and posted.get("do") == "divide"
    form = PaymentForm(posted, debts=debts, initial=_initial(customer, order))
    if divide and form["amount"].value():
        form = _divided(request, form, customer, order)
    elif posted is not None and form.is_valid():
        try:
            made = _record(request, form, customer, order)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("sales:payment", made.pk)
    context = {
        "form": form,
        "customer": customer,
        "order": order,
        "total": sum((row.balance for row in debts), owed.ZERO),
        "credit": owed.credit_of(customer.pk),
        "cancel_url": reverse("sales:receivables_customer", args=[customer.pk]),
        "trail": [
            ("Cartera", reverse("sales:receivables")),
            (customer.name, reverse("sales:receivables_customer", args=[customer.pk])),
        ],
    }
    status = 422 if posted is not None and not divide else 200
    return render(request, "sales/payment_form.html", context, status=status)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment with what it pays, what is left, and its correction."""
    payment = _load(request, pk)
    left = allocations.left_of(payment) if payment.amount > 0 else owed.ZERO
    may_act = _may_act(request, payment)
    debts = list(owed.debts().filter(customer=payment.customer).order_by("due_on", "pk")) if left else []
    context = {
        "payment": payment,
        "rows": list(payment.allocations.select_related("order").order_by("pk")),
        "left": left,
        "reversed": allocations.is_reversed(payment),
        "is_correction": payment.number.endswith(allocations.REVERSED),
        "debts": [{"order": row, "part": min(left, row.balance)} for row in debts],
        "may_act": may_act,
        "data": _data(payment),
        "trail": [("Pedidos", reverse("sales:list")), ("Pagos", reverse("sales:payments"))],
    }
    return render(request, "sales/payment.html", context)


@require_POST
@once
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Put (part of) what is left of a payment on a debt; without an order, on the oldest debts."""
    payment = _to_change(request, pk)
    form = MoveForm(request.POST)
    try:
        if not request.POST.get("order"):
            applied = allocate_oldest_first(payment=payment, actor=request.user)
        elif form.is_valid():
            order = get_object_or_404(Order, pk=form.cleaned_data["order"], customer_id=payment.customer_id)
            applied = allocate(payment=payment, parts=[(order, form.cleaned_data["amount"])], actor=request.user)
        else:
            raise DomainError("Escribe cuánto se aplica, mayor que cero.")
        where = ", ".join(order.number for order, _ in applied.parts)
        said = f"{_money(applied.money)} a {where}" if applied.parts else "No hay nada que pagar"
        notices.done(request, said, undo_url=applied.undo_url)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("sales:payment", pk)


@require_POST
@once
def free(request: HttpRequest, pk: int, allocation: int) -> HttpResponse:
    """Take what it pays off one order."""
    payment = _to_change(request, pk)
    row = get_object_or_404(payment.allocations.select_related("order"), pk=allocation)
    try:
        freed = release(allocation=row, actor=request.user)
        notices.done(request, f"{_money(freed.money)} vuelven a su favor", undo_url=freed.undo_url)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("sales:payment", pk)


@require_POST
@once
def reverse_(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct it by its opposite."""
    payment = _to_change(request, pk)
    form = ReverseForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError("Escribe por qué se corrige el pago.")
        made = reverse_payment(payment=payment, actor=request.user, reason=form.cleaned_data["reason"])
        notices.done(request, f"Corregido con el pago {made.number}")
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("sales:payment", pk)


def _whose(request: HttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = WhoPaysForm(posted, user=request.user, lookup_url=reverse("sales:redirected_customers"))
    if posted is not None and form.is_valid() and form.found is not None:
        return redirect(f"{reverse('sales:payment_new')}?customer={form.found.pk}")
    context = {"form": form, "trail": [("Cartera", reverse("sales:receivables"))]}
    return render(request, "sales/payment_whose.html", context, status=422 if posted is not None else 200)


def _named(request: HttpRequest) -> tuple[Order | None, Customer | None]:
    """``?order=`` or ``?customer=``: what the person may not see is 404."""
    if number := named.number(request.GET.get("order")):
        order = get_object_or_404(queries.orders_visible_to(request.user), pk=number)
        if order.customer_id is None:
            raise Http404
        return order, account_or_404(request, order.customer_id)
    if number := named.number(request.GET.get("customer")):
        return None, account_or_404(request, number)
    return None, None


def _initial(customer: Customer, order: Order | None) -> dict[str, Any]:
    if order is None:
        return {}
    balance = owed.debts().filter(pk=order.pk).values_list("balance", flat=True).first()
    return {"amount": balance, f"part_{order.pk}": balance} if balance else {}


def _divided(request: HttpRequest, form: PaymentForm, customer: Customer, order: Order | None) -> PaymentForm:
    """The same form with the proposal in its boxes."""
    form.is_valid()
    amount = form.cleaned_data.get("amount")
    if amount is None:
        return form
    found = payments.proposal(customer_id=customer.pk, amount=amount, order=order)
    data = request.POST.copy()
    for row in form.debts:
        data[f"part_{row.pk}"] = str(found.get(row.pk, ""))
    return PaymentForm(None, debts=form.debts, initial={name: data.get(name) for name in form.fields})


def _record(request: HttpRequest, form: PaymentForm, customer: Customer, order: Order | None) -> Payment:
    data, parts = form.cleaned_data, form.parts
    back = data["gives_back"]
    made = payments.record_payment(
        amount=-data["amount"] if back else data["amount"],
        actor=request.user,
        customer=customer,
        order=order or (parts[0][0] if len(parts) == 1 else None),
        paid_on=data["paid_on"],
        method=data["method"],
        reference=data["reference"],
        parts=parts or None,
        oldest_first=not parts and not back,
    )
    notices.done(request, _told(made), undo_url=payments.undo_address(payment=made, actor=request.user))
    return made


def _told(made: Payment) -> str:
    if made.amount < 0:
        return f"Anotado: {_money(-made.amount)} devueltos"
    left = made.amount - made.allocated
    more = f"; {_money(left)} quedan a su favor" if left else ""
    return f"Pago {made.number} anotado{more}"


def _load(request: HttpRequest, pk: int) -> Payment:
    rows = queries.payments_visible_to(request.user).select_related("customer", "order", "import_batch")
    found: Payment = get_object_or_404(rows, pk=pk)
    return found


def _may_act(request: HttpRequest, payment: Payment) -> bool:
    if not owed.COLLECT & request.user.roles:  # type: ignore[union-attr]  # signed in: the matrix says so
        return False
    return payment.customer is None or owed.collects_from(request.user, payment.customer)


def _to_change(request: HttpRequest, pk: int) -> Payment:
    payment = _load(request, pk)
    if not _may_act(request, payment):
        raise Http404
    return payment


def _money(amount: Decimal) -> str:
    return formatting.money(amount, house.current().locale)


def _data(payment: Payment) -> list[tuple[str, str]]:
    facts = house.current()
    pairs = [
        ("Día", formatting.day(payment.paid_on, today=facts.today)),
        ("Medio", str(payment.get_method_display())),
        ("Referencia", payment.reference),
        ("Número", payment.number),
        ("Vino de", payment.import_batch.file_name if payment.import_batch else ""),
    ]
    return [(name, value) for name, value in pairs if value]
