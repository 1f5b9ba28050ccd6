"""Telling people what happened."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models.functions import Now

from company.enums import NoticeKind
from company.models import Notice, NoticePreference, User
from company.queries.notices import deaf_to
from core.audit import acting


def notify(
    *,
    users: Iterable[User | int],
    text: str,
    url: str = "",
    level: str = Notice.Level.INFO,
    dedupe_key: str = "",
    kind: str = NoticeKind.OTHER,
) -> int:
    """Put a line into the bell of each of ``users`` (objects or ids), in the caller's transaction.

    ``dedupe_key`` makes the same event tell a person once. Who switched this ``kind`` off gets no line. Gives how many
    lines are new.
    """
    ids = {user if isinstance(user, int) else user.pk for user in users}
    ids -= deaf_to(kind, ids)
    before = Notice.objects.filter(user_id__in=ids, dedupe_key=dedupe_key).count() if dedupe_key else 0
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(user_id=pk, text=text[:240], url=url[:300], level=level, dedupe_key=dedupe_key[:120])
                for pk in sorted(ids)
            ],
            ignore_conflicts=bool(dedupe_key),
        )
    return len(ids) - before


def mark_read(*, user: User, notice_id: int | None = None) -> int:
    """Mark one notice of ``user`` as read, or all of them (``None``). Gives how many changed."""
    unread = Notice.objects.filter(user_id=user.pk, read_at=None)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return unread.update(read_at=Now())


def choose_kinds(*, person: User, wanted: Collection[str], actor: User | None) -> None:
    """From now on only notices of the kinds ``wanted`` reach the bell of ``person``; those that are there stay."""
    with transaction.atomic(), acting(actor=actor, why="qué avisos quiere"):
        NoticePreference.objects.bulk_create(
            [NoticePreference(user=person, kind=kind, in_page=kind in wanted) for kind in NoticeKind.values],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["in_page"],
        )
