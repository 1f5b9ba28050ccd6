"""Orders, lines and payments out of the stream, as rows. Money in céntimos until the last moment."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sales.enums import Channel, LineKind, OrderKind, OrderStatus

from . import money
from .people import Person
from .source import Invoice
from .stock import SHOP, STORE, Days

TAX = 18
ORDER_COLUMNS = (
    "id, number, kind, status, customer_id, placed_at, placed_on, channel, city, seller_id, currency, total, tax, "
    "cost, due_on, return_of_id, updated_at"
)
LINE_COLUMNS = "order_id, position, kind, product_id, sku, name, quantity, unit_price, unit_cost, tax_rate, total"
PAYMENT_COLUMNS = "number, customer_id, order_id, amount, currency, paid_on, method, reference, updated_at"
PENDING_DAYS = 4  # sales of the last days at a distance are not delivered yet
CANCELLED_WITHIN = 3  # days in which a return of everything means that nobody paid
OTHER_CHANNELS = (Channel.WEB, Channel.SHOP, Channel.WHATSAPP, Channel.PHONE)


@dataclass(slots=True)
class Placed:
    """An invoice with what it lacked: the customer we invented, channel, state, the sale it returns, its due date."""

    invoice: Invoice
    person: Person | None
    channel: str
    status: str
    city: str
    placed_at: datetime
    return_of: str = ""
    positions: list[int] = field(default_factory=list)
    returned: int = 0  # céntimos without tax sent back by linked returns
    returned_on: date | None = None

    @property
    def placed_on(self) -> date:
        return self.invoice.placed_at.date()

    @property
    def tax(self) -> int:
        """IGV in céntimos, half away from zero; bookkeeping carries none."""
        if self.invoice.kind == OrderKind.ADJUSTMENT:
            return 0
        return tax_of(self.invoice.total)

    def cost(self, costs: dict[str, int]) -> int:
        return sum(line.quantity * costs[line.sku] for line in self.invoice.lines if line.kind == LineKind.PRODUCT)


def tax_of(cents: int) -> int:
    amount = (abs(cents) * TAX * 2 + 100) // 200
    return -amount if cents < 0 else amount


def place(
    invoices: Iterable[Invoice], people: dict[str, Person], *, zone: ZoneInfo, last: date, seed: int
) -> list[Placed]:
    """All invoices in their order, with channel, state and city; returns tied to the sale they undo."""
    result = []
    for invoice in invoices:
        dice = random.Random(f"{seed}:order:{invoice.number}")  # noqa: S311 - made-up circumstances, no secrets
        person = people.get(invoice.customer)
        channel = _channel(invoice, person, dice)
        distant = channel not in (Channel.SHOP, Channel.MARKETPLACE) and person is not None
        pending = invoice.kind == OrderKind.SALE and distant and (last - invoice.placed_at.date()).days < PENDING_DAYS
        status = OrderStatus.CONFIRMED if pending and dice.random() < 0.7 else OrderStatus.DELIVERED
        city = person.city if person else ("Cusco" if dice.random() < 0.7 else "Lima")
        placed = Placed(invoice, person, channel, status, city, invoice.placed_at.replace(tzinfo=zone))
        placed.positions = list(range(1, len(invoice.lines) + 1))
        result.append(placed)
    _tie_returns(result)
    return result


def _channel(invoice: Invoice, person: Person | None, dice: random.Random) -> str:
    if invoice.marketplace:
        return Channel.MARKETPLACE
    if invoice.web:
        return Channel.WEB
    if person is None:
        return Channel.SHOP
    return person.channel if dice.random() < 0.78 else dice.choice(OTHER_CHANNELS)


def _tie_returns(found: list[Placed]) -> None:
    """Tie a return to a sale if all its lines come from that one: same customer, product and price, enough units."""
    open_lines: dict[tuple[str, str, int], list[tuple[Placed, int, list[int]]]] = defaultdict(list)
    for placed in found:
        invoice = placed.invoice
        if not invoice.customer:
            continue
        if invoice.kind == OrderKind.SALE:
            for position, line in enumerate(invoice.lines, start=1):
                if line.kind == LineKind.PRODUCT:
                    open_lines[invoice.customer, line.sku, line.price].append((placed, position, [line.quantity]))
        elif invoice.kind == OrderKind.RETURN:
            _tie(placed, open_lines)


def _tie(back: Placed, open_lines: dict[tuple[str, str, int], list[tuple[Placed, int, list[int]]]]) -> None:
    choices: list[dict[str, tuple[Placed, int, list[int]]]] = []
    for line in back.invoice.lines:
        fitting = {
            sale.invoice.number: (sale, position, left)
            for sale, position, left in open_lines.get((back.invoice.customer, line.sku, line.price), [])
            if left[0] >= -line.quantity and sale.invoice.placed_at <= back.invoice.placed_at
        }
        choices.append(fitting)
    common = set.intersection(*(set(choice) for choice in choices)) if choices else set()
    if not common:
        return
    number = max(common, key=lambda key: choices[0][key][0].invoice.placed_at)
    positions = [choice[number][1] for choice in choices]
    if len(set(positions)) < len(positions):
        return
    sale = choices[0][number][0]
    for choice, line in zip(choices, back.invoice.lines, strict=True):
        choice[number][2][0] += line.quantity
    back.return_of, back.positions = number, positions
    sale.returned -= back.invoice.total
    sale.returned_on = max(sale.returned_on or back.placed_on, back.placed_on)


def order_rows(
    found: Iterable[Placed],
    *,
    ids: dict[str, int],
    customers: dict[str, int],
    sellers: list[int],
    costs: dict[str, int],
) -> Iterator[str]:
    """Orders as text for COPY, in the order of ``ORDER_COLUMNS``."""
    for placed in found:
        invoice, person = placed.invoice, placed.person
        sale = invoice.kind == OrderKind.SALE
        cells: list[object] = [
            ids[invoice.number],
            invoice.number,
            invoice.kind,
            placed.status,
            customers[person.code] if person else "\\N",
            placed.placed_at.isoformat(),
            placed.placed_on.isoformat(),
            placed.channel,
            placed.city,
            sellers[person.owner] if person else "\\N",
            "PEN",
            cents(invoice.total),
            cents(placed.tax),
            cents(placed.cost(costs)),
            money.due(placed.placed_on, person).isoformat() if sale else "\\N",
            ids[placed.return_of] if placed.return_of else "\\N",
            placed.placed_at.isoformat(),
        ]
        yield "\t".join(map(str, cells)) + "\n"


def line_rows(
    found: Iterable[Placed],
    *,
    orders: dict[str, int],
    products: dict[str, int],
    names: dict[str, str],
    costs: dict[str, int],
) -> Iterator[str]:
    """Lines as text for COPY: order, position, kind, product, sku, name, quantity, price, cost, tax rate, total."""
    for placed in found:
        order = orders[placed.invoice.number]
        rate = 0 if placed.invoice.kind == OrderKind.ADJUSTMENT else TAX
        for position, line in zip(placed.positions, placed.invoice.lines, strict=True):
            if line.kind == LineKind.PRODUCT:
                product, cost = str(products[line.sku]), cents(costs[line.sku])
            else:
                product = cost = "\\N"
            yield (
                f"{order}\t{position}\t{line.kind}\t{product}\t{line.sku}\t{names[line.sku]}\t{line.quantity}\t"
                f"{cents(line.price)}\t{cost}\t{rate}\t{cents(line.quantity * line.price)}\n"
            )


def cents(amount: int) -> str:
    """Céntimos as a decimal text: -1224 → "-12.24"."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole}.{rest:02d}"


