"""Writing an order by hand: a new one, or a draft that goes on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from company.queries import today
from core import formatting, house, named, notices
from core.errors import Conflict, DomainError
from core.idempotency import once
from customers.models import Customer
from customers.queries import customers_visible_to
from sales import queries, services
from sales.forms.lines import row_of
from sales.forms.orders import OrderForm, first_values, percent_of, values_of
from sales.models import Opportunity, Order
from sales.queries.acting import acts_on
from sales.queries.opportunities import opportunities_visible_to
from sales.queries.stock import short_anywhere
from sales.services.order_discounts import provider

from .line_editor import BETWEEN, LineEditor


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A new order: ``?customer=`` and ``?opportunity=`` come with it."""
    deal = _asked(request, "opportunity", opportunities_visible_to(request.user).select_related("customer"))
    customer = deal.customer if deal else _asked(request, "customer", customers_visible_to(request.user))
    return _page(request, initial=first_values(request.user, customer, deal), customer=customer, deal=deal)


@require_http_methods(["GET", "POST"])
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: who saves second sees what the first changed and loses nothing he wrote."""
    order = _draft(request, pk)
    if "edit" not in acts_on(request.user, order):
        if order.kind == "sale" and order.status != "draft":
            notices.failed(request, f"El pedido {order.number} ya no es un borrador: sus líneas no cambian.")
            return redirect("sales:detail", pk)
        raise PermissionDenied
    return _page(
        request,
        initial=values_of(order),
        rows=_rows(order),
        order=order,
        customer=order.customer,
        deal=order.opportunity,
    )


def _page(
    request: HttpRequest,
    *,
    initial: dict[str, Any],
    rows: list[dict[str, Any]] | None = None,
    order: Order | None = None,
    customer: Customer | None = None,
    deal: Opportunity | None = None,
) -> HttpResponse:
    editor = LineEditor(request, initial=rows or [])
    post = request.method == "POST"
    posted = request.POST if post and not editor.asked else None
    form = _form(request, posted, {**initial, **request.POST.dict()} if editor.asked else initial, order)
    changed: list[dict[str, str]] = []
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid() & editor.is_valid():
            try:
                made = _enter(request, form, editor, order)
            except Conflict:
                held = _draft(request, order.pk if order else 0)
                status, changed = 409, _differences(form, editor, held)
                form.data = {**request.POST.dict(), "version": str(held.version)}
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return _entered(request, made, bool(form.cleaned_data.get("paid_with")))
    context = {
        "form": form,
        "editor": editor,
        "rows": editor.rows(),
        "sums": editor.sums(),
        "order": order,
        "deal": deal,
        "customer": customer,
        "owed": queries.owed_by([customer.pk], today=today()).get(customer.pk) if customer else None,
        "changed": changed,
        "conflict": status == 409,
        "cancel_url": reverse("sales:detail", args=[order.pk]) if order else reverse("sales:list"),
        "trail": [("Pedidos", reverse("sales:list"))],
    }
    return render(request, "sales/order_form.html", context, status=status)


def _form(request: HttpRequest, posted: Any, initial: dict[str, Any], order: Order | None) -> OrderForm:
    coupons = provider()
    return OrderForm(
        posted,
        user=request.user,
        lookup_url=reverse("sales:redirected_customers"),
        coupons=coupons.label if coupons else "",
        order=order,
        initial=initial,
    )


def _enter(request: HttpRequest, form: OrderForm, editor: LineEditor, order: Order | None) -> Order:
    return services.enter_order(
        lines=editor.order_lines(),
        actor=request.user,
        confirm=request.POST.get("act") != "draft",
        customer=form.found,
        order=order,
        version=form.cleaned_data["version"] or 0,
        paid_with=form.cleaned_data["paid_with"],
        discount_code=form.cleaned_data.get("discount_code", "").strip(),
        **form.head(),
    )


def _rows(order: Order) -> list[dict[str, Any]]:
    """The lines of a draft as rows of the editor."""
    found = []
    for line in queries.lines_of(order):
        name = line.product.name if line.product else line.name
        found.append(
            row_of(
                product=line.product,
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=percent_of(line.quantity, line.unit_price, line.total),
                tax_rate=line.tax_rate,
                detail=line.name.removeprefix(name + BETWEEN) if line.name.startswith(name + BETWEEN) else "",
            )
        )
    return found


def _entered(request: HttpRequest, made: Order, paid: bool) -> HttpResponse:
    """Say what stands now, and what will be missing on the day of delivery."""
    if made.status == "draft":
        notices.done(request, f"Borrador {made.number} guardado")
        return redirect("sales:detail", made.pk)
    money = formatting.money(made.total + made.tax, house.current().locale)
    notices.done(request, f"Pedido {made.number} confirmado por {money}{', cobrado' if paid else ''}")
    short = short_anywhere(made)
    if short:
        notices.failed(request, f"Para entregarlo falta stock: {short}.")
    return redirect("sales:detail", made.pk)


def _draft(request: HttpRequest, pk: int) -> Order:
    rows = queries.orders_visible_to(request.user).select_related("customer", "seller", "opportunity")
    found: Order = get_object_or_404(rows, pk=pk)
    return found


def _asked(request: HttpRequest, name: str, rows: Any) -> Any:
    return named.one_of(rows, request.GET.get(name))


def _differences(form: OrderForm, editor: LineEditor, held: Order) -> list[dict[str, str]]:
    """Where what stands now is not what was written."""
    now = values_of(held)
    found = []
    for name in ("customer", "channel", "seller", "delivery_on", "delivery_address", "terms", "credit_days", "note"):
        field = form.fields[name]
        stands = _said(field, now.get(name))
        written = _said(field, form.cleaned_data.get(name))
        if stands != written and not (name == "credit_days" and now["terms"] == "cash"):
            found.append({"label": str(field.label), "now": stands or "–", "written": written or "–"})
    locale = house.current().locale
    standing = [f"{formatting.number(line.quantity, locale)} × {line.name}: {formatting.money(line.total, locale)}"
              for line in queries.lines_of(held)]  # fmt: skip
    typed = [
        f"{formatting.number(line.quantity, locale)} × {line.name or (line.product.name if line.product else '')}: "
        f"{formatting.money(line.quantity * (line.unit_price or 0) - line.discount, locale)}"
        for line in editor.order_lines()
    ]
    if standing != typed:
        found.append({"label": "Productos", "now": "; ".join(standing), "written": "; ".join(typed)})
    return found


def _said(field: Any, value: Any) -> str:
    """A value as its field shows it."""
    if value in (None, ""):
        return ""
    choices = dict(getattr(field, "choices", ()) if not hasattr(field, "queryset") else ())
    if hasattr(field, "queryset"):
        return str(value if not isinstance(value, int) else field.queryset.filter(pk=value).first() or "otra persona")
    if hasattr(value, "strftime"):
        return formatting.day_short(value, today=today())
    return str(choices.get(value, value))
