"""Search over a generated trigram column ``search`` (lower case, no accents; see ``core.database.Norm``).

Every word must stand somewhere in it, in any order. Words of three letters and more use the index; who typed fewer is
asked for more, because two letters walk the table. Only where nothing was found, likeness (pg_trgm) is tried.
"""

from typing import Any

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import QuerySet, Value

from core.database import Norm

SHORTEST = 3
LONGEST = 120
WORDS = 8
ALIKE = 20


def words_of(text: str) -> list[str]:
    """The words to look for, at most eight; NUL, which no column can hold, is dropped."""
    return text.replace("\0", "").strip()[:LONGEST].split()[:WORDS]


def too_short(text: str) -> bool:
    """Typed something, but no word long enough for the index."""
    words = words_of(text)
    return bool(words) and max(map(len, words)) < SHORTEST


def find(rows: QuerySet[Any], text: str, *, column: str = "search") -> QuerySet[Any]:
    """Rows that hold every word. A text that is too short finds nothing; an empty one does not narrow."""
    words = words_of(text)
    if not words:
        return rows
    if too_short(text):
        return rows.none()
    for word in sorted(words, key=len, reverse=True):
        rows = rows.filter(**{f"{column}__contains": Norm(Value(word))})
    return rows


def alike(rows: QuerySet[Any], text: str, *, column: str = "search") -> QuerySet[Any]:
    """The rows most like a mistyped text, best first, at most twenty."""
    said = " ".join(words_of(text))
    distance = TrigramWordDistance(Norm(Value(said)), column)  # type: ignore[arg-type]  # stubs: text only
    return rows.filter(**{f"{column}__trigram_word_similar": Norm(Value(said))}).order_by(distance, "pk")[:ALIKE]
