"""What changed: between two versions of a quote, and since somebody opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import history
from sales.models import Quote, QuoteLine, QuoteVersion

CELLS = ("quantity", "unit_price", "discount_percent", "tax_rate", "total", "name", "detail")


@dataclass(frozen=True)
class LineChange:
    """A line that is not the same in both; ``before`` or ``after`` is missing where it was added or removed."""

    before: QuoteLine | None
    after: QuoteLine | None
    cells: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def line(self) -> QuoteLine:
        found = self.after or self.before
        assert found is not None, "a change of nothing"  # noqa: S101 - both are never empty
        return found

    @property
    def difference(self) -> Decimal:
        """Money without tax that the line went up (or down)."""
        return (self.after.total if self.after else Decimal(0)) - (self.before.total if self.before else Decimal(0))


@dataclass(frozen=True)
class VersionChange:
    """From one version to another: lines in the order of the newer one, then the money."""

    before: QuoteVersion
    after: QuoteVersion
    lines: list[LineChange]
    same: int

    @property
    def difference(self) -> Decimal:
        return self.after.total - self.before.total

    @property
    def tax_difference(self) -> Decimal:
        return self.after.tax - self.before.tax


def changed_between(before: QuoteVersion, after: QuoteVersion) -> VersionChange:
    """Compare the lines of two versions of a quote: the same product (or the same words) is the same line.

    Needs ``version.lines.all()``: prefetch them.
    """
    old, new = list(before.lines.all()), list(after.lines.all())
    rest = list(old)
    changes: list[LineChange] = []
    same = 0
    for line in new:
        former = _partner(line, rest)
        if former is None:
            changes.append(LineChange(None, line))
            continue
        rest.remove(former)
        cells = frozenset(name for name in CELLS if getattr(former, name) != getattr(line, name))
        if cells:
            changes.append(LineChange(former, line, cells))
        else:
            same += 1
    changes += [LineChange(line, None) for line in rest]
    return VersionChange(before, after, changes, same)


def _partner(line: QuoteLine, rest: Sequence[QuoteLine]) -> QuoteLine | None:
    """The line that it was: an equal one first, then the nearest of the same product or words."""
    like = [one for one in rest if _named(one) == _named(line)]
    exact = [one for one in like if one.quantity == line.quantity and one.unit_price == line.unit_price]
    ordered = sorted(exact or like, key=lambda one: abs(one.position - line.position))
    return ordered[0] if ordered else None


def _named(line: QuoteLine) -> tuple[int | None, str]:
    return (line.product_id, "" if line.product_id else line.name.casefold())


def said_since(quote: Quote, version: int) -> str:
    """Who changed the quote since the screen showed ``version``, and what: a sentence for who comes second."""
    return history.said_since(
        quote, version, what="esta cotización mientras la editabas", hidden=("cost", "first_sent_at")
    )
