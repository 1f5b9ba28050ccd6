"""Calls of the exchange and comments of the demo: a year of both, and what waits in the last days.

How long the answered calls last follows the 45,211 calls of the UCI set "Bank Marketing" (S. Moro, P. Cortez, P. Rita
2014, CC BY 4.0): ``DURATIONS`` are its twentieths, in seconds. Who calls is drawn from the customers, the more orders
the likelier. What they say is in ``voices_words``.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from activities.enums import CommentSource, Relevance, Treatment
from activities.models import Comment, PhoneCall, Theme, Topic
from activities.services import call_links, grouping, sentiment
from company.models import User
from customers.models import Customer
from inventory.models import Product

from .voices_words import IDEAS, Line, lines

ZONE = ZoneInfo("America/Lima")
DURATIONS = (5, 35, 58, 75, 89, 103, 117, 132, 147, 163, 180, 200, 223, 249, 280, 319, 368, 437, 548, 751, 4918)
HOURS = (9, 10, 10, 11, 11, 11, 12, 13, 15, 16, 16, 17, 17, 18, 19)
CALLS, COMMENTS, WAITING, UNREAD = 1_500, 400, 20, 48
EXTENSIONS = {
    "ventas": "101",
    "luz": "102",
    "jhon": "103",
    "karla": "104",
    "renzo": "105",
    "yesenia": "106",
    "servicio": "110",
}


@dataclass(frozen=True)
class Caller:
    """A customer who may call, and how likely it is."""

    pk: int
    phone: str
    weight: int


def fill(*, today: date, seed: int) -> None:
    """Calls and comments, then who answered whom and who says the same."""
    dice = random.Random(seed + 7)  # noqa: S311 - a demo, not a secret
    callers = _callers()
    if not callers:
        return
    staff = _extensions()
    PhoneCall.objects.bulk_create(_calls(callers, staff, today, dice), batch_size=1_000)
    _answer()
    PhoneCall.objects.bulk_create(_waiting(callers, today, dice))
    _comments(callers, today, dice)
    grouping.regroup()


def _callers() -> list[Caller]:
    """Customers with a phone, the better ones first: the position is the weight."""
    rows = Customer.objects.exclude(phone="").filter(is_active=True).order_by("code").values_list("pk", "phone")
    found = list(rows)[:1_200]
    return [Caller(pk, phone, 1 + 400 // (place + 1)) for place, (pk, phone) in enumerate(found)]


def _extensions() -> list[tuple[str, int]]:
    """Give the demo's people their extensions; (extension, person) of those who answer."""
    found = []
    for username, extension in EXTENSIONS.items():
        person = User.objects.filter(username=username).first()
        if person is not None:
            User.objects.filter(pk=person.pk).update(extension=extension)
            found.append((extension, person.pk))
    return found


def _calls(callers: list[Caller], staff: list[tuple[str, int]], today: date, dice: random.Random) -> list[PhoneCall]:
    weights = [one.weight for one in callers]
    made = []
    for number in range(CALLS):
        who = dice.choices(callers, weights)[0]
        start = _moment(today - timedelta(days=dice.randint(4, 365)), dice)
        outgoing, answered = dice.random() < 0.42, dice.random() < 0.83
        call = _call(f"CEN-{number:06d}", who, start, outgoing=outgoing, seconds=_seconds(dice) if answered else 0)
        if answered or outgoing:
            call.extension, call.user_id = dice.choice(staff) if staff else ("", None)
        made.append(call)
        if not answered and not outgoing and dice.random() < 0.8:  # most are called back the same day
            back = start + timedelta(minutes=dice.randint(6, 200))
            again = _call(f"CEN-{number:06d}-R", who, back, outgoing=True, seconds=_seconds(dice))
            again.extension, again.user_id = dice.choice(staff) if staff else ("", None)
            made.append(again)
    return made


def _call(key: str, who: Caller, start: datetime, *, outgoing: bool, seconds: int) -> PhoneCall:
    lost = not outgoing and not seconds
    return PhoneCall(
        external_id=key,
        number=who.phone,
        phone=who.phone,
        customer_id=who.pk,
        direction="out" if outgoing else "in",
        answered=bool(seconds),
        seconds=seconds,
        started_at=start,
        treatment=Treatment.PENDING if lost else Treatment.NONE,
    )


