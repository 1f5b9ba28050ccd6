"""What another rule would change, before it is stored."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.models import RfmRun, RfmState

from . import rfm, schemes


@dataclass(frozen=True)
class Preview:
    """Customers who would change segment, of how many; the passages (from, to) with their counts, the largest first."""

    customers: int
    changed: int
    passages: list[tuple[str, str, int]]


def preview(scheme_json: Mapping[str, Any]) -> Preview | None:
    """Score the newest week under another rule and compare; nothing is stored. ``None`` where no week stands."""
    newest = RfmRun.objects.filter(is_current=True).order_by("-week_end").first()
    if newest is None:
        return None
    rule = schemes.draft_rule(scheme_json)
    stands = RfmState.objects.exclude(segment="").values_list("customer__code", "segment")
    now: dict[str, str] = dict(stands.iterator(chunk_size=10_000))
    passages: Counter[tuple[str, str]] = Counter()
    seen = set()
    for row in rfm.scored(as_of=newest.week_end, rule=rule):
        code, segment = row[0], row[-1]
        seen.add(code)
        if now.get(code, "") != segment:
            passages[now.get(code, ""), segment] += 1
    for code, segment in now.items():
        if code not in seen:
            passages[segment, ""] += 1
    ordered = [(old, new, count) for (old, new), count in passages.most_common()]
    return Preview(len(seen | now.keys()), sum(passages.values()), ordered)
