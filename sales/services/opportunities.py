"""The life of an opportunity. Each function is one transaction; every move leaves a ``StageChange``.

``OPPORTUNITY_MOVES`` says which state may follow which. Forward past required steps that are not done, backward, or
into another process: only with a reason, which stays in the history. ``version`` is the one on the screen: if somebody
was faster, ``Conflict`` says who did what, and nothing is overwritten (``None`` = whoever calls saw no screen).
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from activities.services.images import former, image
from company import queries as company
from company.models import User
from company.services.notices import withdraw
from core import faults, undo
from core.audit import acting
from core.clock import business_date, now
from core.errors import Conflict, DomainError
from core.formatting import listing
from core.numbering import next_code
from customers.models import Customer
from sales.enums import OPPORTUNITY_MOVES, Entry, OpportunityState
from sales.models import (
    Competitor,
    LossReason,
    Opportunity,
    OpportunityProduct,
    Pipeline,
    Stage,
    StageChange,
)
from sales.queries.opportunities import default_pipeline, missing_before, stages_of, who_was_faster
from sales.queries.scope import may_own_for

from .opportunity_owner import tell_owner, told_by
from .redirected import TriedLine, build_lines, stake_of

UNDO_KIND = "sales.opportunity"
FIELDS = frozenset(["name", "customer", "owner", "entry", "amount", "expected_on"])
# What a move may change, and what taking it back restores.
STATE = ("pipeline_id", "stage_id", "state", "stage_since", "closed_at", "lost_reason_id", "lost_to_id", "lost_note")
DAY = Decimal(86400)


def create(
    *,
    customer: Customer,
    name: str,
    actor: Any,
    owner: User | None = None,
    pipeline: Pipeline | None = None,
    stage: Stage | None = None,
    entry: str = Entry.OTHER,
    amount: Decimal | None = None,
    currency: str = "",
    expected_on: date | None = None,
    products: Sequence[TriedLine] = (),
    at: datetime | None = None,
) -> Opportunity:
    """Open an opportunity, in the first stage of the usual process if nothing else is told.

    ``amount`` is without tax; ``None`` = what the products come to. The owner is who acts, else who keeps the
    customer. Raises ``DomainError`` for another currency than the company's, or an owner out of reach.
    """
    moment, settings = at or now(), company.current()
    if currency and currency != settings.currency:
        raise DomainError(f"La empresa vende en {settings.currency}: pasa el importe a esa moneda.", field="amount")
    pipeline = pipeline or (stage.pipeline if stage else default_pipeline())
    stage = stage or _first(pipeline)
    if stage.pipeline_id != pipeline.pk:
        raise DomainError(f"«{stage}» no es una etapa de {pipeline}.", field="stage")
    holder = owner or (actor if actor is not None and may_own_for(actor).filter(pk=actor.pk).exists() else None)
    holder = holder or customer.owner
    if holder is None:
        raise DomainError("Elige de quién es: el cliente todavía no es de nadie.", field="owner")
    _check(actor=actor, name=name, owner=holder, amount=amount, entry=entry)
    rows = build_lines(products)
    with transaction.atomic(), acting(actor=actor, why="oportunidad nueva"):
        made = Opportunity.objects.create(
            name=name.strip()[:160],
            customer=customer,
            pipeline=pipeline,
            stage=stage,
            owner=holder,
            entry=entry,
            amount=stake_of(rows, None) if amount is None else amount,
            currency=settings.currency,
            opened_on=business_date(moment, company.time_zone()),
            expected_on=expected_on,
            stage_since=moment,
            number=next_code(series="oportunidad", prefix="O", year=business_date(moment, company.time_zone()).year),
        )
        write_products(made, products)
        _note_change(made, None, moment, actor)
        if actor is not None:
            tell_owner(owner=holder, actor=actor, deals=[made.pk], key=told_by(made.pk, made.version))
    return made


def change(*, opportunity: Opportunity, version: int | None, actor: Any, **values: Any) -> tuple[Opportunity, str]:
    """Correct it; gives it and the address of undo. ``products`` replaces its lines, and with ``amount=None`` its money
    is what they come to. Stage and state have functions of their own."""
    products: Sequence[TriedLine] | None = values.pop("products", None)
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields to change here: {sorted(unknown)}")
    if "amount" in values and values["amount"] is None:
        values["amount"] = stake_of(build_lines(products or ()), None)
    with transaction.atomic(), acting(actor=actor, why="oportunidad cambiada"):
        held = locked(opportunity, version)
        told = {"name": held.name, "amount": held.amount, "entry": held.entry, **values}
        owner = values.get("owner")
        passed = owner is not None and owner.pk != held.owner_id
        _check(
            actor=actor,
            name=told["name"],
            owner=owner if passed else None,
            amount=told["amount"],
            entry=told["entry"],
        )
        before = image(held, [f"{name}_id" if name in ("customer", "owner") else name for name in values])
        for name, value in values.items():
            setattr(held, name, value.strip()[:160] if name == "name" else value)
        _save(held, *values)
        if passed:
            tell_owner(owner=held.owner, actor=actor, deals=[held.pk], key=told_by(held.pk, held.version))
        if products is not None:
            held.products.all().delete()
            write_products(held, products)
        return held, _remember(held, before, actor, f"{held.number}: cambios") if products is None else ""


def move(
    *,
    opportunity: Opportunity,
    stage: Stage,
    version: int | None,
    actor: Any,
    at: datetime | None = None,
    reason: str = "",
) -> str:
    """Into another stage; gives the address that undoes it ("" if it stands there already).

    Raises ``DomainError`` on a closed one, and where a reason is owed: required steps of the stages left behind that
    are not done (named), a step backwards, another process.
    """
    with transaction.atomic(), acting(actor=actor, why=f"a {stage}"):
        held = locked(opportunity, version)
        if held.state != OpportunityState.OPEN:
            raise DomainError(f"{held.number} está {_state_said(held)}: reábrela para moverla.")
        if stage.pk == held.stage_id:
            return ""
        if not stage.is_active:
            raise DomainError(f"La etapa «{stage}» ya no se usa.", field="stage")
        backward = stage.pipeline_id == held.pipeline_id and stage.position < held.stage.position
        if not reason.strip():
            _owed_reason(held, stage, backward=backward)
        before, left, since, moment = image(held, STATE), held.stage, held.stage_since, at or now()
        held.stage, held.pipeline_id, held.stage_since = stage, stage.pipeline_id, moment
        _save(held, *STATE)
        change = _note_change(held, left, moment, actor, since=since, reason=reason, backward=backward)
        return _remember(held, before, actor, f"{held.number}: a {stage}", change)


def win(
    *, opportunity: Opportunity, version: int | None, actor: Any, at: datetime | None = None, note: str = ""
) -> str:
    """The customer said yes. Gives the address of undo."""
    return _to_state(opportunity, OpportunityState.WON, version, actor, at, reason=note, lost_note=note)


def lose(
    *,
    opportunity: Opportunity,
    reason: LossReason | None,
    version: int | None,
    actor: Any,
    lost_to: Competitor | None = None,
    note: str = "",
    at: datetime | None = None,
) -> str:
    """It will not be; the reason is owed, who won it is told where known."""
    if reason is None:
        raise DomainError("Elige por qué se perdió.", field="reason")
    return _to_state(
        opportunity,
        OpportunityState.LOST,
        version,
        actor,
        at,
        reason=f"{reason}. {note.strip()}" if note.strip() else str(reason),
        lost_note=note,
        lost_reason=reason,
        lost_to=lost_to,
    )


def reopen(
    *, opportunity: Opportunity, version: int | None, actor: Any, reason: str = "", at: datetime | None = None
) -> str:
    """Open again, in the stage where it stood; its time in the stage begins anew."""
    return _to_state(opportunity, OpportunityState.OPEN, version, actor, at, reason=reason)


def locked(opportunity: Opportunity, version: int | None = None) -> Opportunity:
    """The row under lock, if nobody was faster. The lock reads no join: what somebody else moved must be found."""
    held: Opportunity = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if version is not None and held.version != version and not faults.guard_removed("opportunity.version"):
        raise Conflict(f"{who_was_faster(held, version)} Mira cómo quedó y decide.")
    return held


def write_products(held: Opportunity, products: Sequence[TriedLine]) -> None:
    """Its lines; raises ``DomainError`` naming the broken one."""
    OpportunityProduct.objects.bulk_create(
        OpportunityProduct(
            opportunity=held,
            position=row.position,
            product=row.product,
            name=row.name,
            quantity=row.quantity,
            unit_price=row.unit_price,
        )
        for row in build_lines(products)
    )


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo: the former values, and the move leaves the history of stages, unless somebody changed it since. Who was
    told that it is his and did not read it yet is not told any more.

    What happened and that it was taken back stays in the history of the record.
    """
    held = Opportunity.objects.select_for_update().filter(pk=payload["id"], version=payload["version"]).first()
    if held is None:
        raise DomainError("Alguien la cambió después: ya no se deshace.")
    if payload["change"]:
        StageChange.objects.filter(pk=payload["change"], opportunity=held).delete()
    withdraw(keys=[told_by(held.pk, held.version)])
    values = former(payload["before"])
    for name, value in values.items():
        setattr(held, name, value)
    _save(held, *values)
    return "Deshecho"


