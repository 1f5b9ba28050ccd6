"""Invented names, documents and addresses for the anonymous customers of the source.

Documents have right check digits but lie in ranges that nobody has been given (RUC 2099…, DNI 99…, phones +51 900…);
mail addresses end in ``.example``, which can never be registered.
"""

import csv
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from stdnum.pe import ruc

from customers.enums import DocumentKind, Gender, Kind, Lifecycle
from sales.enums import Channel, OrderKind

from .names import BUSINESSES, CORPORATE, FORMS, MEN, SIGNS, STREETS, SURNAMES, WOMEN
from .source import Stream

PLACES = Path(__file__).parent / "data" / "distritos.csv"
CORPORATES = 24
# Where shops and their customers mostly are; each counts as twelve of the others.
TOWN = 12
TOWNS = {
    "Lima", "Miraflores", "San Isidro", "Santiago de Surco", "San Borja", "La Molina", "Jesús María", "Barranco",
    "Lince", "Pueblo Libre", "San Miguel", "Surquillo", "Los Olivos", "La Victoria", "Callao", "Bellavista", "Cusco",
    "Wanchaq", "Santiago", "San Sebastián", "San Jerónimo", "Urubamba", "Ollantaytambo", "Arequipa", "Cayma",
    "Yanahuara", "Cerro Colorado", "Trujillo", "Víctor Larco Herrera", "Huanchaco", "Piura", "Castilla", "Chiclayo",
    "Pimentel", "Puno", "Ayacucho", "Huancayo", "El Tambo", "Tacna", "Huaraz", "Ica",
}  # fmt: skip
LEADS = 40
# A buyer is a company if he buys by the dozen, or for more than this (céntimos).
DOZEN = 12
BIG_SPENDER = 1_500_000


