"""What hangs on an opportunity: steps done, notes, people, competitors, files, commitments, touches.

None of these moves its version: a note must not send away somebody who is moving the card. What stands is locked where
two could write the same row.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from activities.models import ActionType, Interaction, Task
from activities.services import tasks
from company.models import User
from core import files
from core.audit import acting
from core.clock import now
from core.errors import DomainError
from customers.models import Contact
from sales.enums import StepBy
from sales.models import (
    Competitor,
    Opportunity,
    OpportunityCompetitor,
    OpportunityContact,
    OpportunityFile,
    OpportunityInteraction,
    OpportunityNote,
    OpportunityTask,
    StageStep,
    StepDone,
)
from sales.queries.opportunities import done_steps

from .opportunities import locked

FILE_PURPOSE = "sales.opportunity"
FILES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp", ".xlsx", ".csv", ".docx"})


def happened(
    *, opportunity: Opportunity, by: str, actor: Any, at: datetime | None = None, interaction: Interaction | None = None
) -> list[StageStep]:
    """Something of kind ``by`` (``StepBy``) happened: mark the steps that it does; gives those that are new.

    What a quote or an order does is a fact of the whole process. An ``interaction`` does the steps of its kind of
    action up to the present stage; only if none there asks for such an action, the next one ahead that does: a call
    that opens the deal is not the call that closes it.
    """
    with transaction.atomic():
        held = locked(opportunity)
        rows = StageStep.objects.filter(
            stage__pipeline_id=held.pipeline_id, stage__is_active=True, is_active=True, by=by
        ).select_related("stage")
        if by == StepBy.ACTION:
            if interaction is None or interaction.type_id is None:
                return []
            wanted = list(rows.filter(action_type_id=interaction.type_id).order_by("stage__position", "position"))
            here = [one for one in wanted if one.stage.position <= held.stage.position]
            chosen = here or wanted[:1]
        else:
            chosen = list(rows)
        done = set(done_steps().filter(opportunity=held, step__in=chosen).values_list("step_id", flat=True))
        fresh = [one for one in chosen if one.pk not in done]
        _mark(held, fresh, actor, at or now(), interaction)
    return fresh


def tick(*, opportunity: Opportunity, step: StageStep, actor: Any, done: bool, at: datetime | None = None) -> None:
    """The seller's word that a step is done, or is not after all: only for steps that are marked by hand."""
    if step.by != StepBy.HAND:
        raise DomainError(f"«{step.name}» no se marca a mano: {str(step.get_by_display()).lower()} se cumple.")
    if step.stage.pipeline_id != opportunity.pipeline_id:
        raise DomainError(f"«{step.name}» es de otro proceso.")
    with transaction.atomic():
        held = locked(opportunity)
        if done:
            _mark(held, [step], actor, at or now(), None)
        else:
            StepDone.objects.filter(opportunity=held, step=step).delete()


def touch(*, opportunity: Opportunity, interaction: Interaction, actor: Any) -> list[StageStep]:
    """That call or visit was for this deal: its cost counts here, and it does its steps. Gives the steps done."""
    if interaction.customer_id != opportunity.customer_id:
        raise DomainError("Esa oportunidad es de otro cliente.", field="opportunity")
    with transaction.atomic():
        OpportunityInteraction.objects.update_or_create(interaction=interaction, defaults={"opportunity": opportunity})
        return happened(
            opportunity=opportunity,
            by=StepBy.ACTION,
            actor=actor,
            at=interaction.happened_at,
            interaction=interaction,
        )


def note(*, opportunity: Opportunity, text: str, actor: Any, at: datetime | None = None) -> OpportunityNote:
    if not text.strip():
        raise DomainError("Escribe la nota.", field="text")
    return OpportunityNote.objects.create(opportunity=opportunity, text=text.strip(), author=actor, at=at or now())


def name_contact(*, opportunity: Opportunity, contact: Contact, actor: Any, role: str = "", gone: bool = False) -> None:
    """Who takes part at the customer, and as what; ``gone`` takes him out again."""
    if contact.customer_id != opportunity.customer_id:
        raise DomainError("Ese contacto es de otro cliente.", field="contact")
    if gone:
        OpportunityContact.objects.filter(opportunity=opportunity, contact=contact).delete()
        return
    OpportunityContact.objects.update_or_create(
        opportunity=opportunity, contact=contact, defaults={"role": role.strip()[:80]}
    )


def name_competitor(
    *,
    opportunity: Opportunity,
    competitor: Competitor | str,
    actor: Any,
    price: Decimal | None = None,
    note: str = "",
    gone: bool = False,
) -> None:
    """Who else offers, at what price; ``gone`` takes him out again. A name that nobody had is added to the list."""
    if isinstance(competitor, str):
        competitor = _competitor(competitor.strip()[:120], actor)
    if gone:
        OpportunityCompetitor.objects.filter(opportunity=opportunity, competitor=competitor).delete()
        return
    if price is not None and price < 0:
        raise DomainError("El precio no puede ser negativo.", field="price")
    OpportunityCompetitor.objects.update_or_create(
        opportunity=opportunity, competitor=competitor, defaults={"price": price, "note": note.strip()[:240]}
    )


def attach(
    *, opportunity: Opportunity, upload: UploadedFile, actor: Any, at: datetime | None = None
) -> OpportunityFile:
    """Keep a file with it; raises ``DomainError`` for one that may not be kept."""
    checked = files.check_upload(upload, allowed=FILES)
    with transaction.atomic(), acting(actor=actor, why="archivo de la oportunidad"):
        # Nobody owns it: who may see the opportunity may fetch it, also after it changed hands.
        kept = files.store(checked, actor=None, purpose=FILE_PURPOSE)
        return OpportunityFile.objects.create(opportunity=opportunity, file=kept, author=actor, at=at or now())


def detach(*, file: OpportunityFile, actor: Any) -> None:
    """Take a file away, row and content."""
    with transaction.atomic(), acting(actor=actor, why="archivo quitado"):
        kept = file.file
        file.delete()
        files.remove(kept)


def promise(
    *,
    opportunity: Opportunity,
    title: str,
    due_at: datetime,
    actor: Any,
    owner: User | None = None,
    kind: ActionType | None = None,
    **values: Any,
) -> tuple[Task, str]:
    """A commitment: a task with its customer, linked to it. Gives it and the address of undo."""
    with transaction.atomic():
        made, undo_url = tasks.create(
            actor=actor,
            title=title,
            due_at=due_at,
            owner=owner or opportunity.owner,
            type=kind,
            customer=opportunity.customer,
            **values,
        )
        OpportunityTask.objects.create(opportunity=opportunity, task=made)
    return made, undo_url


def _competitor(name: str, actor: Any) -> Competitor:
    if not name:
        raise DomainError("Escribe quién compite.", field="name")
    known = Competitor.objects.filter(name__iexact=name).first()
    if known is not None:
        return known
    with acting(actor=actor, why="competidor nuevo"):
        return Competitor.objects.create(name=name)


def _mark(
    held: Opportunity, steps: Sequence[StageStep], actor: Any, at: datetime, interaction: Interaction | None
) -> None:
    """Write them as done; a row whose action was taken back since is filled anew."""
    who = actor if getattr(actor, "pk", None) else None
    StepDone.objects.bulk_create(
        [StepDone(opportunity=held, step=one, at=at, actor=who, interaction=interaction) for one in steps],
        update_conflicts=True,
        unique_fields=["opportunity", "step"],
        update_fields=["at", "actor", "interaction"],
    )
