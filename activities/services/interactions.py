"""What happened with a customer, logged with its next step in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import SET_NULL, F
from django.db.models.functions import Now

from activities.enums import Channel, CommentSource, Relevance, TaskState
from activities.models import ActionType, Comment, Interaction, PhoneCall, Task
from activities.queries import may_change_interaction
from company.models import User
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from core.slots import LOG_CHOICES
from customers.enums import Kind, Lifecycle
from customers.models import Contact, Customer
from customers.services import create_customer

from . import calls, comments, tasks
from .images import former, image, restore

LOGGED, CHANGED, DELETED = "activities.logged", "activities.interaction_changed", "activities.interaction_deleted"
FIELDS = frozenset(["contact", "outcome", "text", "happened_at", "seconds", "place", "no_next_reason"])
AHEAD = timedelta(minutes=5)  # clocks differ a little


@dataclass(frozen=True)
class NextStep:
    """What comes next: a task for ``owner`` (who logs, if ``None``)."""

    title: str
    due_at: datetime
    type: ActionType | None = None
    owner: User | None = None
    minutes: int = 0  # > 0 makes it an appointment of that length
    note: str = ""


@dataclass(frozen=True)
class NewCustomer:
    """A possible customer, met just now. ``phone`` in E.164 or ""."""

    first_name: str
    last_name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Logged:
    interaction: Interaction
    next_task: Task | None
    comment: Comment | None
    undo_url: str


def log(
    *,
    actor: Any,
    at: datetime,
    customer: Customer | NewCustomer,
    kind: ActionType,
    happened_at: datetime | None = None,
    outcome: str = "",
    text: str = "",
    seconds: int | None = None,
    place: str = "",
    contact: Contact | None = None,
    task: Task | None = None,
    version: int | None = None,
    call: PhoneCall | None = None,
    next_step: NextStep | None = None,
    no_next_reason: str = "",
    voice: str = "",
    about: Mapping[str, str] | None = None,
) -> Logged:
    """Save an interaction at ``happened_at`` (``at``, if not given; both aware).

    Finishes ``task`` (``version`` = the one that was shown), links ``call`` of the exchange, makes the next task or
    keeps the reason for none, and keeps ``voice`` (what the customer said) as a comment: all or nothing.
    ``about`` = what else it was for, by key of ``LOG_CHOICES``.
    A ``NewCustomer`` becomes a possible customer of ``actor`` (who stays after an undo). Raises
    ``DomainError`` for a moment in the future, a task that is not pending, a call of another customer.
    """
    happened = happened_at or at
    with transaction.atomic(), acting(actor=actor, why=f"registró: {kind.name.lower()}"):
        if isinstance(customer, NewCustomer):
            customer = _meet(customer, actor)
        _check(at=at, happened=happened, customer=customer, contact=contact, call=call)
        interaction = Interaction.objects.create(
            customer=customer,
            contact=contact,
            type=kind,
            channel=kind.channel,
            outcome=outcome,
            text=text.strip(),
            happened_at=happened,
            seconds=seconds,
            cost=kind.cost,
            place=place.strip()[:120],
            user=actor,
            no_next_reason="" if next_step else no_next_reason.strip()[:160],
        )
        finished = _finish(task, version, actor, happened, interaction)
        returned = calls.returned(call=call, interaction=interaction, actor=actor, at=at) if call else []
        made = _next_task(next_step, interaction, actor)
        comment = _comment(voice, interaction, actor)
        for key, value in (about or {}).items():
            LOG_CHOICES.get(key).logged(interaction, made, value, actor)
        payload = {
            "interaction": interaction.pk,
            "next": made.pk if made else None,
            "comment": comment.pk if comment else None,
            "task": finished,
            "calls": returned,
        }
        said = f"{kind.name} con {customer.name}"
        undo_url = undo.remember(kind=LOGGED, actor=actor, said=said, payload=payload)
    return Logged(interaction, made, comment, undo_url)


def edit(*, interaction: Interaction, version: int, actor: Any, at: datetime, **values: Any) -> tuple[Interaction, str]:
    """Correct an interaction of one's own (or the team's); ``Conflict`` if somebody was faster."""
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields to correct: {sorted(unknown)}")
    with transaction.atomic(), acting(actor=actor, why="acción corregida"):
        held = _held(interaction, actor)
        if held.version != version:
            raise Conflict("Otra persona cambió esto mientras lo editabas.")
        _check(
            at=at,
            happened=values.get("happened_at", held.happened_at),
            customer=held.customer,
            contact=values.get("contact"),
            call=None,
        )
        kept = image(held, [f"{name}_id" if name == "contact" else name for name in values])
        for name, value in values.items():
            setattr(held, name, value)
        held.version = version + 1
        held.save(update_fields=[*values, "version", "updated_at"])
        payload = {"id": held.pk, "version": held.version, "image": kept}
        return held, undo.remember(kind=CHANGED, actor=actor, said="Corrección", payload=payload)


def delete(*, interaction: Interaction, actor: Any) -> str:
    """Take an interaction out of the story; gives the address that puts it back as it was."""
    with transaction.atomic(), acting(actor=actor, why="acción borrada"):
        held = _held(interaction, actor)
        links = {
            f"{model._meta.model_name}.{name}": list(
                model._default_manager.filter(**{name: held}).values_list("pk", flat=True)
            )
            for model, name in _links()
        }
        payload = {"image": image(held), "links": links}
        undo_url = undo.remember(kind=DELETED, actor=actor, said=f"Borrado: {held}", payload=payload)
        held.delete()
    return undo_url


def take_back_logged(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``log``: everything that it made goes, the task that it finished is pending again."""
    held = Interaction.objects.select_for_update().filter(pk=payload["interaction"]).first()
    if held is None or held.version != 1:
        raise DomainError("Eso ya cambió: ábrelo en la historia para corregirlo o borrarlo.")
    stays = ""
    if payload["next"]:
        fresh = Task.objects.filter(pk=payload["next"], version=1, state=TaskState.OPEN)
        if not fresh.delete()[0] and Task.objects.filter(pk=payload["next"]).exists():
            stays = ". La tarea siguiente ya cambió y se queda"
    if payload["comment"]:
        Comment.objects.filter(pk=payload["comment"], version=1, relevance=Relevance.UNREAD).delete()
    if payload["task"]:
        pk, version, kept = payload["task"]
        again = Task.objects.filter(pk=pk, version=version)
        again.update(**former(kept), version=F("version") + 1, updated_at=Now())
    if payload.get("calls"):
        calls.take_back(actor, {"kept": payload["calls"]})
    held.delete()
    return f"Deshecho{stays}"


