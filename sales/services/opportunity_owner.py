"""Many opportunities to another person at once, and back; and telling him of them."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from company.enums import NoticeKind
from company.models import User
from company.services import notify
from company.services.notices import withdraw
from core import formatting, house, undo
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
        stand = [[pk, former, version + 1] for pk, former, version in before]
        key = told_by(stand[0][0], stand[0][2])
        tell_owner(owner=owner, actor=actor, deals=[pk for pk, _, _ in before], key=key)
        payload = {"rows": stand, "owner": owner.pk}
        return len(before), undo.remember(
            kind=UNDO_KIND, actor=actor, said=f"{len(before)} oportunidades para {owner}", payload=payload
        )


def told_by(deal: int, version: int) -> str:
    """The name of the notice that tells of the act after which the (first) deal stood at ``version``."""
    return f"sales.deal:{deal}:{version}"


def tell_owner(*, owner: User, actor: Any, deals: list[int], key: str) -> None:
    """A line in the bell of ``owner`` for what somebody else just made his; one line for all of them. Taking the act
    back withdraws it by its ``key`` (``told_by``)."""
    if owner.pk == getattr(actor, "pk", None):
        return
    who = str(actor) if getattr(actor, "pk", None) else "El sistema"
    if len(deals) == 1:
        deal = Opportunity.objects.select_related("customer").get(pk=deals[0])
        text = f"{who} te pasó la oportunidad «{deal.name}» de {deal.customer.name}"
        url = reverse("sales:opportunity", args=[deal.pk])
    else:
        text = f"{who} te pasó {formatting.number(len(deals), house.current().locale)} oportunidades"
        url = f"{reverse('sales:opportunities')}?owner={owner.pk}"
    notify(users=[owner], text=text, url=url, kind=NoticeKind.ASSIGNMENT, dedupe_key=key)


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Each to its former owner, unless somebody changed it since. The unread notice of it tells only what stands."""
    told = {pk: (former, version) for pk, former, version in payload["rows"]}
    rows = Opportunity.objects.select_for_update().filter(pk__in=told).order_by("pk")
    by_owner: dict[int, list[int]] = {}
    kept: list[int] = []
    for pk, version, owner in rows.values_list("pk", "version", "owner_id"):
        former, stood = told[pk]
        if version == stood:
            by_owner.setdefault(former, []).append(pk)
        elif owner == payload.get("owner"):
            kept.append(pk)
    for former, ids in by_owner.items():
        Opportunity.objects.filter(pk__in=ids).update(owner_id=former, version=F("version") + 1, updated_at=Now())
    back = sum(map(len, by_owner.values()))
    key = told_by(*payload["rows"][0][::2])
    if back and withdraw(keys=[key]) and kept:
        tell_owner(owner=User.objects.get(pk=payload["owner"]), actor=actor, deals=kept, key=key)
    return "Deshecho" if back == len(told) else f"Deshecho en {back} de {len(told)}: las demás cambiaron después"
