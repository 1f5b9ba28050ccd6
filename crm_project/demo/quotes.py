"""Some forty quotes of the sellers, made by the same services as those of people, dated around the last weeks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from company.models import User
from customers.models import Customer
from inventory.models import Product
from sales.enums import AnswerSource, QuoteState
from sales.models import LossReason, Quote, QuoteAnswer
from sales.queries.quotes import current_version
from sales.services import quote_approval, quotes
from sales.services.quote_money import QuoteLineInput

ZONE = ZoneInfo("America/Lima")
SELLERS = ("luz", "jhon", "karla", "renzo", "yesenia", "ventas")
# Asunto, cuántos productos, cuántas unidades.
SUBJECTS = (
    ("Canastas de fin de año para el personal", 5, (20, 60)),
    ("Regalos de bienvenida del hotel", 3, (40, 90)),
    ("Recuerdos para un congreso", 4, (80, 200)),
    ("Aniversario de la empresa", 4, (15, 40)),
    ("Detalles para clientes del banco", 3, (50, 120)),
    ("Reposición de la tienda del museo", 6, (6, 24)),
    ("Premios del concurso de ventas", 2, (5, 12)),
    ("Día de la madre adelantado", 3, (30, 70)),
)
ENDS = ("sent", "sent", "accepted", "sent", "rejected", "accepted", "draft", "rejected", "accepted", "withdrawn")
MANY = 36
DETAILS = ("Con tarjeta impresa", "Envuelto en papel kraft", "Con el logo en la cinta", "", "", "")
ADJUSTED = (
    ("Pidió más unidades y que baje el precio", Decimal("1.5"), Decimal(8)),
    ("Quitó una línea para entrar en su presupuesto", Decimal(1), Decimal(5)),
    ("Entrega en dos partes, mismo precio", Decimal("1.2"), Decimal(0)),
)


@dataclass(frozen=True)
class House:
    """What the quotes are made of."""

    sellers: list[User]
    customers: list[Customer]
    products: list[Product]
    reasons: list[LossReason]


def fill(*, today: date, seed: int) -> None:
    """About forty over the states: some with versions, one waiting for approval, several ending these days."""
    chance = Random(f"quotes-{seed}")  # noqa: S311 - demo data
    house = _house()
    if not (house.sellers and house.customers and house.products and house.reasons):
        return
    for number in range(min(MANY, len(house.customers))):
        at = _moment(today - timedelta(days=3 + number * 3), chance)
        made = _quote(house, house.customers[number], number, at, chance)
        _end(made, ENDS[number % len(ENDS)], at, house, chance, today)
    _special(house, today, chance)


def _house() -> House:
    people = {user.username: user for user in User.objects.filter(username__in=SELLERS)}
    companies = Customer.objects.filter(is_active=True).exclude(legal_name="").order_by("id")
    others = Customer.objects.filter(is_active=True, legal_name="").order_by("id")
    wanted = MANY + 6
    found = list(companies[:wanted])
    found += list(others[: wanted - len(found)])
    return House(
        sellers=[people[name] for name in SELLERS if name in people],
        customers=found,
        products=list(Product.objects.filter(is_active=True, price__gte=8).order_by("sku")[:60]),
        reasons=list(LossReason.objects.filter(is_active=True, public=True)),
    )


def _moment(day: date, chance: Random) -> datetime:
    while day.isoweekday() > 5:
        day -= timedelta(days=1)
    return datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59)), tzinfo=ZONE)


def _quote(house: House, customer: Customer, number: int, at: datetime, chance: Random, **more: Any) -> Quote:
    title, lines, units = SUBJECTS[number % len(SUBJECTS)]
    owner = customer.owner if customer.owner in house.sellers else house.sellers[number % len(house.sellers)]
    offered = [
        QuoteLineInput(
            product=product,
            quantity=Decimal(chance.randint(*units)),
            discount_percent=Decimal(chance.choice((0, 0, 3, 5, "7.5", 10))),
            detail=chance.choice(DETAILS),
        )
        for product in chance.sample(house.products, min(lines, len(house.products)))
    ]
    more.setdefault("lines", offered)
    more.setdefault("title", title)
    contact = customer.contacts.filter(is_active=True, is_main=True).first()
    return quotes.create(customer=customer, actor=owner, contact=contact, at=at, **more)


def _end(made: Quote, end: str, at: datetime, house: House, chance: Random, today: date) -> None:
    if end == "draft":
        return
    sent = quotes.mark_sent(quote=made, actor=made.owner, at=at + timedelta(hours=2))
    if made.pk % 9 == 0:
        sent = _again(sent, at, chance)
    if end == "withdrawn":
        quotes.withdraw(quote=sent, actor=sent.owner, at=at + timedelta(days=4))
    elif end in ("accepted", "rejected"):
        _answer(sent, accepted=end == "accepted", at=at + timedelta(days=3, hours=3), house=house, chance=chance)


def _again(sent: Quote, at: datetime, chance: Random) -> Quote:
    """A second version of what was sent, sent a day later."""
    why, times, off = chance.choice(ADJUSTED)
    later = at + timedelta(days=1)
    fresh = quotes.new_version(quote=sent, actor=sent.owner, adjustment=why, at=later)
    lines = [
        QuoteLineInput(
            product=line.product,
            quantity=(line.quantity * times).to_integral_value(),
            unit_price=line.unit_price,
            discount_percent=max(line.discount_percent, off),
            detail=line.detail,
        )
        for line in current_version(fresh).lines.select_related("product")
    ]
    kept = lines[:-1] if len(lines) > 2 and "Quitó" in why else lines
    fresh = quotes.save(quote=fresh, version=fresh.version, lines=kept, actor=sent.owner, at=later)
    return quotes.mark_sent(quote=fresh, actor=sent.owner, at=later)


def _answer(sent: Quote, *, accepted: bool, at: datetime, house: House, chance: Random) -> None:
    """What the customer said by telephone, as its seller noted it; the order of a yes was delivered long ago."""
    QuoteAnswer.objects.create(
        quote=sent,
        version=current_version(sent),
        accepted=accepted,
        name=str(sent.contact or sent.customer)[:160],
        reason=None if accepted else chance.choice(house.reasons),
        source=AnswerSource.STAFF,
        at=at,
        user=sent.owner,
    )
    state = QuoteState.ACCEPTED if accepted else QuoteState.REJECTED
    Quote.objects.filter(pk=sent.pk).update(state=state, answered_at=at)


def _special(house: House, today: date, chance: Random) -> None:
    """One that waits for a yes, one given back, two that end in these days, one with three versions."""
    rest = house.customers[MANY:]
    at = datetime.combine(today, time(9, 10), tzinfo=ZONE) - timedelta(days=1)
    over = [
        QuoteLineInput(product=house.products[0], quantity=Decimal(120), discount_percent=Decimal(18)),
        QuoteLineInput(product=house.products[1], quantity=Decimal(60), discount_percent=Decimal(12)),
    ]
    for place, customer in enumerate(rest[:2]):
        held = _quote(house, customer, place, at, chance, lines=over, title="Pedido grande de fin de año")
        held = quote_approval.submit(quote=held, actor=held.owner, at=at)
        chiefs = quote_approval.approvers_of(held)
        if place == 1 and chiefs:
            quote_approval.refuse(quote=held, actor=chiefs[0], reason="Con 12 % en las dos líneas, sí", at=at)
    for place, customer in enumerate(rest[2:4]):
        day = today + timedelta(days=place + 1)
        soon = _quote(house, customer, place + 2, at - timedelta(days=8), chance, valid_until=day)
        quotes.mark_sent(quote=soon, actor=soon.owner, at=at - timedelta(days=7))
    for customer in rest[4:5]:
        first = _quote(house, customer, 4, at - timedelta(days=12), chance)
        sent = quotes.mark_sent(quote=first, actor=first.owner, at=at - timedelta(days=12))
        _again(_again(sent, at - timedelta(days=9), chance), at - timedelta(days=6), chance)
