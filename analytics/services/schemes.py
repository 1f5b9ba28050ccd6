"""Versions of the RFM rule."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from analytics.enums import ScoreRule
from analytics.models import RfmScheme, SegmentRule
from core.audit import acting
from core.errors import DomainError

from .scoring import Box, Rule, cells_of, checked_cuts, rule_from_json, rule_of


def current() -> RfmScheme:
    """The rule in force."""
    return RfmScheme.objects.get(is_current=True)


def draft_rule(data: Mapping[str, Any]) -> Rule:
    """A rule that is stored nowhere, for a report or a preview: SCHEME.json over the rule in force."""
    return rule_from_json(data, base=rule_of(current()))


def new_version(
    *,
    weights: tuple[Decimal, Decimal, Decimal],
    bins: int,
    window_days: int | None,
    cuts: Mapping[str, Sequence[Any]] | None,
    segments: Sequence[Mapping[str, Any]],
    note: str,
    actor: Any,
) -> RfmScheme:
    """Store the next version of the rule and put it in force; the earlier ones stay with the weeks that used them.

    ``weights`` are ratios (R, F, M) that add up to 1; ``cuts`` ``None`` means the rule by share; ``segments`` are the
    rectangles (fields of ``SegmentRule``). Raises ``DomainError`` if weights, cuts or the map do not hold together.
    """
    r, f, m = weights
    if min(weights) < 0 or r + f + m != 1:
        raise DomainError("Los tres pesos deben sumar 100 %.", field="weight_m")
    if not 2 <= bins <= 9:
        raise DomainError("Elige de 2 a 9 puntajes.", field="bins")
    if window_days is not None and window_days < 1:
        raise DomainError(
            "Escribe cuántos días mirar, o déjalo vacío para mirar toda la historia.", field="window_days"
        )
    stored_cuts = {name: [str(v) for v in values] for name, values in checked_cuts(cuts, bins).items()} if cuts else {}
    cells_of([Box(s["code"], s["r_min"], s["r_max"], s["fm_min"], s["fm_max"]) for s in segments], bins)
    with transaction.atomic(), acting(actor=actor, why=note):
        newest = RfmScheme.objects.select_for_update().order_by("-version").first()
        RfmScheme.objects.filter(is_current=True).update(is_current=False)
        scheme = RfmScheme.objects.create(
            version=newest.version + 1 if newest else 1,
            weight_r=r,
            weight_f=f,
            weight_m=m,
            bins=bins,
            window_days=window_days,
            rule=ScoreRule.CUTS if cuts else ScoreRule.SHARE,
            cuts=stored_cuts,
            is_current=True,
            note=note,
            created_by=actor,
        )
        SegmentRule.objects.bulk_create(SegmentRule(scheme=scheme, **dict(segment)) for segment in segments)
    return scheme
