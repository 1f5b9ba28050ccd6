"""The job that compares comments: groups of those that say the same, a proposed topic for each.

Unread comments and the newest read ones are compared, ``MOST`` at a time; what they are told is thrown away and written
anew, so that the job may run any number of times.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max

from activities.enums import Relevance
from activities.models import Comment, CommentHint, Topic
from core.errors import DomainError
from core.jobs import JobRun, enqueue

from . import likeness

KIND = "activities.group_comments"
MOST = 12_000


def enqueue_grouping() -> bool:
    """Have the comments compared after this transaction; a run that waits already will see the new ones too."""
    try:
        enqueue(kind=KIND, payload={}, actor=None, title="Comparar comentarios", key="all")
    except DomainError:
        return False
    return True


def group_job(run: JobRun) -> dict[str, Any]:
    """The work of the job."""
    run.progress(phase="Comparando comentarios")
    while True:  # what came while it ran is compared too
        newest = Comment.objects.aggregate(newest=Max("pk"))["newest"]
        found = regroup()
        if Comment.objects.aggregate(newest=Max("pk"))["newest"] == newest:
            return found


def regroup() -> dict[str, int]:
    """Compare and write; gives how many comments were compared and how many groups were found."""
    rows = _rows()
    topics = list(Topic.objects.filter(is_active=True).order_by("order", "pk"))
    found = likeness.compare([row["text"] for row in rows], [row["topic_id"] is not None for row in rows])
    groups = _named(rows, found.groups)
    hints = []
    for place, row in enumerate(rows):
        topic, alike = _topic(row, place, rows, found.nearest, topics)
        if groups[place] is not None or topic is not None:
            hints.append(CommentHint(comment_id=row["pk"], group=groups[place], topic_id=topic, by_likeness=alike))
    with transaction.atomic():
        standing = set(
            Comment.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=[hint.comment_id for hint in hints])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        CommentHint.objects.all().delete()
        CommentHint.objects.bulk_create([hint for hint in hints if hint.comment_id in standing], batch_size=2_000)
    return {"comments": len(rows), "groups": len({group for group in groups if group})}


def _rows() -> list[dict[str, Any]]:
    """Unread ones first, then the newest read ones; handed on in the order of their ids."""
    columns = ("pk", "text", "topic_id", "said_at")
    unread = Comment.objects.filter(relevance=Relevance.UNREAD).order_by("-said_at", "-pk")
    read = Comment.objects.exclude(relevance=Relevance.UNREAD).order_by("-said_at", "-pk")
    rows = list(unread.values(*columns)[:MOST])
    rows += list(read.values(*columns)[: MOST - len(rows)])
    return sorted(rows, key=lambda row: int(row["pk"]))


def _named(rows: list[dict[str, Any]], centres: list[int | None]) -> list[int | None]:
    """Groups by the id of their oldest comment: a name that a new neighbour does not change."""
    oldest: dict[int, int] = {}
    for row, centre in zip(rows, centres, strict=True):
        if centre is not None:
            oldest[centre] = min(oldest.get(centre, row["pk"]), row["pk"])
    return [None if centre is None else oldest[centre] for centre in centres]


def _topic(
    row: dict[str, Any], place: int, rows: list[dict[str, Any]], nearest: list[int | None], topics: list[Topic]
) -> tuple[int | None, bool]:
    """The topic proposed for an unlabelled comment, and whether likeness proposed it."""
    if row["topic_id"] is not None:
        return None, False
    by_words = topic_by_words(row["text"], topics)
    if by_words is not None:
        return by_words, False
    like = nearest[place]
    return (None, False) if like is None else (rows[like]["topic_id"], True)


def topic_by_words(text: str, topics: list[Topic]) -> int | None:
    """The topic most of whose words stand in the text (lemmas compared); the first in order wins a tie."""
    said = set(likeness.words_of(text))
    best, most = None, 0
    for topic in topics:
        hits = len(said & set(likeness.words_of(topic.words)))
        if hits > most:
            best, most = topic.pk, hits
    return best