def _first(pipeline: Pipeline) -> Stage:
    stages = stages_of(pipeline)
    if not stages:
        raise DomainError(f"El proceso «{pipeline}» no tiene etapas en uso.", field="pipeline")
    return stages[0]


def _check(*, actor: Any, name: str, owner: User | None, amount: Decimal | None, entry: str) -> None:
    if not name.strip():
        raise DomainError("Escribe qué quiere el cliente.", field="name")
    if amount is not None and amount < 0:
        raise DomainError("El importe no puede ser negativo.", field="amount")
    if entry not in Entry.values:
        raise DomainError("Elige por dónde llegó.", field="entry")
    if owner is None:
        return
    if not owner.is_active:
        raise DomainError(f"{owner} ya no trabaja aquí. Elige a otra persona.", field="owner")
    if actor is not None and owner.pk != actor.pk and not may_own_for(actor).filter(pk=owner.pk).exists():
        raise DomainError(f"{owner} no está en tu equipo.", field="owner")


def _owed_reason(held: Opportunity, stage: Stage, *, backward: bool) -> None:
    """Raises the sentence that asks for the reason, where one is owed."""
    if stage.pipeline_id != held.pipeline_id:
        raise DomainError(f"Pasa al proceso «{stage.pipeline}»: escribe por qué.", field="reason")
    if backward:
        raise DomainError(f"Vuelve atrás, a «{stage}»: escribe por qué.", field="reason")
    missing = missing_before(held, stage)
    if missing:
        names = listing([f"«{one.name}»" for one in missing])
        verb = "Falta" if len(missing) == 1 else "Faltan"
        raise DomainError(f"{verb} {names}. Hazlo antes, o escribe por qué avanza sin eso.", field="reason")


