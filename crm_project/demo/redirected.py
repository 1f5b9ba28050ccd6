"""What the demo's customers could not buy alone: a year of redirected orders, recovered ones tied to real orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch

from core.clock import now
from core.models import Counter
from sales.enums import DiscardReason, LineKind, LostReason, OrderKind, OrderStatus, RedirectSource, RedirectStatus
from sales.models import Order, OrderLine, Recovery, RedirectCause, RedirectedLine, RedirectedOrder

ZONE = ZoneInfo("America/Lima")
PAST, WAITING, IN_TALKS = 240, 12, 6
LEAST, MOST = Decimal(60), Decimal(1800)
FEW_LINES = 8
# Minutes before now of those that wait; the last ones are of yesterday.
AGES = (6, 11, 19, 27, 35, 48, 66, 95, 140, 210, 1180, 1420)
ENDS = ((RedirectStatus.RECOVERED, 50), (RedirectStatus.LOST, 38), (RedirectStatus.DISCARDED, 12))
CAUSES = (("pago", 34), ("sin-stock-web", 22), ("cuenta", 10), ("envio", 13), ("cupon", 9), ("no-entendio", 8),
          ("otra", 4))  # fmt: skip
STEPS = {"pago": "Pago", "sin-stock-web": "Página del producto", "cuenta": "Entrada", "envio": "Envío",
         "cupon": "Carrito", "no-entendio": "Carrito", "otra": "Confirmación"}  # fmt: skip
SAID = {
    "pago": (
        "Dos veces me rechazó la tarjeta y no sé si me cobraron.",
        "Se quedó cargando después de poner la clave.",
        "",
    ),
    "sin-stock-web": ("En la tienda la vi ayer y la web dice agotado.", "Quiero doce y solo me deja poner dos.", ""),
    "cuenta": ("No me llega el correo para cambiar la clave.", "Dice que mi correo ya existe, pero no entra."),
    "envio": (
        "No sale mi distrito.",
        "El envío cuesta casi lo mismo que el regalo.",
        "Lo necesito para el viernes, ¿llega?",
    ),
    "cupon": ("El cupón del correo dice que no es válido.", "Me pide un monto que no decía en ningún lado."),
    "no-entendio": ("No encuentro dónde poner boleta con RUC.", "Me perdí, yo solo quiero comprar por WhatsApp."),
    "otra": ("Quiero que lo envuelvan y no veo la opción.", ""),
}
SOURCES = (
    (RedirectSource.WEB, 58),
    (RedirectSource.WHATSAPP, 24),
    (RedirectSource.PHONE, 12),
    (RedirectSource.SHOP, 6),
)
LOST_NOTES = ("", "", "Lo compró en otra tienda mientras esperaba.", "Era para ayer.", "Lo va a pensar para Navidad.")
STRANGERS = ("Milagros Huamán", "Renzo Paredes", "Señora del hotel de Urubamba")


@dataclass(frozen=True)
class Made:
    """A redirected order with the lines it copies, and the order that recovered it."""

    row: RedirectedOrder
    lines: list[OrderLine]
    order: Order | None = None


def fill(*, today: date, seed: int) -> None:
    """About 250 over the last year, twelve of them waiting now."""
    chance = Random(f"redirected-{seed}")  # noqa: S311 - demo data
    real = _orders(today)
    picked = chance.sample(real, min(len(real), PAST + WAITING + IN_TALKS))
    if not picked:
        return
    causes = {cause.code: cause for cause in RedirectCause.objects.all()}
    recent, past = picked[: WAITING + IN_TALKS], picked[WAITING + IN_TALKS :]
    moment = min(now(), datetime.combine(today, time(18), tzinfo=ZONE))
    made = [_ended(order, causes, chance) for order in past]
    made += [_open(order, place, causes, moment, chance) for place, order in enumerate(recent)]
    _store(sorted(made, key=lambda one: one.row.happened_at))


def _orders(today: date) -> list[Order]:
    """Sales of the last year at a size that one buys on the web, with their lines."""
    lines = OrderLine.objects.filter(kind=LineKind.PRODUCT, quantity__gt=0).select_related("product")
    rows = Order.objects.filter(
        kind=OrderKind.SALE,
        status__in=[OrderStatus.CONFIRMED, OrderStatus.DELIVERED],
        customer__isnull=False,
        seller__isnull=False,
        total__range=(LEAST, MOST),
        placed_on__gt=today - timedelta(days=365),
        placed_on__lt=today,
    ).alias(size=Count("lines"))
    rows = rows.filter(size__gte=1, size__lte=FEW_LINES)
    ids = list(rows.order_by("id").values_list("pk", flat=True))
    chosen = Random(len(ids)).sample(ids, min(len(ids), 400))  # noqa: S311 - demo data
    found = Order.objects.filter(pk__in=chosen).select_related("customer").order_by("id")
    return list(found.prefetch_related(Prefetch("lines", lines.order_by("position"), to_attr="goods")))


def _ended(order: Order, causes: dict[str, RedirectCause], chance: Random) -> Made:
    status = chance.choices([one for one, _ in ENDS], weights=[share for _, share in ENDS])[0]
    row, lines = _row(order, causes, chance)
    waited = timedelta(minutes=min(2_000, int(chance.lognormvariate(3.4, 0.9))))
    recovered = status == RedirectStatus.RECOVERED
    row.happened_at = order.placed_at - waited - timedelta(minutes=chance.randint(4, 90))
    row.status, row.seller, row.assigned_why = status, order.seller, "el cliente es de su cartera"
    row.assigned_at = row.happened_at + timedelta(minutes=1)
    if status != RedirectStatus.DISCARDED:
        row.first_contact_at = row.happened_at + waited
    row.closed_at = order.placed_at if recovered else row.happened_at + waited + timedelta(hours=chance.randint(1, 50))
    if status == RedirectStatus.LOST:
        row.reason, row.note = chance.choice(LostReason.values), chance.choice(LOST_NOTES)
    elif status == RedirectStatus.DISCARDED:
        row.reason = chance.choice(DiscardReason.values)
    return Made(row, lines, order if recovered else None)


def _open(order: Order, place: int, causes: dict[str, RedirectCause], moment: datetime, chance: Random) -> Made:
    """The first twelve wait (three for nobody in particular), the others were spoken with."""
    row, lines = _row(order, causes, chance)
    age = AGES[place] if place < WAITING else chance.randint(300, 2_600)
    row.happened_at = moment - timedelta(minutes=age)
    row.status = RedirectStatus.WAITING if place % 4 == 3 else RedirectStatus.ASSIGNED
    if row.status == RedirectStatus.ASSIGNED:
        row.seller, row.assigned_why = order.seller, "el cliente es de su cartera"
        row.assigned_at = row.happened_at + timedelta(minutes=1)
    elif place < WAITING:
        stranger = STRANGERS[place // 4 % len(STRANGERS)]
        row.customer, row.name, row.phone, row.email = None, stranger, f"+5198412{chance.randint(1000, 9999)}", ""
    if place >= WAITING:
        row.status, row.seller, row.assigned_at = RedirectStatus.CONTACTED, order.seller, row.happened_at
        row.first_contact_at = row.happened_at + timedelta(minutes=chance.randint(5, 60))
    elif age > 60:
        row.escalated_at = row.happened_at + timedelta(minutes=60)
    return Made(row, lines)


def _row(order: Order, causes: dict[str, RedirectCause], chance: Random) -> tuple[RedirectedOrder, list[OrderLine]]:
    code = chance.choices([one for one, _ in CAUSES], weights=[share for _, share in CAUSES])[0]
    lines = list(order.goods)  # type: ignore[attr-defined]  # prefetched
    money = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
    customer = order.customer
    row = RedirectedOrder(
        source=chance.choices([one for one, _ in SOURCES], weights=[share for _, share in SOURCES])[0],
        customer=customer,
        name=customer.name if customer else "",
        phone=customer.phone if customer else "",
        email=customer.email if customer else "",
        city=order.city,
        cause=causes[code],
        step=STEPS[code],
        text=chance.choice(SAID[code]),
        amount=money.quantize(Decimal("0.01")),
        currency=order.currency,
    )
    return row, lines


def _store(made: list[Made]) -> None:
    """Numbers in the order of time, year by year; then lines and links."""
    counted: dict[int, int] = {}
    for one in made:
        year = one.row.happened_at.astimezone(ZONE).year
        counted[year] = counted.get(year, 0) + 1
        one.row.number = f"R-{year}-{counted[year]:06d}"
        one.row.created_at = one.row.happened_at  # noted when it happened: the clock of the urgent ones runs from there
    RedirectedOrder.objects.bulk_create([one.row for one in made])
    RedirectedLine.objects.bulk_create(_lines(made))
    Recovery.objects.bulk_create(
        Recovery(order=one.order, redirected_order=one.row, linked_by=one.order.seller) for one in made if one.order
    )
    Counter.objects.bulk_create(
        [Counter(series="redirigido", year=year, value=value) for year, value in counted.items()],
        update_conflicts=True,
        unique_fields=["series", "year"],
        update_fields=["value"],
    )


def _lines(made: Iterable[Made]) -> list[RedirectedLine]:
    return [
        RedirectedLine(
            redirected=one.row,
            position=position,
            product=line.product,
            name=line.name[:200],
            quantity=line.quantity,
            unit_price=line.unit_price,
        )
        for one in made
        for position, line in enumerate(one.lines, start=1)
    ]
