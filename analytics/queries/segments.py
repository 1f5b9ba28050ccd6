"""Segments in words: the table of a rule, what more or fewer customers in one mean, who wants a call first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from analytics.models import RfmScheme, SegmentRule


@dataclass(frozen=True)
class Segment:
    """``rank`` 1 is the best; ``act`` is the one thing to do with these customers."""

    code: str
    name: str
    rank: int
    act: str = ""
    meaning: str = ""

    @property
    def short(self) -> str:
        """A name that fits a cell of the map."""
        return SHORT.get(self.code, self.name)


NOBODY = Segment("", "Sin compras", 1000)
COUNTER = Segment("-", "Mostrador", 1001)
SHORT = {
    "potencial_leal": "Potencial",
    "prometedores": "Promesas",
    "necesitan_atencion": "Atención",
    "a_punto_de_dormir": "Por dormir",
    "hibernando": "Hibernan",
}
# Who spent well and is leaving: each is worth a call.
CALL_FIRST = ("no_perder", "en_riesgo")
# More customers here is bad news; where it is neither, the change has no colour.
UNWANTED = frozenset({"a_punto_de_dormir", "no_perder", "en_riesgo", "hibernando", "perdidos"})
WANTED = frozenset({"campeones", "leales", "potencial_leal", "nuevos"})


@dataclass(frozen=True)
class SegmentTable:
    """The segments of one version of the rule, and which cell of the map belongs to which."""

    segments: dict[str, Segment]
    boxes: tuple[tuple[str, int, int, int, int], ...] = ()

    def get(self, code: str) -> Segment:
        """The segment of a code; one that this rule does not know keeps its code as a name."""
        if code == "":
            return NOBODY
        if code == "-":
            return COUNTER
        return self.segments.get(code) or Segment(code, code.replace("_", " ").capitalize(), 999)

    def name(self, code: str) -> str:
        """Name on screen; "" for who has no purchases."""
        return self.get(code).name if code else ""

    def at(self, r: int, fm: int) -> Segment:
        """The segment of a cell."""
        for code, r_min, r_max, fm_min, fm_max in self.boxes:
            if r_min <= r <= r_max and fm_min <= fm <= fm_max:
                return self.get(code)
        return NOBODY

    def ordered(self) -> list[Segment]:
        """From the best to the least."""
        return sorted(self.segments.values(), key=lambda found: found.rank)


def tables(scheme_ids: Iterable[int]) -> dict[int, SegmentTable]:
    """The tables of several versions, in one query."""
    rules: dict[int, list[SegmentRule]] = {pk: [] for pk in scheme_ids}
    for rule in SegmentRule.objects.filter(scheme_id__in=rules):
        rules[rule.scheme_id].append(rule)
    return {pk: table_of(found) for pk, found in rules.items()}


def table_of(rules: Iterable[SegmentRule]) -> SegmentTable:
    """The table that these rules make."""
    rules = list(rules)
    return SegmentTable(
        {rule.code: Segment(rule.code, rule.name, rule.rank, rule.act, rule.meaning) for rule in rules},
        tuple((rule.code, rule.r_min, rule.r_max, rule.fm_min, rule.fm_max) for rule in rules),
    )


def current_table() -> SegmentTable:
    """The table of the rule in force; one query."""
    current = RfmScheme.objects.filter(is_current=True).values("pk")
    return table_of(SegmentRule.objects.filter(scheme__in=current))


def with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Standings, each with the names that the rule in force has for its segment and for the one before."""
    rules = SegmentRule.objects.filter(scheme__is_current=True)
    return rows.annotate(
        name_now=Subquery(rules.filter(code=OuterRef("segment")).values("name")[:1]),
        name_before=Subquery(rules.filter(code=OuterRef("segment_before")).values("name")[:1]),
    )


def names_of(standing: Any) -> tuple[str, str]:
    """Name of the segment now and of the one before, of a standing that ``with_names`` brought."""
    unknown = SegmentTable({})
    return (
        standing.name_now or unknown.name(standing.segment),
        standing.name_before or unknown.name(standing.segment_before),
    )


def growth_tone(code: str, change: int) -> str:
    """Is it good or bad for the business that this segment grew or shrank by ``change`` customers?"""
    if not change or code not in UNWANTED | WANTED:
        return ""
    return "good" if (change > 0) == (code in WANTED) else "bad"
