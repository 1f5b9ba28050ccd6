"""The sentiment that a score proposes. A person may say otherwise, and then he is right.

The share of the scale decides. Stars (scales up to 5): up to 0.5 against (1, 2), from 0.75 in favour (4, 5), 3 neither.
Longer scales, as NPS reads them: up to 0.6 against (0 to 6 of 10), from 0.85 in favour (9, 10), 7 and 8 neither.
"""

from decimal import Decimal

from activities.enums import Sentiment

SHORT_SCALE = Decimal(5)
SHORT = (Decimal("0.5"), Decimal("0.75"))
LONG = (Decimal("0.6"), Decimal("0.85"))


def proposed(score: Decimal | None, score_of: Decimal | None) -> str:
    """Sentiment of a score; "" without one."""
    if score is None or not score_of:
        return Sentiment.UNKNOWN.value
    low, high = SHORT if score_of <= SHORT_SCALE else LONG
    share = score / score_of
    if share <= low:
        return Sentiment.NEGATIVE.value
    return Sentiment.POSITIVE.value if share >= high else Sentiment.NEUTRAL.value


def parameters() -> dict[str, Decimal]:
    """The thresholds for ``SQL``."""
    return {"short": SHORT_SCALE, "low5": SHORT[0], "high5": SHORT[1], "low10": LONG[0], "high10": LONG[1]}


# The same over a staging row ``s``.
SQL = """
CASE WHEN s.score IS NULL THEN ''
     WHEN s.score / s.score_of <= CASE WHEN s.score_of <= %(short)s THEN %(low5)s ELSE %(low10)s END THEN 'negative'
     WHEN s.score / s.score_of >= CASE WHEN s.score_of <= %(short)s THEN %(high5)s ELSE %(high10)s END THEN 'positive'
     ELSE 'neutral' END
"""
