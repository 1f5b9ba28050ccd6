"""Calls: who sees them, who may treat them, whose they may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from activities.enums import Direction, Treatment
from activities.models import PhoneCall
from company.enums import Role
from company.models import User
from company.queries import team_of, time_zone
from customers.models import Contact, Customer

# Who may treat and hand out any call; a supervisor does so in his team, a seller for himself.
EVERY_CALL = frozenset({Role.GESTOR.value, Role.SERVICE.value, Role.ADMINISTRATOR.value})
TREATERS = EVERY_CALL | {Role.SELLER.value, Role.SUPERVISOR.value}
ASSIGNERS = EVERY_CALL | {Role.SUPERVISOR.value}


def calls_visible_to(user: Any) -> QuerySet[PhoneCall]:
    """Every call of the exchange, for whoever has a role: the customer is the company's."""
    rows = PhoneCall.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def treatable_by(user: Any, rows: QuerySet[PhoneCall]) -> QuerySet[PhoneCall]:
    """Those of ``rows`` that the person may treat: nobody's calls, his own, those of his team."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & EVERY_CALL:
        return rows
    if roles & {Role.SELLER.value, Role.SUPERVISOR.value}:
        return rows.filter(Q(assigned=None) | Q(assigned_id__in=team_of(user)))
    return rows.none()


def assignable_to(user: Any) -> QuerySet[User]:
    """To whom the person may give a call: anybody, his team, or himself."""
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & EVERY_CALL:
        return people.filter(groups__name__in=TREATERS).distinct()
    return people.filter(pk__in=team_of(user)) if roles & TREATERS else people.none()


def missed(user: Any) -> QuerySet[PhoneCall]:
    """Missed calls with what their list needs; of several that wait from one phone only the newest."""
    later = PhoneCall.objects.filter(phone=OuterRef("phone"), treatment=Treatment.PENDING).filter(
        Q(started_at__gt=OuterRef("started_at")) | Q(started_at=OuterRef("started_at"), id__gt=OuterRef("id"))
    )
    rows = calls_visible_to(user).exclude(treatment=Treatment.NONE)
    rows = rows.filter(~Q(treatment=Treatment.PENDING) | Q(phone="") | ~Exists(later))
    rows = rows.annotate(older=ExpressionWrapper(-F("id"), output_field=IntegerField()))
    return _joined(rows)


def all_calls(user: Any) -> QuerySet[PhoneCall]:
    """Calls of all kinds with what their list needs."""
    return _joined(calls_visible_to(user))


def _joined(rows: QuerySet[PhoneCall]) -> QuerySet[PhoneCall]:
    return rows.select_related("customer__standing", "assigned", "user", "treated_by").annotate(tries=_tries())


def _tries() -> Case:
    """Which missed call of its phone on its day each is: 1, 2, 3…; 1 for what was no missed call."""
    zone = time_zone()
    its = ExpressionWrapper(OuterRef("started_at"), output_field=DateTimeField())
    same = (
        PhoneCall.objects.filter(
            phone=OuterRef("phone"),
            direction=Direction.IN,
            answered=False,
            started_at__lte=OuterRef("started_at"),
            started_at__gt=OuterRef("started_at") - timedelta(days=1, hours=1),  # so that an index can serve
        )
        .annotate(day=TruncDate("started_at", tzinfo=zone))
        .filter(day=TruncDate(its, tzinfo=zone))
    )
    counted = same.order_by().values("phone").annotate(n=Count("pk")).values("n")
    return Case(
        When(Q(phone="") | Q(treatment=Treatment.NONE), then=Value(1)),
        default=Coalesce(Subquery(counted), 1),
        output_field=IntegerField(),
    )


def one_call(user: Any, pk: int) -> PhoneCall | None:
    """A call with what its page needs."""
    rows = _joined(calls_visible_to(user)).select_related("called_back__user", "interaction__user")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class Owner:
    """A customer that has the phone; ``contact`` is the name of his person who has it."""

    customer: Customer
    contact: str = ""


def owners_of(phones: Iterable[str]) -> dict[str, list[Owner]]:
    """Active customers by phone, with their contacts: two queries for any number of phones."""
    wanted = {phone for phone in phones if phone}
    found: dict[str, dict[int, Owner]] = {phone: {} for phone in wanted}
    if not wanted:
        return {}
    people = Customer.objects.filter(phone__in=wanted, is_active=True, merged_into=None).select_related("standing")
    for one in people.order_by("id"):
        found[one.phone][one.pk] = Owner(one)
    contacts = Contact.objects.filter(
        phone__in=wanted, is_active=True, customer__is_active=True, customer__merged_into=None
    )
    for contact in contacts.select_related("customer__standing").order_by("id"):
        found[contact.phone].setdefault(contact.customer_id, Owner(contact.customer, str(contact)))
    return {phone: list(owners.values()) for phone, owners in found.items()}


def prepare(rows: list[PhoneCall], user: Any) -> None:
    """Attach to the calls of a page whose they may be."""
    owners = owners_of(row.phone for row in rows if row.customer_id is None)
    for row in rows:
        row.owners = owners.get(row.phone, []) if row.customer_id is None else []  # type: ignore[attr-defined]


def same_number(user: Any, call: PhoneCall, *, limit: int = 12) -> list[PhoneCall]:
    """Other calls from or to the same phone, newest first."""
    if not call.phone:
        return []
    rows = calls_visible_to(user).filter(phone=call.phone).exclude(pk=call.pk).select_related("user")
    return list(rows.order_by("-started_at", "-id")[:limit])


def pending_count(user: Any) -> int:
    """How many callers wait for who looks: his own ones for a seller, all for the others. Stops at 100."""
    return missed_waiting(user).order_by()[:100].count()


def missed_waiting(user: Any) -> QuerySet[PhoneCall]:
    """Calls that this person should return: a seller his own, those of his customers and those of nobody."""
    rows = missed(user).filter(treatment=Treatment.PENDING)
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & ASSIGNERS:
        return rows
    mine = Q(assigned_id=user.pk) | Q(assigned=None, customer__owner_id=user.pk)
    return rows.filter(mine | Q(assigned=None, customer__owner=None))


def call_form_url(call: PhoneCall) -> str:
    """Where the returned call is written down: the form knows whose it is."""
    more = f"&customer={call.customer_id}" if call.customer_id else ""
    return f"{reverse('activities:log_call')}?call={call.pk}{more}"
