"""Who may see which redirected orders, and what they hold."""

from typing import Any

import phonenumbers
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from company.enums import Role
from company.models import User
from company.queries import team_of, with_role
from core.lists import find
from customers.models import Customer
from sales.enums import REDIRECT_OPEN
from sales.models import RedirectCause, RedirectedLine, RedirectedOrder

from .scope import SEE_ALL, SELL

ATTEND = SELL | {Role.SERVICE.value}
ATTENDING = (Role.SELLER.value, Role.SUPERVISOR.value)


def redirected_visible_to(user: Any) -> QuerySet[RedirectedOrder]:
    """The gestor sees all; who sells, his own, his team's (by the sales tree) and those of nobody."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    rows = RedirectedOrder.objects.all()
    if roles & SEE_ALL:
        return rows
    if not roles & ATTEND:
        return rows.none()
    return rows.filter(Q(seller_id__in=team_of(user)) | Q(seller=None))


def redirected_listed(user: Any) -> QuerySet[RedirectedOrder]:
    """The base of the queue."""
    return redirected_visible_to(user).select_related("customer", "cause", "seller")


def assignable_by(user: Any, rows: QuerySet[RedirectedOrder]) -> QuerySet[RedirectedOrder]:
    """Those of ``rows`` that the person may give to somebody: open ones."""
    return rows.filter(status__in=REDIRECT_OPEN)


def search_redirected(rows: QuerySet[RedirectedOrder], text: str) -> QuerySet[RedirectedOrder]:
    """By number or telephone where a digit was typed, by the name he left, or by the customer."""
    text = text.replace("\0", "").strip()
    wanted = Q(name__icontains=text) | Q(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))
    if any(letter.isdigit() for letter in text):
        digits = "".join(letter for letter in text if letter.isdigit())
        wanted |= Q(number__istartswith=text) | Q(external_id=text) | Q(phone__contains=digits)
    return rows.filter(wanted)


def waiting_count(user: Any) -> int:
    """How many nobody has contacted yet, counted up to 100."""
    rows = redirected_visible_to(user).filter(status__in=REDIRECT_OPEN, first_contact_at=None)
    return rows.order_by()[:100].count()


def lines_tried(redirected: RedirectedOrder) -> list[RedirectedLine]:
    return list(redirected.lines.select_related("product").order_by("position"))


def causes() -> QuerySet[RedirectCause]:
    """The active causes, as the form offers them."""
    return RedirectCause.objects.filter(is_active=True)


def waiting_for(user: Any, limit: int) -> list[RedirectedOrder]:
    """For the day of a person: his own that are open and those of nobody, uncontacted and most money first."""
    rows = redirected_listed(user).filter(Q(seller_id=user.pk) | Q(seller=None), status__in=REDIRECT_OPEN)
    fresh = Case(When(first_contact_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(rows.annotate(fresh=fresh).order_by("fresh", "-amount", "happened_at")[:limit])


def find_redirected(user: Any, text: str, limit: int) -> list[RedirectedOrder]:
    """For the palette: by the beginning of the number, newest first; one query, none for a text without digits."""
    if not any(letter.isdigit() for letter in text):
        return []
    rows = redirected_listed(user).filter(number__istartswith=text.replace("\0", "").strip())
    return list(rows.order_by("-happened_at", "-id")[:limit])


def others_open(redirected: RedirectedOrder, user: Any) -> list[RedirectedOrder]:
    """Further open ones of the same customer: he may have tried twice."""
    if redirected.customer_id is None:
        return []
    rows = redirected_listed(user).filter(customer_id=redirected.customer_id, status__in=REDIRECT_OPEN)
    return list(rows.exclude(pk=redirected.pk).order_by("-happened_at")[:3])


def sellers() -> QuerySet[User]:
    """Active people who may attend redirected orders."""
    return with_role(*ATTENDING)


def readable_phone(text: str, *, country: str | None) -> str:
    """E.164 where the text is a possible number, else the text as it came (40 letters at most)."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text.strip()[:40]
    if not phonenumbers.is_possible_number(number):
        return text.strip()[:40]
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