def _answer() -> None:
    """The rule of the house over the year; what nobody answered was closed long ago."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE import_answered AS {call_links.ANSWERED}", call_links.parameters())
        cursor.execute(call_links.WRITE_ANSWERED)
        cursor.execute("DROP TABLE import_answered")
    left = PhoneCall.objects.filter(treatment=Treatment.PENDING)
    for place, call in enumerate(left.order_by("started_at", "id")):
        outcome, note = CLOSED[place % len(CLOSED)]
        left.filter(pk=call.pk).update(treatment=outcome, note=note, treated_at=call.started_at + timedelta(days=1))


CLOSED = (
    (Treatment.UNREACHABLE, ""),
    (Treatment.NOT_INTERESTED, "Ya lo compró en otra tienda"),
    (Treatment.UNREACHABLE, "Tres intentos"),
    (Treatment.WRONG_NUMBER, ""),
    (Treatment.SPAM, "Ofrecen internet"),
)


def _waiting(callers: list[Caller], today: date, dice: random.Random) -> list[PhoneCall]:
    """Missed calls of the last three days: good customers, strangers, somebody who tried three times."""
    made = []
    for number in range(WAITING):
        start = _moment(today - timedelta(days=1 + number % 3), dice)
        who = callers[(number * 7) % min(90, len(callers))]
        call = _call(f"PEND-{number:03d}", who, start, outgoing=False, seconds=0)
        if number % 5 == 4:  # nobody knows this number
            call.number = call.phone = f"+519{dice.randint(10_000_000, 99_999_999)}"
            call.customer_id = None
        made.append(call)
        for again in range((number % 7 == 0) + (number == 7)):
            more = start + timedelta(minutes=17 * (again + 1))
            made.append(_call(f"PEND-{number:03d}-{again}", who, more, outgoing=False, seconds=0))
    return made


def _comments(callers: list[Caller], today: date, dice: random.Random) -> None:
    topics = {topic.code: topic.pk for topic in Topic.objects.all()}
    names = list(Product.objects.filter(is_active=True).order_by("sku").values_list("sku", "name")[:240])
    themes = {
        key: Theme.objects.create(name=name, topic_id=topics.get(topic), kind=kind).pk
        for key, (name, topic, kind) in IDEAS.items()
    }
    weights = [one.weight for one in callers]
    reader = User.objects.filter(username="gestor").values_list("pk", flat=True).first()
    made = []
    for place, line in enumerate(lines(COMMENTS, names, dice)):
        unread = place < UNREAD
        days = dice.randint(0, 12) if unread else dice.randint(13, 360)
        who = dice.choices(callers, weights)[0].pk if dice.random() < 0.85 else None
        at = _moment(today - timedelta(days=1 + days), dice)
        made.append(_comment(line, who, at, {} if unread else _read(line, topics, themes, reader, at, dice)))
    Comment.objects.bulk_create(made, batch_size=500)


def _comment(line: Line, customer: int | None, at: datetime, labels: dict[str, Any]) -> Comment:
    return Comment(
        text=line.text,
        customer_id=customer,
        said_at=at,
        source=CommentSource(line.source),
        score=line.score,
        score_of=line.score_of,
        sentiment=sentiment.proposed(line.score, line.score_of),
        **labels,
    )


def _read(
    line: Line, topics: dict[str, int], themes: dict[str, int], reader: int | None, at: datetime, dice: random.Random
) -> dict[str, Any]:
    """What the gestor said of an old comment."""
    labels: dict[str, Any] = {"read_at": at + timedelta(days=2), "read_by_id": reader}
    if not line.topic or dice.random() < 0.12:
        return labels | {"relevance": Relevance.IRRELEVANT}
    return labels | {
        "relevance": Relevance.RELEVANT,
        "kind": line.kind,
        "topic_id": topics.get(line.topic),
        "theme_id": themes.get(line.idea) if dice.random() < 0.7 else None,
        "product_code": line.sku,
    }


def _moment(day: date, dice: random.Random) -> datetime:
    """A moment in the shop's hours, with the rush before lunch and after work."""
    return datetime.combine(day, time(dice.choice(HOURS), dice.randint(0, 59), dice.randint(0, 59)), tzinfo=ZONE)


def _seconds(dice: random.Random) -> int:
    """A length drawn from the real distribution."""
    place = dice.random() * (len(DURATIONS) - 1)
    low = int(place)
    return max(5, round(DURATIONS[low] + (DURATIONS[low + 1] - DURATIONS[low]) * (place - low)))