def take_back_changed(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``edit``."""
    back = Interaction.objects.filter(pk=payload["id"], version=payload["version"]).update(
        **former(payload["image"]), version=F("version") + 1, updated_at=Now()
    )
    if not back:
        raise DomainError("Alguien lo cambió después: ya no se puede deshacer.")
    return "Deshecho"


def take_back_deleted(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``delete``: the same row, under its own number, with what pointed to it."""
    row = restore(payload["image"])
    for model, name in _links():
        ids = payload["links"].get(f"{model._meta.model_name}.{name}", [])
        model._default_manager.filter(pk__in=ids, **{f"{name}__isnull": True}).update(**{f"{name}_id": row.pk})
    return "Deshecho"


def _links() -> list[tuple[Any, str]]:
    """Rows that point to an interaction, of whatever app: deleting it empties these keys, undo fills them again."""
    pointing: list[Any] = Interaction._meta.get_fields(include_hidden=True)
    return [
        (one.related_model, one.field.name)
        for one in pointing
        if one.auto_created and getattr(one, "on_delete", None) is SET_NULL
    ]


def _check(
    *, at: datetime, happened: datetime, customer: Customer, contact: Contact | None, call: PhoneCall | None
) -> None:
    if happened > at + AHEAD:
        raise DomainError("Eso todavía no pasó: pon una hora de hoy o de antes, o crea una tarea.", field="happened_at")
    if contact is not None and contact.customer_id != customer.pk:
        raise DomainError("Ese contacto es de otro cliente.", field="contact")
    if call is not None and call.customer_id not in (None, customer.pk):
        raise DomainError("Esa llamada es de otro cliente.", field="customer")


def _meet(new: NewCustomer, actor: Any) -> Customer:
    return create_customer(
        actor=actor,
        kind=Kind.PERSON,
        lifecycle=Lifecycle.LEAD,
        first_name=new.first_name,
        last_name=new.last_name,
        phone=new.phone,
        owner=actor,
    )


def _finish(
    task: Task | None, version: int | None, actor: Any, happened: datetime, interaction: Interaction
) -> list[Any] | None:
    """Finish the task; gives what undo needs (id, version afterwards, former image)."""
    if task is None:
        return None
    before = Task.objects.get(pk=task.pk)
    if before.customer_id not in (None, interaction.customer_id):
        raise DomainError("Esa tarea es de otro cliente.", field="task")
    done, _ = tasks.finish(task=before, actor=actor, at=happened, version=version, interaction=interaction)
    return [done.pk, done.version, tasks.image_of_state(before)]


def _next_task(step: NextStep | None, interaction: Interaction, actor: Any) -> Task | None:
    if step is None:
        return None
    made, _ = tasks.create(
        actor=actor,
        title=step.title,
        due_at=step.due_at,
        ends_at=step.due_at + timedelta(minutes=step.minutes) if step.minutes else None,
        owner=step.owner or actor,
        type=step.type,
        customer=interaction.customer,
        contact=interaction.contact,
        note=step.note,
        came_from=interaction,
    )
    return made


def _comment(voice: str, interaction: Interaction, actor: Any) -> Comment | None:
    if not voice.strip():
        return None
    source = CommentSource.VISIT if interaction.channel in (Channel.VISIT, Channel.MEETING) else CommentSource.CALL
    return comments.add(
        text=voice,
        source=source,
        said_at=interaction.happened_at,
        customer=interaction.customer,
        interaction=interaction,
        actor=actor,
    )


def _held(interaction: Interaction, actor: Any) -> Interaction:
    held = Interaction.objects.select_related("customer").select_for_update(of=("self",)).get(pk=interaction.pk)
    if actor is not None and not may_change_interaction(actor, held):
        raise NotAllowed("Solo lo cambia quien lo hizo o su jefe.")
    return held
