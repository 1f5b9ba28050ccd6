"""Two or more records become one, and can be taken apart again to the last column."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from core.slots import CUSTOMERS_MERGED
from customers.enums import ConsentEvidence, PairState
from customers.models import Consent, Customer, DuplicatePair, Merge
from customers.queries import may_change, merging
from customers.queries.relations import links

TABLE = Customer._meta.db_table
COLUMNS = [one.column for one in Customer._meta.concrete_fields if not one.generated and not one.primary_key]


def merge(*, ids: list[int], winner_id: int, picks: Mapping[str, str], seal: str = "", actor: Any) -> tuple[Merge, str]:
    """Make one record of many: ``winner_id`` stays, the others point to it. Gives the merge and where it is undone.

    ``picks`` as in ``queries.merging.plan``; ``seal`` is the one of the plan that was shown (``Conflict`` if anything
    changed since). Raises ``DomainError`` where rows cannot stand together and nobody chose.
    """
    ids = sorted(set(ids))
    if winner_id not in ids or len(ids) < 2 or len(ids) > merging.MOST:
        raise DomainError(f"Elige de 2 a {merging.MOST} clientes para unir.")
    with transaction.atomic(), acting(actor=actor, why="unión de clientes"):
        held = _hold(ids, actor)
        found = merging.plan(held, winner_id=winner_id, picks=picks)
        if found.blocked:
            raise DomainError(found.blocked[0])
        if seal and seal != found.seal:
            raise Conflict("Algo cambió en estas fichas mientras las mirabas. Revisa otra vez y confirma.")
        if not found.ready:
            raise DomainError(next(clash.said for clash in found.clashes if not clash.chosen))
        made = _apply(found, actor)
        for listener in CUSTOMERS_MERGED:
            listener(winner_id, [one.pk for one in found.losers], actor)
        said = f"{len(ids)} fichas unidas en {found.winner.name}"
        if not getattr(actor, "pk", None):
            return made, ""
        return made, undo.remember(kind="customers.merge", actor=actor, said=said, payload={"id": made.pk})


def _hold(ids: list[int], actor: Any) -> list[Customer]:
    """Lock the records in the order of their ids, so that two merges never wait for each other in a ring."""
    held = list(Customer.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))
    if len(held) != len(ids):
        raise DomainError("Alguno de esos clientes ya no está.")
    for one in held:
        if actor is not None and not may_change(actor, one):
            raise NotAllowed(f"{one.name} está a cargo de otra persona: pídele la unión o que te lo pase.")
    return held


def _apply(found: merging.Plan, actor: Any) -> Merge:
    winner, losers = found.winner, [one.pk for one in found.losers]
    ids = [winner.pk, *losers]
    former = _images(ids)
    moved: dict[str, Any] = {"rows": {}, "dropped": [], "demoted": [], "pairs": [], "consents": []}
    moved["pairs"] = _close_pairs(ids, actor)
    for clash in found.clashes:
        _settle(clash, moved)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL crm.consent_move = 'on'")
        for link in links():
            column = link.model._meta.get_field(link.field).column
            pairs = list(link.rows(losers, besides=ids).order_by("pk").values_list("pk", column))
            if pairs:
                link.model._base_manager.filter(pk__in=[pk for pk, _ in pairs]).update(**{column: winner.pk})
                moved["rows"][link.key] = [list(pair) for pair in pairs]
        cursor.execute("SET LOCAL crm.consent_move = 'off'")
    moved["consents"] = _keep_refusals(found, actor)
    _write(found, losers)
    moved["after"] = _images([winner.pk])[str(winner.pk)]
    return Merge.objects.create(
        winner=winner, losers=losers, former=former, moved=moved, made_by=actor if getattr(actor, "pk", None) else None
    )


def _images(ids: list[int]) -> dict[str, Any]:
    """The rows of customers, every column, as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, to_jsonb(c)::text FROM {TABLE} c WHERE id = ANY(%s) ORDER BY id", [ids])  # noqa: S608 - our own table
        return {
            str(pk): {key: value for key, value in json.loads(text).items() if key in COLUMNS}
            for pk, text in cursor.fetchall()
        }


def _write(found: merging.Plan, losers: list[int]) -> None:
    """First the losers let go of the document, then the winner may take it."""
    taken = found.values["document_number"]
    rows = Customer.objects.filter(pk__in=losers)
    if taken and taken != found.winner.document_number:
        rows.filter(document_number=taken).update(document_number="", document_kind="")
    rows.update(is_active=False, merged_into=found.winner, version=F("version") + 1, updated_at=Now())
    Customer.objects.filter(pk=found.winner.pk).update(
        **found.values,
        is_active=found.winner.is_active or any(one.is_active for one in found.losers),
        version=F("version") + 1,
        updated_at=Now(),
    )


def _settle(clash: merging.Clash, moved: dict[str, Any]) -> None:
    """Of rows that cannot stand together the chosen one stays as it is: the others lose their mark, or go."""
    model, others = clash.link.model, [pk for pk in clash.rows if pk != clash.chosen]
    if clash.mark:
        model._base_manager.filter(pk__in=others).update(**{clash.mark: False})
        moved["demoted"].append([model._meta.label_lower, clash.mark, others])
        return
    table = model._meta.db_table
    columns = [one.column for one in model._meta.concrete_fields if not one.generated]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(r)::text FROM {table} r WHERE id = ANY(%s) ORDER BY id", [others])  # noqa: S608 - our own table
        for (text,) in cursor.fetchall():
            row = {key: value for key, value in json.loads(text).items() if key in columns}
            moved["dropped"].append([model._meta.label_lower, row])
    model._base_manager.filter(pk__in=others).delete()


def _close_pairs(ids: list[int], actor: Any) -> list[list[Any]]:
    """Pairs that name a record that goes: decided. Those with others are found anew for who stays."""
    rows = DuplicatePair.objects.filter(Q(first__in=ids[1:]) | Q(second__in=ids[1:]))
    former = [
        [pk, state, at.isoformat() if at else None, by]
        for pk, state, at, by in rows.order_by("pk").values_list("pk", "state", "decided_at", "decided_by_id")
    ]
    rows.exclude(state=PairState.DIFFERENT).update(state=PairState.MERGED, decided_at=Now(), decided_by=actor)
    return former


def _keep_refusals(found: merging.Plan, actor: Any) -> list[int]:
    """Who said no on one record has said no: the answer is written again as the newest."""
    made = []
    for refusal in found.refusals:
        rows = Consent.objects.filter(customer=found.winner, channel=refusal.channel, purpose=refusal.purpose)
        said = rows.filter(granted=False).order_by("-given_at", "-pk").first()
        newest = rows.order_by("-given_at", "-pk").first()
        if said is None or newest is None:
            continue
        made.append(
            Consent.objects.create(
                customer=found.winner,
                channel=refusal.channel,
                purpose=refusal.purpose,
                granted=False,
                given_at=newest.given_at,
                text_version=said.text_version,
                evidence=ConsentEvidence(said.evidence),
                proof=f"Al unir fichas vale el no del {said.given_at:%d/%m/%Y}. {said.proof}"[:240],
                recorded_by=actor,
            ).pk
        )
    return made
