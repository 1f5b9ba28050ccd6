"""Calls of the exchange and comments where people see them: navigation, story, calendar, day."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from activities.enums import CommentKind, Direction, Relevance, Treatment
from activities.models import Comment, PhoneCall
from activities.queries import calls as call_queries
from activities.queries import comments as comment_queries
from activities.services import comments, personal
from activities.tables.voices import length_said
from core import clock, formatting, house
from core.history import HistorySource
from core.slots import (
    ACTIONS,
    CALENDAR,
    HISTORY,
    NAVIGATION,
    PERSONAL_DATA,
    STORY,
    TODAY,
    CalendarEvent,
    CalendarSource,
    NavItem,
    PaletteAction,
    PersonalData,
    StoryItem,
    StorySource,
    TodayAct,
    TodayItem,
    TodaySource,
)

SHORTEST = timedelta(minutes=5)  # a call shows as a bar of the calendar, however short

CALL_FIXED = "Lo que dijo la central no se cambia. Qué se hizo con la llamada se deshace en el aviso de cada paso."
COMMENT_FIXED = "Lo que dijo el cliente no se cambia: solo vuelve a lo de antes cómo se entendió."


def _restore_comment(actor: Any, row: Comment, field: str, value: Any) -> str:
    return comments.label(comment=row, version=row.version, actor=actor, at=clock.now(), **{field: value})[1]


HISTORY.add(
    "activities.phonecall",
    HistorySource(
        "activities.PhoneCall",
        call_queries.calls_visible_to,
        url=lambda row: reverse("activities:call_detail", args=[row.pk]),
        told=lambda user, row: CALL_FIXED,
    ),
)
HISTORY.add(
    "activities.comment",
    HistorySource(
        "activities.Comment",
        comment_queries.comments_visible_to,
        url=lambda row: reverse("activities:comment", args=[row.pk]),
        restore=_restore_comment,
        restorable=comments.LABELS,
        may=lambda user, row: comment_queries.may_read(user),
        told=lambda user, row: COMMENT_FIXED,
    ),
)
NAVIGATION.add(
    "activities.calls",
    NavItem("Llamadas", "activities:calls", "phone-incoming", "Clientes", count=call_queries.pending_count),
    order=130,
)
NAVIGATION.add(
    "activities.comments",
    NavItem("Comentarios", "activities:comments", "message-2", "Clientes", count=comment_queries.unread_count),
    order=140,
)


# ── The story of a customer ────────────────────────────────────────────────────────────────────────────────────


def call_item(data: dict[str, Any], at: Any) -> StoryItem:
    """A missed call with what became of it, or a call of the exchange that nobody wrote about."""
    url = reverse("activities:call_detail", args=[data["id"]])
    who = f" con {data['who']}" if data["who"] else ""
    if data["direction"] == Direction.OUT:
        said = ("Le llamamos", who) if data["answered"] else ("Le llamamos y no contestó", who)
        return StoryItem(*said, detail=length_said(data["seconds"]), url=url, icon="phone-outgoing")
    if data["answered"]:
        return StoryItem("Llamó", who, detail=length_said(data["seconds"]), url=url, icon="phone-incoming")
    treatment = Treatment(data["treatment"])
    tone = "warn" if treatment == Treatment.PENDING else ""
    badge = "" if treatment in (Treatment.NONE, Treatment.CALLED_BACK) else str(treatment.label)
    after = " y se le devolvió la llamada" if treatment == Treatment.CALLED_BACK else ""
    return StoryItem(
        "Llamó y nadie contestó",
        after,
        data["note"],
        badge=badge,
        badge_tone=tone,
        url=url,
        icon="phone-off",
        tone=tone,
    )


def comment_item(data: dict[str, Any], at: Any) -> StoryItem:
    """What he said, whole if short."""
    text = data["text"] if len(data["text"]) < 280 else data["text"][:277].rstrip() + "…"
    kind = str(CommentKind(data["kind"]).label) if data["kind"] else ""
    tone = {"negative": "bad", "positive": "good"}.get(data["sentiment"], "")
    return StoryItem(
        "Dijo" if not data["topic"] else f"Dijo de {data['topic'].lower()}",
        quote=text,
        badge=kind,
        badge_tone="warn" if data["kind"] == CommentKind.NEED else "good",
        url=reverse("activities:comment", args=[data["id"]]),
        icon="message-2",
        tone=tone,
    )


STORY.add(
    "activities.calls",
    StorySource(
        label="Llamadas de la central",
        icon="phone-incoming",
        table="activities_phonecall t LEFT JOIN company_user u ON u.id = t.user_id",
        customer="t.customer_id",
        at="t.started_at",
        id="t.id",
        data="jsonb_build_object('id', t.id, 'direction', t.direction, 'answered', t.answered, 'seconds', t.seconds, "
        "'treatment', t.treatment, 'note', t.note, 'who', btrim(coalesce(u.first_name || ' ' || u.last_name, '')))",
        item=call_item,
        # what somebody wrote about stands in the story as his act; the missed call stays, because it came first
        where="(t.interaction_id IS NULL OR (t.direction = 'in' AND NOT t.answered))",
    ),
    order=40,
)
STORY.add(
    "activities.comments",
    StorySource(
        label="Comentarios",
        icon="message-2",
        table="activities_comment t LEFT JOIN activities_topic p ON p.id = t.topic_id",
        customer="t.customer_id",
        at="t.said_at",
        id="t.id",
        data="jsonb_build_object('id', t.id, 'text', left(t.text, 400), 'kind', t.kind, 'sentiment', t.sentiment, "
        "'topic', coalesce(p.name, ''))",
        item=comment_item,
        where=f"t.relevance <> '{Relevance.IRRELEVANT.value}'",
    ),
    order=50,
)


# ── Calendar and day ───────────────────────────────────────────────────────────────────────────────────────────


def _events(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Calls that these people had or returned, missed ones under whom they were given to."""
    rows = call_queries.calls_visible_to(user).filter(started_at__gte=start, started_at__lt=end)
    rows = rows.filter(Q(user_id__in=people) | Q(assigned_id__in=people)).select_related("customer")
    return [_event(one, people) for one in rows.order_by("started_at", "id")[:2_000]]


