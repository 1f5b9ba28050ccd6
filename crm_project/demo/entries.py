"""Orders that the demo's sellers wrote by hand: drafts, promises (some late), deliveries and two returns."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from customers.models import Customer
from inventory.models import Product, StockBalance, Warehouse
from sales.enums import Channel, OrderStatus
from sales.models import Order
from sales.services import LineInput, ReturnInput, deliver_order, place_order, return_order
from sales.services.order_entry import address_of

ZONE = ZoneInfo("America/Lima")
ENOUGH = 30  # units in stock of what these orders sell


@dataclass(frozen=True)
class Entry:
    """Days are counted from the demo's today; ``promise`` ``None`` = nobody promised a day."""

    days_ago: int
    status: str
    promise: int | None = None
    lines: int = 2
    credit: int = 0
    note: str = ""
    back: str = ""  # why a part of it came back


ENTRIES = (
    Entry(0, OrderStatus.DRAFT, 4, note="Falta que confirme el color de las velas"),
    Entry(1, OrderStatus.DRAFT, 6, lines=3, credit=30),
    Entry(2, OrderStatus.DRAFT, note="Lo consulta con su socia"),
    Entry(0, OrderStatus.CONFIRMED, 0, credit=15),
    Entry(1, OrderStatus.CONFIRMED, 1, lines=3, credit=30, note="Llamar antes de llegar"),
    Entry(1, OrderStatus.CONFIRMED, 3),
    Entry(3, OrderStatus.CONFIRMED, -1, credit=30),
    Entry(5, OrderStatus.CONFIRMED, -3, lines=3, credit=30, note="Reclamó por teléfono el retraso"),
    Entry(6, OrderStatus.CONFIRMED, -4),
    Entry(2, OrderStatus.CONFIRMED, 5, lines=4, credit=30),
    Entry(7, OrderStatus.DELIVERED, -5, credit=30, back="Llegaron rotas en la caja"),
    Entry(9, OrderStatus.DELIVERED, -6, lines=3, credit=30, back="Pidió menos de lo que se mandó"),
    Entry(4, OrderStatus.DELIVERED, -2, credit=15),
)


def fill(*, today: date, seed: int) -> None:
    """A dozen orders around today, of customers who have their seller."""
    chance = Random(f"entries-{seed}")  # noqa: S311 - demo data
    place, goods = _shelf()
    buyers = list(
        Customer.objects.filter(owner__isnull=False, is_active=True, merged_into=None)
        .select_related("owner")
        .order_by("-standing__monetary", "id")[: 3 * len(ENTRIES)]
    )
    if place is None or not goods or not buyers:
        return
    for number, entry in enumerate(ENTRIES):
        _enter(
            entry, buyers[number * 3 % len(buyers)], chance.sample(goods, min(entry.lines, len(goods))), place, today
        )


def _shelf() -> tuple[Warehouse | None, list[Product]]:
    """The warehouse with most goods, and what it has plenty of."""
    rows = StockBalance.objects.filter(on_hand__gte=ENOUGH, product__price__gt=0, product__is_active=True)
    found = list(rows.select_related("product", "warehouse").order_by("warehouse__code", "product__sku")[:400])
    if not found:
        return None, []
    place = found[0].warehouse
    return place, [row.product for row in found if row.warehouse_id == place.pk]


def _enter(entry: Entry, buyer: Customer, goods: list[Product], place: Warehouse, today: date) -> Order:
    day = today - timedelta(days=entry.days_ago)
    at = datetime.combine(day, time(11, 20), tzinfo=ZONE)
    promise = None if entry.promise is None else today + timedelta(days=entry.promise)
    order = place_order(
        customer=buyer,
        lines=[LineInput(item, Decimal(2 + 2 * place_in)) for place_in, item in enumerate(goods)],
        actor=buyer.owner,
        channel=Channel.PHONE if entry.days_ago % 2 else Channel.WHATSAPP,
        seller=buyer.owner,
        at=at,
        delivery_on=promise,
        delivery_address=address_of(buyer) if promise else "",
        due_on=day + timedelta(days=entry.credit),
        note=entry.note,
        status=OrderStatus.DRAFT if entry.status == OrderStatus.DRAFT else OrderStatus.CONFIRMED,
    )
    if entry.status == OrderStatus.DELIVERED:
        order = deliver_order(order=order, warehouse=place, actor=buyer.owner, at=at + timedelta(days=1))
    if entry.back:
        line = order.lines.order_by("position")[0]
        moment = at + timedelta(days=min(3, entry.days_ago))
        return_order(
            order=order,
            lines=[ReturnInput(line, Decimal(1))],
            actor=buyer.owner,
            warehouse=None if "rotas" in entry.back else place,
            at=moment,
            note=entry.back,
        )
    return order
