"""Reads of quotes: whose they are, their versions, what changed between two."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from company.queries import team_of
from core.lists import find
from customers.models import Customer
from sales.enums import QuoteState
from sales.models import Quote, QuoteLine, QuoteTemplate, QuoteVersion, SalesRules

from .scope import SELL, owned_by_scope, sees_whole_house

SOON_DAYS = 3


def quotes_visible_to(user: Any) -> QuerySet[Quote]:
    """Quotes of the person and of everybody below him; all for who sees the whole house."""
    return owned_by_scope(user, Quote.objects.all())


def rules() -> SalesRules:
    """What the house decided about selling; before anybody did, the values of a new house."""
    return SalesRules.objects.filter(pk=1).first() or SalesRules()


def rules_visible_to(user: Any) -> QuerySet[SalesRules]:
    """For who sets them up: the directors and administrators."""
    return SalesRules.objects.all() if sees_whole_house(user) else SalesRules.objects.none()


def usual_due(day: date) -> date:
    """When a sale is to be paid of which nobody said when: the house's usual credit."""
    return day + timedelta(days=rules().credit_days)


def default_template() -> QuoteTemplate | None:
    """The way quotes look where nobody chose another."""
    return QuoteTemplate.objects.filter(is_default=True, is_active=True).first()


def current_version(quote: Quote) -> QuoteVersion:
    """The newest version: the one that is edited, sent and answered."""
    return quote.versions.get(number=quote.version_count)


def quotes_listed(user: Any) -> QuerySet[Quote]:
    """The base of the list and of the page of one; ``uncosted`` = what its lines without a known cost come to."""
    lines = QuoteLine.objects.filter(
        version__quote=OuterRef("pk"), version__number=OuterRef("version_count"), unit_cost__isnull=True
    )
    uncosted = Subquery(lines.order_by().values("version").annotate(sum=Sum("total")).values("sum"))
    rows = quotes_visible_to(user).select_related("customer", "owner")
    return rows.annotate(uncosted=Coalesce(uncosted, Value(Decimal(0)), output_field=DecimalField()))


def search_quotes(rows: QuerySet[Quote], text: str) -> QuerySet[Quote]:
    """By the beginning of the number, by what it is about, or by the customer."""
    text = text.replace("\0", "").strip()
    found = Q(title__icontains=text) | Q(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))
    if any(letter.isdigit() for letter in text):
        found |= Q(number__istartswith=text) | Q(number__endswith=text)
    return rows.filter(found)


def find_quotes(user: Any, text: str, limit: int) -> list[Quote]:
    """For the palette: by number or part of the title, newest first; one query."""
    text = text.replace("\0", "").strip()
    if len(text) < 3:
        return []
    found = Q(title__icontains=text) | Q(number__istartswith=text) | Q(number__endswith=text)
    return list(quotes_listed(user).filter(found).order_by("-made_on", "-id")[:limit])


def quotes_of(user: Any, customer: Customer, limit: int) -> list[Quote]:
    """The customer's quotes that the person may see, newest first: one query."""
    rows = quotes_visible_to(user).filter(customer=customer).select_related("owner")
    return list(rows.order_by("-made_on", "-id")[:limit])


def versions_of(quote: Quote) -> list[QuoteVersion]:
    """Its versions with their lines, the newest first: two queries."""
    lines = Prefetch("lines", QuoteLine.objects.select_related("product").order_by("position"))
    rows = quote.versions.select_related("made_by", "approval_by", "answer", "answer__reason", "answer__user")
    return list(rows.prefetch_related(lines).order_by("-number"))


def to_approve(user: Any) -> QuerySet[Quote]:
    """What waits for this person's yes: of the people below him, or of the whole house; never his own."""
    rows = quotes_listed(user).filter(state=QuoteState.WAITING).exclude(owner_id=user.pk)
    if not SELL & getattr(user, "roles", frozenset()):
        return rows.none()
    return rows if sees_whole_house(user) else rows.filter(owner_id__in=team_of(user))


def ending(user: Any, today: date, *, days: int = SOON_DAYS) -> QuerySet[Quote]:
    """The person's own quotes that nobody answered and that end in so many days: what to call about today."""
    rows = quotes_listed(user).filter(owner_id=user.pk, state=QuoteState.SENT)
    return rows.filter(valid_until__range=(today, today + timedelta(days=days)))