def _event(one: PhoneCall, people: frozenset[int]) -> CalendarEvent:
    name = one.customer.name if one.customer else one.number
    lost = one.direction == Direction.IN and not one.answered
    verb = "Llamada perdida de" if lost else "Llamó" if one.direction == Direction.IN else "Llamada a"
    return CalendarEvent(
        id=one.pk,
        title=f"{verb} {name}",
        starts=one.started_at,
        ends=one.started_at + max(timedelta(seconds=one.seconds), SHORTEST),
        url=reverse("activities:call_detail", args=[one.pk]),
        person=one.user_id if one.user_id in people else one.assigned_id,
        detail=str(one.get_treatment_display()) if lost else length_said(one.seconds),
        done=one.treatment != Treatment.PENDING,
    )


def _waiting(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """Calls to return: those of whom is worth most first."""
    rows = call_queries.missed_waiting(user)
    found = list(rows.order_by("-customer__standing__monetary", "started_at")[: limit * 2])
    found.sort(key=lambda one: -(one.customer.standing.monetary if one.customer else 0))
    return [_item(one) for one in found[:limit]]


def _item(one: Any) -> TodayItem:
    facts = house.current()
    moment = one.started_at.astimezone(facts.zone)
    name = one.customer.name if one.customer else one.number
    again = f", {one.tries}.ª vez ese día" if one.tries > 1 else ""
    worth = one.customer.standing.monetary if one.customer else None
    url = reverse("activities:call_detail", args=[one.pk])
    return TodayItem(
        title=f"{name} llamó y nadie contestó",
        reason=f"{formatting.day(moment, today=facts.today)} a las {moment:%H:%M}{again}",
        act=TodayAct("Llamar", call_queries.call_form_url(one), "phone"),
        url=url,
        due=one.started_at,
        money=worth or None,
        icon="phone-off",
        key=str(one.pk),
    )


CALENDAR.add(
    "activities.calls",
    CalendarSource("Llamadas de la central", "phone-incoming", _events),
    order=40,
)
TODAY.add(
    "activities.calls",
    TodaySource("Llamadas por devolver", _waiting, roles=frozenset(call_queries.TREATERS)),
    order=20,
)
ACTIONS.add(
    "activities.comment",
    PaletteAction("Anotar comentario", "message-2", "activities:comment_new", for_customer=True),
    order=60,
)


# ── Data of persons ────────────────────────────────────────────────────────────────────────────────────────────

PERSONAL_DATA.add(
    "activities.calls",
    PersonalData(
        "Llamadas de la central",
        "activities.PhoneCall",
        frozenset({"number", "phone", "note"}),
        personal.calls_of,
        personal.erase_calls,
    ),
    order=60,
)
PERSONAL_DATA.add(
    "activities.comments",
    PersonalData(
        "Comentarios", "activities.Comment", frozenset({"text"}), personal.comments_of, personal.erase_comments
    ),
    order=70,
)
