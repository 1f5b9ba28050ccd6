"""Interactions and tasks in the slots of the apps below."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from activities import queries
from activities.enums import Channel, Outcome, TaskState
from activities.importers.interactions import INTERACTION_FIELDS
from activities.models import Interaction, Task
from activities.queries import wording
from activities.services import import_interactions, interactions, tasks
from company.enums import Role
from company.queries import time_zone, today
from core import clock
from core.history import HistorySource
from core.imports.kinds import Kind
from core.slots import (
    ACTIONS,
    CUSTOMER_PANELS,
    HISTORY,
    IMPORT_KINDS,
    NAVIGATION,
    STORY,
    TODAY,
    UNDO,
    CustomerPanel,
    NavItem,
    PaletteAction,
    StoryItem,
    StorySource,
    TodayAct,
    TodayItem,
    TodaySource,
)

TALKERS = frozenset(
    {
        Role.GESTOR.value,
        Role.SELLER.value,
        Role.SUPERVISOR.value,
        Role.SERVICE.value,
        Role.MARKETING.value,
        Role.ADMINISTRATOR.value,
    }
)
IMPORT_KINDS.add(
    "interactions",
    Kind(
        key="interactions",
        label="Llamadas, visitas y notas",
        fields=INTERACTION_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_interactions.check,
        apply=import_interactions.apply,
        zone=time_zone,
        creates=("activities.Interaction",),
        stands=import_interactions.stands,
        help="Una fila por contacto con un cliente: cuándo, por dónde, cómo fue y qué se dijo.",
        icon="clipboard-list",
    ),
    order=55,
)
UNDO.add(tasks.MADE, tasks.take_back_made)
UNDO.add(tasks.CHANGED, tasks.take_back_changes)
UNDO.add(interactions.LOGGED, interactions.take_back_logged)
UNDO.add(interactions.CHANGED, interactions.take_back_changed)
UNDO.add(interactions.DELETED, interactions.take_back_deleted)

ACTIONS.add(
    "log_call", PaletteAction("Registrar llamada", "phone", "activities:log_call", TALKERS, True, "c"), order=10
)
ACTIONS.add("log_visit", PaletteAction("Registrar visita", "map-pin", "activities:log_visit", TALKERS, True), order=20)
ACTIONS.add("log_note", PaletteAction("Escribir una nota", "note", "activities:log_note", TALKERS, True), order=30)
ACTIONS.add("task", PaletteAction("Nueva tarea", "checkbox", "activities:task_create", for_customer=True), order=40)


def _late(user: Any) -> int:
    """My open tasks that are due by now, counted up to a hundred."""
    rows = Task.objects.filter(owner_id=user.pk, state=TaskState.OPEN, due_at__lt=clock.now())
    return rows.order_by()[:100].count()


NAVIGATION.add("activities.tasks", NavItem("Tareas", "activities:tasks", "checkbox", count=_late), order=20)


def _restore(actor: Any, row: Task, field: str, value: Any) -> str:
    return tasks.update(task=row, version=row.version, actor=actor, **{field: value})[1]


HISTORY.add(
    "activities.task",
    HistorySource(
        "activities.Task",
        queries.tasks_visible_to,
        url=lambda row: reverse("activities:task", args=[row.pk]),
        restore=_restore,
        restorable=frozenset({"title", "type", "due_at", "ends_at", "place", "note", "remind_at"}),
        may=queries.may_change_task,
    ),
)


def _restore_interaction(actor: Any, row: Interaction, field: str, value: Any) -> str:
    values = {field: value}
    return interactions.edit(interaction=row, version=row.version, actor=actor, at=clock.now(), **values)[1]


HISTORY.add(
    "activities.interaction",
    HistorySource(
        "activities.Interaction",
        queries.interactions_visible_to,
        url=lambda row: reverse("activities:interaction", args=[row.pk]),
        restore=_restore_interaction,
        restorable=interactions.FIELDS,
        may=queries.may_change_interaction,
    ),
)


# ── The customer page ───────────────────────────────────────────────────────────────────────────────────────
def _composer(user: Any, customer: Any) -> dict[str, Any] | None:
    if not user.roles & TALKERS:
        return None
    acts = [
        {"label": "Llamada", "icon": "phone", "url": reverse("activities:log_call"), "key": "c"},
        {"label": "Visita", "icon": "map-pin", "url": reverse("activities:log_visit"), "key": ""},
        {"label": "WhatsApp", "icon": "brand-whatsapp", "url": reverse("activities:log", args=["whatsapp"]), "key": ""},
        {"label": "Tarea", "icon": "checkbox", "url": reverse("activities:task_create"), "key": ""},
        {"label": "Nota", "icon": "note", "url": reverse("activities:log_note"), "key": ""},
    ]
    return {"customer": customer, "acts": acts}


def _next_step(user: Any, customer: Any) -> dict[str, Any]:
    task = queries.next_task_of(user, customer)
    if task is None:
        return {
            "label": "Próximo paso",
            "value": format_html('<span class="fact-title warn">Sin próximo paso</span>'),
            "detail": "",
            "create_url": f"{reverse('activities:task_create')}?customer={customer.pk}",
        }
    late = wording.lateness(task, clock.now())
    address = reverse("activities:task", args=[task.pk])
    when = wording.said_moment(task.due_at, all_day=task.all_day)
    return {
        "label": "Próximo paso",
        "value": format_html('<a class="fact-title" href="{}">{}</a>', address, task.title),
        "detail": f"{when[:1].upper()}{when[1:]}" + (f", {late}" if late else ""),
        "bad": bool(late),
        "may": queries.may_change_task(user, task),
        "done_url": wording.done_url(task),
        "move_url": reverse("activities:task_move", args=[task.pk]),
    }


CUSTOMER_PANELS.add(
    "activities.next", CustomerPanel("", "activities/_next_step.html", _next_step, place="facts"), order=40
)
CUSTOMER_PANELS.add(
    "activities.composer", CustomerPanel("", "activities/_composer.html", _composer, place="main"), order=10
)


# ── The story ───────────────────────────────────────────────────────────────────────────────────────────────
ICONS: dict[str, str] = {
    Channel.CALL_OUT: "phone-outgoing",
    Channel.CALL_IN: "phone-incoming",
    Channel.CALL_MISSED: "phone-off",
    Channel.VISIT: "map-pin",
    Channel.MEETING: "users",
    Channel.MAIL: "mail",
    Channel.WHATSAPP: "brand-whatsapp",
    Channel.NOTE: "note",
}
DID: dict[str, str] = {
    Channel.CALL_OUT: "llamó",
    Channel.CALL_IN: "contestó su llamada",
    Channel.CALL_MISSED: "no alcanzó a contestar",
    Channel.VISIT: "hizo una visita",
    Channel.MEETING: "se reunió",
    Channel.MAIL: "escribió un correo",
    Channel.WHATSAPP: "escribió por WhatsApp",
    Channel.NOTE: "anotó",
}
TONES = {
    Outcome.WILL_BUY: "good",
    Outcome.WANTS_QUOTE: "anil",
    Outcome.COMPLAINT: "bad",
    Outcome.NOT_INTERESTED: "warn",
}


def _interaction_item(data: dict[str, Any], at: datetime) -> StoryItem:
    channel, outcome = data["channel"], data["outcome"]
    who = data["who"].strip() or "Alguien"
    lasted = f"{round(data['seconds'] / 60) or 1} min" if data["seconds"] else ""
    rest = " · ".join(part for part in (f"con {data['with']}" if data["with"] else "", lasted, data["place"]) if part)
    said = str(Outcome(outcome).label).lower() if outcome in Outcome.values and outcome != Outcome.INFORMED else ""
    after = f"Sin próximo paso: {data['why']}." if data["why"] else ""
    return StoryItem(
        strong=f"{who} {DID.get(channel, 'registró algo')}",
        rest=rest,
        detail=" ".join(part for part in (data["text"], after) if part),
        badge=said,
        badge_tone=TONES.get(outcome, ""),
        url=reverse("activities:interaction", args=[data["id"]]),
        icon=ICONS.get(channel, "message"),
        tone="warn" if outcome == Outcome.COMPLAINT else "",
    )


def _task_item(data: dict[str, Any], at: datetime) -> StoryItem:
    return StoryItem(
        strong=data["title"],
        rest="hecha" + (f" por {data['who'].strip()}" if data["who"].strip() else ""),
        url=reverse("activities:task", args=[data["id"]]),
        icon="checkbox",
    )


WHO = "coalesce((SELECT u.first_name FROM company_user u WHERE u.id = {key}), '')"
STORY.add(
    "activities.interactions",
    StorySource(
        label="Contactos",
        icon="phone",
        table="activities_interaction",
        customer="activities_interaction.customer_id",
        at="activities_interaction.happened_at",
        id="activities_interaction.id",
        data=f"""jsonb_build_object('id', activities_interaction.id, 'channel', activities_interaction.channel,
            'outcome', activities_interaction.outcome, 'text', activities_interaction.text,
            'seconds', activities_interaction.seconds, 'place', activities_interaction.place,
            'why', activities_interaction.no_next_reason, 'who', {WHO.format(key="activities_interaction.user_id")},
            'with', coalesce((SELECT c.first_name FROM customers_contact c
                               WHERE c.id = activities_interaction.contact_id), ''))""",  # noqa: S608 - our own text
        item=_interaction_item,
    ),
    order=10,
)


def _tasks_seen(user: Any) -> str | None:
    """A condition of numbers of our own: whose finished tasks this person sees."""
    if user.roles & queries.work.SEE_ALL:
        return "true"
    return f"activities_task.owner_id IN ({', '.join(str(int(pk)) for pk in sorted(queries.team(user)))})"


STORY.add(
    "activities.tasks",
    StorySource(
        label="Tareas",
        icon="checkbox",
        table="activities_task",
        customer="activities_task.customer_id",
        at="activities_task.done_at",
        id="activities_task.id",
        data=f"""jsonb_build_object('id', activities_task.id, 'title', activities_task.title,
            'who', {WHO.format(key="activities_task.owner_id")})""",
        item=_task_item,
        where="activities_task.state = 'done' AND activities_task.done_by_id IS NULL",
        visible=_tasks_seen,
    ),
    order=60,
)


# ── Hoy ─────────────────────────────────────────────────────────────────────────────────────────────────────
VERBS: dict[str, tuple[str, str]] = {
    Channel.CALL_OUT: ("Llamar", "phone"),
    Channel.CALL_IN: ("Llamar", "phone"),
    Channel.VISIT: ("Registrar", "map-pin"),
    Channel.MEETING: ("Registrar", "users"),
    Channel.MAIL: ("Escribir", "mail"),
    Channel.WHATSAPP: ("Escribir", "brand-whatsapp"),
}


def _today(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """My tasks that are late or due today, the oldest first."""
    end = queries.moment(today(at=at), datetime.max.time())
    rows: QuerySet[Task] = Task.objects.filter(owner_id=user.pk, state=TaskState.OPEN, due_at__lte=end)
    rows = rows.select_related("customer__standing", "type").order_by("due_at", "id")
    return [_today_item(task, at) for task in rows[:limit]]


def _today_item(task: Task, at: datetime) -> TodayItem:
    verb, icon = VERBS.get(task.type.channel, ("Hecha", "checkbox")) if task.type else ("Hecha", "checkbox")
    late = wording.lateness(task, at)
    customer = task.customer
    reason = " · ".join(
        part
        for part in (
            customer.name if customer else "",
            late or wording.said_moment(task.due_at, all_day=task.all_day, at=at),
            task.note[:80],
        )
        if part
    )
    done = TodayAct(verb, wording.done_url(task), icon)
    if customer is None:
        done = TodayAct("Hecha", reverse("activities:task_done", args=[task.pk]), "check", post=True)
    return TodayItem(
        title=task.title,
        reason=reason,
        act=done,
        url=reverse("activities:task", args=[task.pk]),
        due=task.due_at,
        money=customer.standing.monetary if customer else None,
        urgent=bool(late),
        key=str(task.pk),
        icon=icon,
    )


TODAY.add("activities.tasks", TodaySource("Tareas", _today), order=10)
