"""Comments noted, read, labelled, gathered. Every act can be taken back."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from activities.enums import CommentKind, CommentSource, Relevance, Sentiment
from activities.models import Comment, Interaction, Task, Theme, Topic
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError
from customers.models import Customer

from . import sentiment as sentiments
from .grouping import enqueue_grouping

UNDO = "activities.comments"
THEMED = "activities.comments_themed"
KEPT = ("relevance", "kind", "sentiment", "sentiment_by_hand", "topic_id", "theme_id", "product_code", "read_by_id")
LABELS = frozenset({"relevance", "kind", "sentiment", "topic", "product_code"})
CHANGED = "Otra persona cambió este comentario mientras lo leías. Míralo otra vez."


def add(
    *,
    text: str,
    source: str,
    said_at: datetime,
    actor: Any,
    customer: Customer | None = None,
    score: Decimal | None = None,
    score_of: Decimal | None = None,
    interaction: Interaction | None = None,
    product_code: str = "",
) -> Comment:
    """What a customer said, as it was said. Joins the transaction of the caller (a call, a visit, a case).

    ``said_at`` is aware. The sentiment is proposed from the score. Raises ``DomainError`` without words or for a score
    outside its scale.
    """
    if not text.strip():
        raise DomainError("Escribe lo que dijo.", field="text")
    if source not in CommentSource.values:
        raise ValueError(f"no source of comments: {source!r}")
    if score is not None and (not score_of or not 0 <= score <= score_of):
        raise DomainError("La nota no cabe en su escala.", field="score")
    with transaction.atomic(), acting(actor=actor, why="comentario nuevo"):
        comment = Comment.objects.create(
            customer=customer,
            text=text.strip(),
            source=source,
            said_at=said_at,
            score=score,
            score_of=None if score is None else score_of,
            sentiment=sentiments.proposed(score, score_of),
            interaction=interaction,
            product_code=product_code.strip()[:40],
        )
        enqueue_grouping()
    return comment


def label(*, comment: Comment, version: int, actor: Any, at: datetime, **labels: Any) -> tuple[Comment, str]:
    """Say what a comment is: ``relevance``, ``kind``, ``sentiment``, ``topic`` (or ``None``), ``product_code``.

    A need or what works well is relevant; a discarded comment has no kind. Gives the fresh comment and the address of
    undo. ``Conflict`` if somebody was faster.
    """
    values = _columns(labels)
    with transaction.atomic(), acting(actor=actor, why="comentario leído"):
        held = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if held.version != version:
            raise Conflict(CHANGED)
        undo_url = _change([held], values, actor=actor, at=at, said="Comentario leído")
    return Comment.objects.get(pk=comment.pk), undo_url


def label_many(*, comments: QuerySet[Comment], actor: Any, at: datetime, **labels: Any) -> tuple[int, str]:
    """The same for many at once: a group that says the same, or chosen rows of the list."""
    values = _columns(labels)
    with transaction.atomic(), acting(actor=actor, why="comentarios leídos"):
        held = _held(comments)
        return len(held), _change(held, values, actor=actor, at=at, said="Comentarios leídos")


def gather(
    *,
    comments: QuerySet[Comment],
    actor: Any,
    at: datetime,
    name: str = "",
    theme: Theme | None = None,
    relevance: str = "",
) -> tuple[Theme, int, str]:
    """Put comments under one idea: a new one called ``name``, or ``theme``.

    The idea takes topic and kind of most of its comments. With ``relevance`` they are read in the same step. Gives the
    idea, how many are in it now, and the address of undo (which also takes away the new idea).
    """
    if theme is None and not name.strip():
        raise DomainError("Escribe en pocas palabras qué dicen.", field="name")
    with transaction.atomic(), acting(actor=actor, why="idea repetida"):
        held = _held(comments)
        if not held:
            raise DomainError("Elige primero los comentarios.")
        made = theme is None
        if theme is None:
            theme = Theme.objects.create(
                name=name.strip()[:160], topic_id=_most([one.topic_id for one in held]), kind=_most_kind(held)
            )
        values = {"theme_id": theme.pk} | _columns({"relevance": relevance} if relevance else {})
        kept = _write(held, values, actor=actor, at=at)
        payload = {"kept": kept, "theme": theme.pk if made else None}
        undo_url = undo.remember(kind=THEMED, actor=actor, said=f"Idea: {theme.name}", payload=payload)
    return theme, theme.comments.count(), undo_url


def rename_theme(*, theme: Theme, version: int, actor: Any, name: str, topic: Topic | None, kind: str) -> Theme:
    """Other words for an idea."""
    if not name.strip():
        raise DomainError("Escribe en pocas palabras qué dicen.", field="name")
    with transaction.atomic(), acting(actor=actor, why="idea repetida"):
        changed = Theme.objects.filter(pk=theme.pk, version=version).update(
            name=name.strip()[:160], topic=topic, kind=kind, version=F("version") + 1, updated_at=Now()
        )
        if not changed:
            raise Conflict("Otra persona cambió esta idea mientras la editabas.")
    return Theme.objects.get(pk=theme.pk)


def set_in_motion(*, comment: Comment, task: Task, actor: Any) -> None:
    """The comment led to this task; the task says so in its history too. Joins the caller's transaction."""
    with transaction.atomic(), acting(actor=actor, why="tarea de un comentario"):
        rows = Comment.objects.filter(pk=comment.pk, task=None)
        if not rows.update(task=task, version=F("version") + 1, updated_at=Now()):
            raise DomainError("Este comentario ya tiene una tarea.")


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo: each comment as it was, unless somebody touched it since."""
    back = 0
    for one in payload["kept"]:
        rows = Comment.objects.filter(pk=one["id"], version=one["version"])
        values = {name: one[name] for name in (*KEPT, "read_at")}
        back += rows.update(**values, version=F("version") + 1, updated_at=Now())
    total = len(payload["kept"])
    return "Deshecho" if back == total else f"Deshecho en {back} de {total}: los demás cambiaron después"


def take_back_theme(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``gather``: an idea that was made for it goes too, if nothing else is in it."""
    said = take_back(actor, payload)
    if payload["theme"] and not Comment.objects.filter(theme_id=payload["theme"]).exists():
        Theme.objects.filter(pk=payload["theme"]).delete()
    return said


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _held(comments: QuerySet[Comment]) -> list[Comment]:
    ids = list(comments.order_by().values_list("pk", flat=True))
    return list(Comment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _columns(labels: dict[str, Any]) -> dict[str, Any]:
    """What people say of a comment as columns, with what follows from it."""
    unknown = set(labels) - LABELS
    if unknown:
        raise TypeError(f"not labels of a comment: {sorted(unknown)}")
    values: dict[str, Any] = dict(labels)
    for name, choices in (("relevance", Relevance), ("kind", CommentKind), ("sentiment", Sentiment)):
        if name in values and values[name] not in choices.values:
            raise DomainError("Elige una de las opciones.", field=name)
    if "topic" in values:
        values["topic_id"] = getattr(values.pop("topic"), "pk", None)
    if "sentiment" in values:
        values["sentiment_by_hand"] = True
    if values.get("kind"):
        values.setdefault("relevance", Relevance.RELEVANT)
    if values.get("relevance") in (Relevance.IRRELEVANT, Relevance.UNREAD):
        values["kind"] = ""
    return values


def _change(held: list[Comment], values: dict[str, Any], *, actor: Any, at: datetime, said: str) -> str:
    kept = _write(held, values, actor=actor, at=at)
    return undo.remember(kind=UNDO, actor=actor, said=said, payload={"kept": kept})


def _write(held: list[Comment], values: dict[str, Any], *, actor: Any, at: datetime) -> list[dict[str, Any]]:
    """Change the rows; who made them relevant or not has read them. Gives their former state."""
    kept = [
        {
            "id": one.pk,
            "version": one.version + 1,
            "read_at": one.read_at.isoformat() if one.read_at else None,
            **{name: getattr(one, name) for name in KEPT},
        }
        for one in held
    ]
    if "relevance" in values:
        unread = values["relevance"] == Relevance.UNREAD
        reader = None if unread else getattr(actor, "pk", None)
        values = {**values, "read_by_id": reader, "read_at": None if unread else at}
    rows = Comment.objects.filter(pk__in=[one.pk for one in held])
    rows.update(**values, version=F("version") + 1, updated_at=Now())
    return kept


def _most(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return max(sorted(set(known)), key=known.count) if known else None


def _most_kind(held: list[Comment]) -> str:
    known = [one.kind for one in held if one.kind]
    return max(sorted(set(known)), key=known.count) if known else ""
