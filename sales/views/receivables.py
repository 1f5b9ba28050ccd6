"""The cartera: who owes what, since when, and what to do about it."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from company.queries import today
from core import formatting, house
from core.errors import DomainError
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from customers.models import Customer
from customers.queries import customers_visible_to
from sales import queries
from sales.filters.receivables import ReceivableFilter
from sales.forms.payments import RemindManyForm
from sales.models import Payment
from sales.queries import cash
from sales.queries import receivables as owed
from sales.queries.scope import sees_whole_house
from sales.services import reminders_in_bulk
from sales.services.reminders_of_payment import templates
from sales.tables import customer_name
from sales.tables.receivables import ReceivableTable, customer_account, days_late, late_said, returned_note

NEW_PAYMENT = HeadAct("Anotar un pago", "sales:payment_new", "plus", primary=True, key="n")
EXPECTED = HeadAct("Cobro previsto", "sales:receivables_expected", "calendar")
RULES = HeadAct(
    "Recordatorios", "sales:receivables_rules", "bell", roles=frozenset({"gestor", "supervisor", "administrador"})
)
LATE_QUERY = "&".join(f"bucket={key}" for key in owed.LATE)


def reach(*, actor: Any, rows: Any, values: dict[str, Any]) -> list[str]:
    """What would become of a reminder to the debtors of these orders, asked of the gate at once."""
    template = values.get("template") or templates().first()
    if template is None:
        raise DomainError("No hay ninguna plantilla de cobranza en uso. Escribe una en Mensajes, Plantillas.")
    found = reminders_in_bulk.outlook(orders=list(rows), template=template, actor=actor)
    said = reminders_in_bulk.sentences(found, done=False)
    letters = formatting.plural(len(found), "cliente", "clientes", house.current().locale)
    return [f"«{template.name}», una vez por cliente, por su deuda más antigua de las elegidas: {letters}.", *said]


def remind_many(*, actor: Any, rows: Any, values: dict[str, Any]) -> BulkDone:
    _, found = reminders_in_bulk.remind_many(orders=list(rows), template=values["template"], actor=actor)
    return BulkDone(" ".join(reminders_in_bulk.sentences(found, done=True)))


def known(user: Any, rows: Any) -> Any:
    """A counter sale has nobody to write to."""
    return rows.filter(customer__isnull=False)


def beside(user: Any) -> dict[str, Any]:
    """What the page shows above the list: three sums and the bar of ages."""
    rows = owed.debts_visible_to(user)
    ages = owed.owed_in_buckets(rows, as_of=today())
    total = sum((one.money for one in ages), owed.ZERO)
    late = sum((one.money for one in ages if one.late), owed.ZERO)
    week = cash.week_due(rows, today=today())
    return {
        "total": total,
        "late": late,
        "late_url": f"?{LATE_QUERY}",
        "week": week.money,
        "week_url": "?" + urlencode({"due_from": week.first, "due_to": week.last}),
        "ages": [{"age": one, "share": one.money / total if total else 0, "url": f"?bucket={one.key}"} for one in ages],
        "whole": sees_whole_house(user),
    }


CARTERA = ListSpec(
    key="cartera",
    title="Cartera",
    one="pedido por cobrar",
    many="pedidos por cobrar",
    base=owed.debts_visible_to,
    table=ReceivableTable,
    filters=ReceivableFilter,
    columns=("name", "number", "due", "amount", "received", "balance", "seller", "act"),
    sorts={
        "due": Sort("Lo más antiguo primero", "due_on", "id"),
        "balance": Sort("Por lo que se debe", "balance", "id", down=True),
    },
    order="due",
    url_name="sales:receivables",
    placeholder="Número de pedido o cliente",
    search=queries.search_orders,
    alike=None,
    row_url=customer_account,
    row_name=lambda order: f"{order.number}, {customer_name(order)}",
    sums=(SumOf("balance", "Se deben {sum}."),),
    views=(
        BuiltInView("vencido", "Vencido", LATE_QUERY),
        BuiltInView("mucho", "Más de 60 días", "bucket=61-90&bucket=over-90"),
        BuiltInView("por-vencer", "Por vencer", "bucket=current"),
        BuiltInView("mios", "Lo que vendí yo", "seller={user}", roles=frozenset({"ventas", "supervisor"})),
    ),
    acts=(EXPECTED, RULES, NEW_PAYMENT),
    bulk=(
        BulkAction(
            "remind",
            "Recordar",
            "bell",
            "Enviar recordatorios",
            run=remind_many,
            form=RemindManyForm,
            allowed=known,
            before=reach,
        ),
    ),
    template="sales/receivables.html",
    beside=beside,
    empty=Empty(
        icon="cash",
        title="Nadie te debe nada",
        text="Aquí aparece cada pedido que se entregó a crédito y todavía no se pagó entero, con los días que lleva.",
        act=NEW_PAYMENT,
    ),
)
receivables = list_view(CARTERA)


def account_or_404(request: HttpRequest, pk: int) -> Customer:
    """A customer whose money is this person's to collect: his own or his team's customer, or one he sold to."""
    found: Customer = get_object_or_404(customers_visible_to(request.user), pk=pk)
    if not owed.collects_from(request.user, found):
        raise Http404
    return found


@require_GET
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one customer owes, paid and has in his favour."""
    found = account_or_404(request, pk)
    debts = list(owed.orders_owed_to(request.user, owed.debts()).filter(customer=found).order_by("due_on", "pk"))
    ages = owed.aged([(row.due_on, row.balance) for row in debts if row.due_on], as_of=today())
    payments = list(
        Payment.objects.filter(customer=found)
        .select_related("order")
        .prefetch_related("allocations__order")
        .order_by("-paid_on", "-pk")[:30]
    )
    late = sum((one.money for one in ages if one.late), owed.ZERO)
    context = {
        "customer": found,
        "debts": [
            {"order": row, "late": days_late(row) > 0, "said": late_said(row), "returned": returned_note(row)}
            for row in debts
        ],
        "total": sum((row.balance for row in debts), owed.ZERO),
        "late": late,
        "oldest": max((days_late(row) for row in debts), default=0),
        "ages": [one for one in ages if one.money],
        "payments": payments,
        "credit": owed.credit_of(found.pk),
        "habit": owed.habit_of(found.pk, as_of=today()),
        "may_act": owed.collects(request.user),
        "trail": [("Cartera", reverse("sales:receivables"))] if owed.collects(request.user) else [],
    }
    return render(request, "sales/receivables_customer.html", context)


@require_GET
def expected(request: HttpRequest) -> HttpResponse:
    """What should come in, week by week, as each customer usually pays."""
    found = cash.expected(owed.debts_visible_to(request.user), today=today())
    most = max([week.money for week in found.weeks] + [week.by_day for week in found.weeks], default=owed.ZERO)
    context = {
        "expected": found,
        "weeks": [
            {
                "week": week,
                "share": week.money / most if most else 0,
                "url": _expected_url(expected_from=max(week.first, today()), expected_to=week.last),
            }
            for week in found.weeks
        ],
        "late_url": _expected_url(expected_to=today() - timedelta(days=1)),
        "later_url": _expected_url(expected_from=found.later.first),
        "soon": sum((week.money for week in found.weeks), owed.ZERO),
        "method": cash.METHOD,
        "trail": [("Cartera", reverse("sales:receivables"))],
    }
    return render(request, "sales/receivables_expected.html", context)


def _expected_url(**days: date) -> str:
    """The debts of the cartera that should be paid in these days."""
    return f"{reverse('sales:receivables')}?{urlencode({name: day.isoformat() for name, day in days.items()})}"
