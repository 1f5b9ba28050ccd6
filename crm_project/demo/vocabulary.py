"""The hand-written vocabulary (``data/vocabulary.txt``) as entries, longest phrase first."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "vocabulary.txt"


@dataclass(frozen=True)
class Entry:
    """What an English phrase becomes.

    ``role``: N noun, M motif, T material, A adjective, C colour, X nothing, S saying (P, in use, is a preposition).
    ``strength`` (3 to 0) decides which noun names the product; ``category`` is the leaf it belongs to.
    """

    role: str
    spanish: str = ""
    feminine: bool = False
    plural: bool = False
    fixed: bool = False
    strength: int = 0
    category: str = ""


def _entry(role: str, strength: int, category: str, right: str) -> Entry:
    """An entry from the right-hand side of a line: ``corazones:mp``, ``blanco``, ``marfil!``."""
    if role in "NM":
        spanish, _, mark = right.partition(":")
        return Entry(role, spanish, "f" in mark, "p" in mark, strength=strength, category=category)
    fixed = right.endswith("!") or role in "TS"
    return Entry(role, right.rstrip("!"), fixed=fixed)


@cache
def entries() -> dict[tuple[str, ...], Entry]:
    """All phrases, as tuples of English words."""
    found: dict[tuple[str, ...], Entry] = {}
    role, strength, category = "X", 0, ""
    for raw in FILE.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            head, _, category = line.strip("[]").partition(" ")
            role, strength = head[0], int(head[1:] or 0)
            continue
        left, _, right = line.partition(" = ")
        entry = Entry("X") if role == "X" else _entry(role, strength, category, right)
        for phrase in left.split(" | "):
            found[tuple(phrase.split())] = entry
    return found


@cache
def longest() -> int:
    return max(len(phrase) for phrase in entries())
