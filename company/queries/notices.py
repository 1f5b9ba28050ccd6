"""What a person's bell holds."""

from collections.abc import Collection

from django.db.models import QuerySet

from company.enums import NoticeKind
from company.models import Notice, NoticePreference, User
from company.models.users import MOST_UNREAD


def notices_of(user: User) -> QuerySet[Notice]:
    """All notices of one person, newest first."""
    return Notice.objects.filter(user_id=user.pk).order_by("-id")


def latest_notices(user: User, *, limit: int = 8) -> list[Notice]:
    """The newest ones, for the bell."""
    return list(notices_of(user)[:limit])


def unread_count(user: User) -> int:
    """How many are unread, counted up to 100. While a page is read they came along with the person's roles."""
    if getattr(user, "request_cache", None) is not None:
        return user.standing.unread
    return notices_of(user).filter(read_at=None).order_by()[:MOST_UNREAD].count()


def deaf_to(kind: str, ids: Collection[int]) -> set[int]:
    """Who of ``ids`` switched this kind off."""
    rows = NoticePreference.objects.filter(user_id__in=ids, kind=kind, in_page=False)
    return set(rows.values_list("user_id", flat=True))


def mailed(kind: str, ids: Collection[int]) -> list[User]:
    """Who of ``ids`` wants this kind by mail too, and has an address."""
    wanted = NoticePreference.objects.filter(kind=kind, by_mail=True, user_id__in=ids).values("user_id")
    return list(User.objects.filter(pk__in=wanted, is_active=True).exclude(email="").order_by("pk"))


def kinds_mailed(user: User) -> list[str]:
    """The kinds that reach the mail of ``user``."""
    return list(NoticePreference.objects.filter(user_id=user.pk, by_mail=True).values_list("kind", flat=True))


def kinds_wanted(user: User) -> list[str]:
    """The kinds that reach the bell of ``user``: all but those switched off."""
    off = set(NoticePreference.objects.filter(user_id=user.pk, in_page=False).values_list("kind", flat=True))
    return [kind for kind in NoticeKind.values if kind not in off]
