"""What this app puts into the slots of the apps below it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import time_zone, today
from core import formatting, house
from core.errors import DomainError
from core.history import HistorySource
from core.imports.kinds import Kind, Money
from core.jobs import JobKind, JobRun, enqueue
from core.slots import (
    ACTIONS,
    CALENDAR,
    COMPANY_CHANGED,
    CUSTOMER_FIGURES,
    CUSTOMERS_MERGED,
    HISTORY,
    IMPORT_KINDS,
    JOB_KINDS,
    NAVIGATION,
    SEARCH,
    STORY,
    TODAY,
    UNDO,
    CalendarEvent,
    CalendarSource,
    NavItem,
    PaletteAction,
    SearchHit,
    SearchSource,
    TodayAct,
    TodayItem,
    TodaySource,
)
from sales import importers, queries
from sales.enums import OrderKind, OrderStatus
from sales.models import Order
from sales.queries.acting import ENTER, acts_on, sellers_for
from sales.services import import_payments, import_sales, import_sales_write, order_undo
from sales.services.merged import customers_merged
from sales.services.orders import HEAD, change_draft
from sales.services.redate import redate_orders

from .hits import hits_of

NEVER = date.max
IMPORT_KINDS.add(
    "sales",
    Kind(
        key="sales",
        label="Ventas",
        fields=importers.SALES_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_sales.check,
        apply=import_sales_write.apply,
        zone=time_zone,
        creates=("sales.Order", "customers.Customer", "inventory.Product"),
        children=(("sales.OrderLine", "order_id", "sales.Order"),),
        before_undo=import_sales_write.before_undo,
        stands=import_sales_write.stands,
        money=Money("cantidad × precio", import_sales.MONEY_ROW, import_sales_write.stored),
        whole="order_number",
        help="Una fila por línea de pedido. Los números que empiezan con C son devoluciones.",
        icon="receipt",
    ),
    order=10,
)
IMPORT_KINDS.add(
    "payments",
    Kind(
        key="payments",
        label="Pagos",
        fields=importers.PAYMENT_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_payments.check,
        apply=import_payments.apply,
        zone=time_zone,
        creates=("sales.Payment",),
        before_undo=import_payments.before_undo,
        stands=import_payments.stands,
        money=Money("importe", "s.amount", import_payments.stored),
        one_of=(frozenset({"customer_code", "order_number"}),),
        help="Una fila por pago, con el cliente o el pedido al que pertenece.",
        icon="cash",
    ),
    order=20,
)


def redate_job(run: JobRun) -> dict[str, Any]:
    """The work of the job below: the zone is read when it runs, so that the newest choice wins."""
    run.progress(phase="Fechando los pedidos en la nueva zona horaria")
    moved = redate_orders(zone=time_zone(), actor=run.actor)
    return {"moved": moved}


def company_changed(old: Any, new: Any, actor: Any) -> None:
    """Another time zone moves the days of orders."""
    if old.time_zone != new.time_zone:
        enqueue(kind="sales.redate", payload={}, actor=actor, title=f"Fechar pedidos en {new.time_zone}")


JOB_KINDS.add("sales.redate", JobKind("Fechar pedidos otra vez", redate_job))
COMPANY_CHANGED.add("sales.redate", company_changed)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    return hits_of(
        queries.find_orders(user, text, limit),
        title=lambda order: f"{order.get_kind_display()} {order.number}",
        about=lambda order: order.customer.name if order.customer else "mostrador",
        money=lambda order: order.total,
        url=lambda order: reverse("sales:detail", args=[order.pk]),
    )


def _buyer(order: Order) -> str:
    return order.customer.name if order.customer else "Mostrador"


def _day_start(day: Any) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=house.current().zone)


def _today(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """What was promised for today or before and still stands here; then, of who sells, what he has open: one query."""
    day = house.current().today
    promised = queries.promised(user).filter(delivery_on__lte=day)[:limit]
    own = queries.own_open(user)[:limit]
    found = {order.pk: order for order in promised.union(own, all=True)}.values()
    due = [order for order in found if order.status == OrderStatus.CONFIRMED and (order.delivery_on or NEVER) <= day]
    due.sort(key=lambda order: (order.delivery_on or NEVER, order.pk))
    rest = sorted(set(found) - set(due), key=lambda order: (order.placed_at, order.pk))
    return [_waits(order, day) for order in due] + [_open(order, day) for order in rest]


def _open(order: Order, day: Any) -> TodayItem:
    state = "por confirmar" if order.status == OrderStatus.DRAFT else "por entregar"
    page = reverse("sales:detail", args=[order.pk])
    return TodayItem(
        title=f"{order.customer.name if order.customer else 'Venta de mostrador'} espera su pedido",
        reason=f"{order.number}, {state} · lo hizo {formatting.ago(order.placed_on, today=day)}",
        act=TodayAct("Ver pedido", page, "shopping-bag"),
        url=page,
        money=order.total,
        icon="shopping-bag",
        key=str(order.pk),
    )


def _waits(order: Order, day: Any) -> TodayItem:
    late = order.delivery_on is not None and order.delivery_on < day
    said = formatting.day(order.delivery_on, today=day)
    return TodayItem(
        title=f"{_buyer(order)} espera su pedido {order.number}",
        reason=f"Se prometió para {said}" if late else "Se prometió para hoy",
        act=TodayAct("Entregar", reverse("sales:order_deliver", args=[order.pk]), "truck-delivery"),
        url=reverse("sales:detail", args=[order.pk]),
        due=_day_start(order.delivery_on) + timedelta(hours=18),
        money=order.total,
        urgent=late,
        icon="truck-delivery",
        key=str(order.pk),
    )


def _promises(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Deliveries that these people promised, done ones too."""
    zone = house.current().zone
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    rows = queries.orders_visible_to(user).filter(
        seller_id__in=people, delivery_on__gte=first, delivery_on__lt=last, kind="sale", booked=True
    )
    return [
        CalendarEvent(
            id=order.pk,
            title=f"Entrega a {_buyer(order)}",
            starts=_day_start(order.delivery_on),
            ends=None,
            url=reverse("sales:detail", args=[order.pk]),
            person=order.seller_id,
            detail=order.number,
            all_day=True,
            done=order.delivered_at is not None or order.status == "delivered",
        )
        for order in rows.select_related("customer").defer("customer__search").order_by("delivery_on", "id")[:2_000]
    ]