@dataclass(slots=True)
class Profile:
    """What the stream says of a customer: it decides what kind of person or company we invent."""

    number: str
    spent: int = 0
    orders: int = 0
    first: date = date.max
    quantities: list[int] | None = None

    @property
    def usual_quantity(self) -> int:
        found = sorted(self.quantities or [0])
        return found[len(found) // 2]


@dataclass(slots=True)
class Person:
    """A customer to be: columns of ``customers.Customer``, plus how he likes to buy and whether he pays late."""

    code: str
    kind: str
    lifecycle: str
    first_name: str = ""
    last_name: str = ""
    legal_name: str = ""
    trade_name: str = ""
    document_kind: str = ""
    document_number: str = ""
    email: str = ""
    phone: str = ""
    birth_date: date | None = None
    gender: str = ""
    street: str = ""
    district: str = ""
    city: str = ""
    region: str = ""
    since: date | None = None
    categories: tuple[str, ...] = ()
    owner: int = 0
    parent: str = ""
    channel: str = Channel.WEB
    late: float = 0.0

    @property
    def is_company(self) -> bool:
        return self.kind != Kind.PERSON


def profiles(stream: Stream) -> dict[str, Profile]:
    """Spending, orders, first day and usual quantity of each customer of the stream, by his number."""
    found: dict[str, Profile] = {}
    for invoice in stream.invoices:
        if not invoice.customer:
            continue
        profile = found.setdefault(invoice.customer, Profile(invoice.customer, quantities=[]))
        profile.spent += invoice.total
        profile.first = min(profile.first, invoice.placed_at.date())
        if invoice.kind == OrderKind.SALE:
            profile.orders += 1
            profile.quantities += [line.quantity for line in invoice.lines]  # type: ignore[operator]  # never None here
    return dict(sorted(found.items()))


def people(stream: Stream, *, seed: int, sellers: int) -> list[Person]:
    """One invented customer for each of the stream, in the order of the numbers, and some possible customers."""
    found = profiles(stream)
    ranked = sorted(found.values(), key=lambda profile: (-profile.spent, profile.number))
    large = {profile.number for profile in ranked[: min(CORPORATES, len(ranked) // 10)]}
    names, persons, groups = _company_names(seed), _person_names(seed), _group_names(seed)
    result = []
    for place, profile in enumerate(found.values()):
        dice = random.Random(f"{seed}:{profile.number}")  # noqa: S311 - made-up people, no secrets
        if profile.number in large:
            person = _company(profile.number, Kind.CORPORATE, groups, dice, place)
        elif profile.usual_quantity >= DOZEN or profile.spent >= BIG_SPENDER:
            person = _company(profile.number, Kind.COMPANY, names, dice, place)
        else:
            person = _person(profile.number, persons, dice, place)
        person.lifecycle, person.since = Lifecycle.CUSTOMER, profile.first
        person.categories = ("distribuidor", "cliente") if profile.number in large else ("cliente",)
        person.owner = dice.randrange(sellers)
        result.append(person)
    _families(result, large, seed)
    return result + _leads(len(result), persons, names, seed, sellers)


def _company(number: str, kind: str, names: Iterator[tuple[str, str]], dice: random.Random, place: int) -> Person:
    legal, trade = next(names)
    base = f"2099{_scattered(place)}"
    document = base + ruc.calc_check_digit(base)
    slug = _slug(trade or legal)
    person = Person(number, kind, Lifecycle.CUSTOMER, legal_name=legal)
    person.trade_name = trade if kind == Kind.COMPANY and dice.random() < 0.35 else ""
    person.document_kind, person.document_number = DocumentKind.RUC, document
    person.email = f"{dice.choice(('compras', 'ventas', 'contacto', 'gerencia'))}@{slug}.example"
    person.channel = dice.choice((Channel.PHONE, Channel.FIELD, Channel.WHATSAPP, Channel.WEB, Channel.WEB))
    person.late = dice.choice((0.0, 0.0, 0.02, 0.05, 0.25))
    _address(person, dice, place)
    return person


def _person(number: str, persons: Iterator[tuple[str, str, str]], dice: random.Random, place: int) -> Person:
    first, last, gender = next(persons)
    person = Person(number, Kind.PERSON, Lifecycle.CUSTOMER, first_name=first, last_name=last, gender=gender)
    person.document_kind, person.document_number = DocumentKind.DNI, f"99{_scattered(place)}"
    given, surname = _slug(first.split()[0]), _slug(last.split()[0])
    if dice.random() < 0.82:
        person.email = f"{given}.{surname}{place % 97:02d}@correo.example"
    if dice.random() < 0.7:
        person.birth_date = date(1950, 1, 1) + timedelta(days=dice.randrange(56 * 365))
    person.channel = dice.choice((Channel.WEB, Channel.WEB, Channel.WEB, Channel.WHATSAPP, Channel.SHOP, Channel.PHONE))
    _address(person, dice, place)
    return person


def _scattered(place: int) -> str:
    """Six digits, others for each place below a million (7919 and a million share no divisor)."""
    return f"{(place * 7919 + 31_337) % 1_000_000:06d}"


def _address(person: Person, dice: random.Random, place: int) -> None:
    region, city, district = dice.choices(*_places())[0]
    person.region, person.city, person.district = region, city, district
    person.street = f"{dice.choice(STREETS)} {dice.randrange(101, 1990)}"
    if dice.random() < 0.93:
        person.phone = f"+51900{_scattered(place)}"


def _families(found: list[Person], large: set[str], seed: int) -> None:
    """A few shops belong to a large account."""
    dice = random.Random(f"{seed}:families")  # noqa: S311
    heads = sorted(large)
    children = [person for person in found if person.kind == Kind.COMPANY]
    for child in dice.sample(children, min(18, len(children))):
        if heads:
            child.parent = dice.choice(heads[:8])


def _leads(
    start: int, persons: Iterator[tuple[str, str, str]], names: Iterator[tuple[str, str]], seed: int, sellers: int
) -> list[Person]:
    """Possible customers who have bought nothing: the source knows none, so all of it is invented."""
    result = []
    for place in range(min(LEADS, start // 20)):
        dice = random.Random(f"{seed}:lead:{place}")  # noqa: S311
        code = f"P{place + 1:04d}"
        make_company = dice.random() < 0.4
        if make_company:
            lead = _company(code, Kind.COMPANY, names, dice, start + place)
        else:
            lead = _person(code, persons, dice, start + place)
        lead.lifecycle, lead.categories, lead.owner = Lifecycle.LEAD, ("posible-cliente",), dice.randrange(sellers)
        result.append(lead)
    return result


@cache
def _places() -> tuple[list[tuple[str, str, str]], list[float]]:
    """(region, city, district) with its weight: the city's, spread over its districts."""
    with PLACES.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    share = [TOWN if row["distrito"] in TOWNS else 1 for row in rows]
    count: dict[str, int] = defaultdict(int)
    for row, weight in zip(rows, share, strict=True):
        count[row["ciudad"]] += weight
    places = [(row["departamento"], row["ciudad"], row["distrito"].replace(" Del ", " del ")) for row in rows]
    return places, [
        weight * int(row["peso_ciudad"]) / count[row["ciudad"]] for row, weight in zip(rows, share, strict=True)
    ]


def _company_names(seed: int) -> Iterator[tuple[str, str]]:
    """(legal name, trade name), each once."""
    pairs = [(business, sign) for business in BUSINESSES for sign in SIGNS]
    dice = random.Random(f"{seed}:companies")  # noqa: S311
    dice.shuffle(pairs)
    for business, sign in pairs:
        yield f"{business} {sign} {dice.choice(FORMS)}", f"{business} {sign}"


def _group_names(seed: int) -> Iterator[tuple[str, str]]:
    """Names of large accounts, each sign once."""
    dice = random.Random(f"{seed}:groups")  # noqa: S311
    for sign in dice.sample(SIGNS, len(SIGNS)):
        trade = f"{dice.choice(CORPORATE)} {sign}"
        yield f"{trade} S.A.", trade


def _person_names(seed: int) -> Iterator[tuple[str, str, str]]:
    """(names, two surnames, gender), each once."""
    dice = random.Random(f"{seed}:persons")  # noqa: S311
    taken: set[tuple[str, str]] = set()
    while True:
        woman = dice.random() < 0.62
        first = dice.choice(WOMEN if woman else MEN)
        father, mother = dice.sample(SURNAMES, 2)
        name = (first, f"{father} {mother}")
        if name not in taken:
            taken.add(name)
            yield *name, Gender.FEMALE if woman else Gender.MALE


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ñ", "n")).encode("ascii", "ignore").decode()
    for form in (" s.a.c.", " e.i.r.l.", " s.r.l.", " s.a."):
        plain = plain.replace(form, "")
    return "".join(letter for letter in plain if letter.isalnum())
