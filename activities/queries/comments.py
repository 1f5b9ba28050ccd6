"""Comments: who reads them, what waits, who says the same."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from activities.enums import Relevance, Sentiment
from activities.models import Comment, Theme, Topic
from company.enums import Role
from core.slots import PRODUCT_LOOKUP

# Who reads and labels comments; everybody with a role may see what customers said.
READERS = frozenset(
    {
        Role.GESTOR.value,
        Role.SUPERVISOR.value,
        Role.MARKETING.value,
        Role.SERVICE.value,
        Role.ADMINISTRATOR.value,
    }
)


def comments_visible_to(user: Any) -> QuerySet[Comment]:
    """Every comment, for whoever has a role."""
    rows = Comment.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def may_read(user: Any) -> bool:
    """May he say what a comment is?"""
    return bool(getattr(user, "roles", frozenset()) & READERS)


def joined(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """With what a page of them needs."""
    return rows.select_related("customer__standing", "topic", "theme", "hint__topic", "task").defer("search")


def listed(user: Any) -> QuerySet[Comment]:
    """The base of the list."""
    return joined(comments_visible_to(user))


def unread(user: Any) -> QuerySet[Comment]:
    """What waits to be read, newest first."""
    return comments_visible_to(user).filter(relevance=Relevance.UNREAD).order_by("-said_at", "-id")


def unread_count(user: Any) -> int:
    """How many wait for who looks; stops at 100."""
    if not may_read(user):
        return 0
    return unread(user).order_by()[:100].count()


@dataclass(frozen=True)
class Desk:
    """The inbox: the comment in hand, those after it, how many wait."""

    comment: Comment | None
    before: Comment | None
    after: list[Comment]
    left: int
    alike: list[Comment]
    alike_unread: int


def desk(user: Any, *, pk: int | None = None, neighbours: int = 6) -> Desk:
    """The comment in hand is the one asked for, else the newest unread one; then those that come next in the inbox."""
    waiting = joined(unread(user))
    found = joined(comments_visible_to(user)).filter(pk=pk).first() if pk else waiting.first()
    if found is None:
        return Desk(None, None, [], unread(user).count(), [], 0)
    after = waiting.exclude(pk=found.pk)
    if found.relevance == Relevance.UNREAD:
        older = Q(said_at__lt=found.said_at) | Q(said_at=found.said_at, id__lt=found.pk)
        following = list(after.filter(older)[:neighbours])
        rest = [] if len(following) == neighbours else list(after.exclude(older)[: neighbours - len(following)])
        following += rest
    else:
        following = list(after[:neighbours])
    newer = Q(said_at__gt=found.said_at) | Q(said_at=found.said_at, id__gt=found.pk)
    before = unread(user).filter(newer).order_by("said_at", "id").first()
    same = alike(user, found)
    return Desk(
        found, before, following, unread(user).count(), same, sum(one.relevance == Relevance.UNREAD for one in same)
    )


def alike(user: Any, comment: Comment, *, limit: int = 30) -> list[Comment]:
    """The others that say the same, newest first."""
    hint = getattr(comment, "hint", None)
    if hint is None or hint.group is None:
        return []
    rows = joined(comments_visible_to(user)).filter(hint__group=hint.group).exclude(pk=comment.pk)
    return list(rows.order_by("-said_at", "-id")[:limit])


def group(user: Any, number: int) -> QuerySet[Comment]:
    """The comments of a group, newest first."""
    return joined(comments_visible_to(user)).filter(hint__group=number).order_by("-said_at", "-id")


@dataclass(frozen=True)
class Group:
    """Comments that say the same and are not under one idea yet."""

    number: int
    count: int
    unread: int
    sample: Comment


def groups(user: Any, *, limit: int = 20) -> list[Group]:
    """The largest groups in which something waits to be read, with their newest comment as sample: two queries."""
    rows = comments_visible_to(user).filter(hint__group__isnull=False)
    found = (
        rows.values("hint__group")
        .annotate(
            many=Count("id"),
            waiting=Count("id", filter=Q(relevance=Relevance.UNREAD)),
            newest=Max("id"),
            oldest=Min("id"),
        )
        .filter(waiting__gt=0, many__gt=1)
        .order_by("-many", "hint__group")[:limit]
    )
    counted = list(found)
    samples = joined(comments_visible_to(user)).in_bulk([one["newest"] for one in counted])
    return [
        Group(int(one["hint__group"] or 0), one["many"], one["waiting"], samples[one["newest"]])
        for one in counted
        if one["newest"] in samples
    ]


@dataclass(frozen=True)
class ThemeLine:
    """An idea with how many said it, how many in favour and against, and when last."""

    theme: Theme
    count: int
    customers: int
    negative: int
    positive: int
    first: Any
    last: Any


def themes(user: Any) -> list[ThemeLine]:
    """Ideas by how many said them: one query."""
    if not getattr(user, "roles", frozenset()):
        return []
    rows = (
        Theme.objects.select_related("topic")
        .annotate(
            many=Count("comments"),
            people=Count("comments__customer", distinct=True),
            negative=Count("comments", filter=Q(comments__sentiment=Sentiment.NEGATIVE)),
            positive=Count("comments", filter=Q(comments__sentiment=Sentiment.POSITIVE)),
            first=Min("comments__said_at"),
            last=Max("comments__said_at"),
        )
        .order_by("-many", "name")
    )
    return [ThemeLine(one, one.many, one.people, one.negative, one.positive, one.first, one.last) for one in rows]


def topics() -> QuerySet[Topic]:
    """Those on offer, in their order."""
    return Topic.objects.filter(is_active=True)


def product_names(codes: set[str]) -> dict[str, str]:
    """Names of products by code, from the catalogue above; the codes themselves where it is silent."""
    wanted = {code for code in codes if code}
    if not wanted or "names" not in PRODUCT_LOOKUP:
        return {}
    return dict(PRODUCT_LOOKUP.get("names")(sorted(wanted)))


def has_catalogue() -> bool:
    return "names" in PRODUCT_LOOKUP


def prepare(rows: list[Comment], user: Any) -> None:
    """Attach the names of products to the comments of a page."""
    names = product_names({row.product_code for row in rows})
    for row in rows:
        row.product_name = names.get(row.product_code, "")  # type: ignore[attr-defined]


def find_products(user: Any, text: str, *, limit: int = 8) -> list[tuple[str, str]]:
    """(code, name) of products that match; nothing without a catalogue."""
    if "find" not in PRODUCT_LOOKUP:
        return []
    return [(one.sku, one.name) for one in PRODUCT_LOOKUP.get("find")(user, text, limit)]


__all__ = [
    "READERS",
    "Desk",
    "Group",
    "ThemeLine",
    "alike",
    "comments_visible_to",
    "desk",
    "find_products",
    "group",
    "groups",
    "has_catalogue",
    "joined",
    "listed",
    "may_read",
    "prepare",
    "product_names",
    "themes",
    "topics",
    "unread",
    "unread_count",
]
