"""Many opportunities to another person at once, and back."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from company.models import User
from core import undo
from core.audit import acting
from core.errors import DomainError
from sales.enums import OpportunityState
from sales.models import Opportunity
from sales.queries.scope import may_own_for

UNDO_KIND = "sales.opportunity_owners"


def give(*, opportunities: QuerySet[Opportunity], owner: User, actor: Any) -> tuple[int, str]:
    """Give open ones to ``owner``; how many changed, and the address of undo ("" if none did).

    Raises ``DomainError`` if the new owner is out of the actor's reach.
    """
    if not may_own_for(actor).filter(pk=owner.pk).exists():
        raise DomainError(f"{owner} no está en tu equipo.", field="owner")
    with transaction.atomic(), acting(actor=actor, why=f"oportunidades para {owner}"):
        wanted = opportunities.filter(state=OpportunityState.OPEN).exclude(owner=owner).order_by().values("pk")
        rows = Opportunity.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        before = list(rows.values_list("pk", "owner_id", "version"))
        if not before:
            return 0, ""
        Opportunity.objects.filter(pk__in=[pk for pk, _, _ in before]).update(
            owner=owner, version=F("version") + 1, updated_at=Now()
        )
        payload = {"rows": [[pk, former, version + 1] for pk, former, version in before]}
        return len(before), undo.remember(
            kind=UNDO_KIND, actor=actor, said=f"{len(before)} oportunidades para {owner}", payload=payload
        )


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Each to its former owner, unless somebody changed it since."""
    told = {pk: (former, version) for pk, former, version in payload["rows"]}
    rows = Opportunity.objects.select_for_update().filter(pk__in=told).order_by("pk")
    by_owner: dict[int, list[int]] = {}
    for pk, version in rows.values_list("pk", "version"):
        former, stood = told[pk]
        if version == stood:
            by_owner.setdefault(former, []).append(pk)
    for former, ids in by_owner.items():
        Opportunity.objects.filter(pk__in=ids).update(owner_id=former, version=F("version") + 1, updated_at=Now())
    back = sum(map(len, by_owner.values()))
    return "Deshecho" if back == len(told) else f"Deshecho en {back} de {len(told)}: las demás cambiaron después"
