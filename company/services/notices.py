"""Telling people what happened."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from company.enums import NoticeKind
from company.models import Notice, NoticePreference, User
from company.queries.notices import deaf_to, kinds_mailed, mailed
from core.audit import acting
from core.slots import NOTICES_BY_MAIL


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

    ``dedupe_key`` makes the same event tell a person once. Who switched this ``kind`` off gets no line, unless it is
    urgent; who wants it by mail gets it there too. Gives how many lines are new.
    """
    asked = {user if isinstance(user, int) else user.pk for user in users}
    ids = asked if level == Notice.Level.URGENT else asked - deaf_to(kind, asked)
    before = Notice.objects.filter(user_id__in=ids, dedupe_key=dedupe_key).count() if dedupe_key else 0
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(user_id=pk, text=text[:240], url=url[:300], level=level, dedupe_key=dedupe_key[:120])
                for pk in sorted(ids)
            ],
            ignore_conflicts=bool(dedupe_key),
        )
        for tell in NOTICES_BY_MAIL:
            for person in mailed(kind, asked):
                tell(person, text=text, url=url, dedupe_key=dedupe_key)
    return len(ids) - before


def mark_read(*, user: User, notice_id: int | None = None) -> int:
    """Mark one notice of ``user`` as read, or all of them (``None``). Gives how many changed."""
    unread = Notice.objects.filter(user_id=user.pk, read_at=None)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return unread.update(read_at=Now())


def choose_kinds(
    *, person: User, wanted: Collection[str], actor: User | None, by_mail: Collection[str] | None = None
) -> None:
    """From now on only notices of the kinds ``wanted`` reach the bell of ``person``, and those of ``by_mail`` his mail
    (``None`` = as before); those that are there stay."""
    mails = kinds_mailed(person) if by_mail is None else by_mail
    with transaction.atomic(), acting(actor=actor, why="qué avisos quiere"):
        NoticePreference.objects.bulk_create(
            [
                NoticePreference(user=person, kind=kind, in_page=kind in wanted, by_mail=kind in mails)
                for kind in NoticeKind.values
            ],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["in_page", "by_mail"],
        )


def withdraw(*, urls: Collection[str] = (), keys: Collection[str] = ()) -> int:
    """Take away unread notices that lead to what no longer stands, or tell (``dedupe_key``) what was taken back.
    Gives how many."""
    told = Q(url__in=[one for one in urls if one]) | Q(dedupe_key__in=[one for one in keys if one])
    return Notice.objects.filter(told, read_at=None).delete()[0]