def decimal(amount: int) -> Decimal:
    return Decimal(amount) / 100


def payments(found: Iterable[Placed], *, today: date, seed: int) -> Iterator[tuple[Placed, money.Paid]]:
    """What was paid for each sale, and given back for each return that undoes a paid one."""
    paid: set[str] = set()
    for placed in sorted(found, key=lambda order: order.invoice.placed_at):
        invoice = placed.invoice
        dice = random.Random(f"{seed}:paid:{invoice.number}")  # noqa: S311 - made-up payments, no secrets
        if invoice.kind == OrderKind.SALE:
            early = placed.returned_on and (placed.returned_on - placed.placed_on).days <= CANCELLED_WITHIN
            owed = invoice.total - (placed.returned if early else 0)
            made = money.payment(
                owed=owed + tax_of(owed),
                placed_on=placed.placed_on,
                channel=placed.channel,
                person=placed.person,
                today=today,
                dice=dice,
            )
            if made:
                yield placed, made
            if made and not early:
                paid.add(invoice.number)
        elif invoice.kind == OrderKind.RETURN and invoice.total and (not placed.return_of or placed.return_of in paid):
            amount = invoice.total + placed.tax
            yield (
                placed,
                money.refund(amount=amount, placed_on=placed.placed_on, channel=placed.channel, today=today, dice=dice),
            )


def payment_rows(
    found: Iterable[Placed], *, ids: dict[str, int], customers: dict[str, int], today: date, seed: int
) -> Iterator[str]:
    """Payments as text for COPY, in the order of ``PAYMENT_COLUMNS``."""
    for placed, paid in payments(found, today=today, seed=seed):
        number, person = placed.invoice.number, placed.person
        cells: list[object] = [
            f"RC-{number}",
            customers[person.code] if person else "\\N",
            ids[number],
            cents(paid.amount),
            "PEN",
            paid.on.isoformat(),
            paid.method,
            "",
            placed.placed_at.isoformat(),
        ]
        yield "\t".join(map(str, cells)) + "\n"


def flows(found: Iterable[Placed]) -> dict[tuple[str, str], Days]:
    """Units of each product by warehouse and day. Counter sales leave the shop, the rest the store."""
    result: dict[tuple[str, str], Days] = defaultdict(Days)
    for placed in found:
        if placed.status != OrderStatus.DELIVERED:
            continue
        where = SHOP if placed.person is None and placed.channel == Channel.SHOP else STORE
        day = placed.placed_on.toordinal()
        for line in placed.invoice.lines:
            if line.kind != LineKind.PRODUCT or not line.quantity:
                continue
            days = result[line.sku, where]
            units = abs(line.quantity)
            if placed.invoice.kind == OrderKind.ADJUSTMENT:
                (days.found if line.quantity > 0 else days.lost)[day] += units
            else:
                (days.sold if line.quantity > 0 else days.returned)[day] += units
    return dict(sorted(result.items()))


def last_day(found: Iterable[Placed]) -> date:
    return max(placed.placed_on for placed in found)


def first_monday(found: Iterable[Placed]) -> date:
    day = min(placed.placed_on for placed in found)
    return day - timedelta(days=day.weekday())