NAVIGATION.add("sales", NavItem("Pedidos", "sales:list", "shopping-bag", "Vender", phone=True), order=100)
SEARCH.add("sales", SearchSource("Pedidos", "shopping-bag", _hits), order=20)
CUSTOMER_FIGURES.add("months", lambda ids: queries.months_of(ids, today=today()))
CUSTOMER_FIGURES.add("years", lambda ids: queries.years_of(ids, today=today()))
CUSTOMER_FIGURES.add("owed", lambda ids: queries.owed_by(ids, today=today()))
STORY.add("orders", queries.ORDERS, order=50)
STORY.add("returns", queries.RETURNS, order=60)
STORY.add("payments", queries.PAYMENTS, order=70)


def _restore(actor: Any, row: Order, field: str, value: Any) -> None:
    """Of a draft. Whom it is given to must stand where this person may name sellers."""
    if field == "seller" and value is not None and not sellers_for(actor).filter(pk=value.pk).exists():
        raise DomainError(f"{value} está fuera de tu equipo: no se puede volver a ello.")
    change_draft(order=row, lines=None, version=row.version, actor=actor, **{field: value})


def _fixed(user: Any, row: Order) -> str:
    if row.kind != OrderKind.SALE:
        return "Una devolución no se cambia: lo que pasó queda como pasó."
    if row.status == OrderStatus.DRAFT:
        return "Mientras es un borrador, sus datos pueden volver a lo de antes. Las líneas se cambian en el pedido."
    return (
        "Este pedido ya no es un borrador: sus datos no vuelven a lo de antes. Si algo está mal, anúlalo antes de "
        "entregarlo, o anota una devolución si ya se entregó."
    )


HISTORY.add(
    "sales.order",
    HistorySource(
        "sales.Order",
        queries.orders_visible_to,
        url=lambda row: reverse("sales:detail", args=[row.pk]),
        restore=_restore,
        restorable=HEAD - {"customer", "opportunity"},
        may=lambda user, row: "edit" in acts_on(user, row),
        told=_fixed,
    ),
)
CUSTOMERS_MERGED.add("sales.days", customers_merged)
UNDO.add(order_undo.UNDO_KIND, order_undo.take_back)
TODAY.add(
    "sales.deliveries",
    TodaySource(
        "Entregas",
        _today,
        frozenset({Role.SELLER.value, Role.SUPERVISOR.value, Role.SERVICE.value, Role.PURCHASING.value}),
    ),
    order=40,
)
CALENDAR.add("entregas", CalendarSource("Entregas", "truck-delivery", _promises), order=40)
ACTIONS.add(
    "sales.order",
    PaletteAction("Nuevo pedido", "shopping-cart-plus", "sales:order_new", roles=ENTER, for_customer=True),
)