def _to_state(
    opportunity: Opportunity,
    state: str,
    version: int | None,
    actor: Any,
    at: datetime | None,
    *,
    reason: str = "",
    lost_note: str = "",
    lost_reason: LossReason | None = None,
    lost_to: Competitor | None = None,
) -> str:
    label = str(OpportunityState(state).label).lower()
    with transaction.atomic(), acting(actor=actor, why=f"oportunidad {label}"):
        held = locked(opportunity, version)
        if state not in OPPORTUNITY_MOVES[held.state]:
            raise DomainError(f"{held.number} ya está {_state_said(held)}.")
        before, moment, since = image(held, STATE), at or now(), held.stage_since
        opened = state == OpportunityState.OPEN
        held.state, held.closed_at = state, None if opened else moment
        held.lost_reason, held.lost_to, held.lost_note = lost_reason, lost_to, lost_note.strip()[:240]
        if opened:
            held.stage_since = moment
        _save(held, *STATE)
        change = _note_change(held, held.stage, moment, actor, since=None if opened else since, reason=reason)
        return _remember(held, before, actor, f"{held.number}: {label}", change)


def _note_change(
    held: Opportunity,
    left: Stage | None,
    moment: datetime,
    actor: Any,
    *,
    since: datetime | None = None,
    reason: str = "",
    backward: bool = False,
) -> StageChange:
    stood = Decimal(max((moment - since).total_seconds(), 0)) / DAY if since else None
    return StageChange.objects.create(
        opportunity=held,
        from_stage=left,
        to_stage=held.stage,
        state=held.state,
        backward=backward,
        reason=reason.strip()[:240],
        amount=held.amount,
        days=stood.quantize(Decimal("0.01")) if stood is not None else None,
        at=moment,
        actor=actor if getattr(actor, "pk", None) else None,
    )


def _save(held: Opportunity, *names: str) -> None:
    held.version = F("version") + 1
    held.save(update_fields=[*(name.removesuffix("_id") for name in names), "version", "updated_at"])
    held.refresh_from_db(fields=["version", "updated_at"])


def _remember(held: Opportunity, before: str, actor: Any, said: str, change: StageChange | None = None) -> str:
    """Keep the step of a person; nobody's acts are not taken back."""
    if getattr(actor, "pk", None) is None:
        return ""
    payload = {"id": held.pk, "version": held.version, "before": before, "change": change.pk if change else None}
    return undo.remember(kind=UNDO_KIND, actor=actor, said=said, payload=payload)


def _state_said(held: Opportunity) -> str:
    return str(held.get_state_display()).lower()
