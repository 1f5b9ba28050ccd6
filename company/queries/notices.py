"""What a person's bell holds."""

from django.db.models import QuerySet

from company.models import Notice, User


def notices_of(user: User) -> QuerySet[Notice]:
    """All notices of one person, newest first."""
    return Notice.objects.filter(user_id=user.pk).order_by("-id")


def latest_notices(user: User, *, limit: int = 8) -> list[Notice]:
    """The newest ones, for the bell."""
    return list(notices_of(user)[:limit])


def unread_count(user: User) -> int:
    """How many are unread, counted up to 100."""
    return notices_of(user).filter(read_at=None).order_by()[:100].count()
