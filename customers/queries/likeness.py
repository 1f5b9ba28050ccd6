"""How alike two customers are, 0 to 1, with the reasons in words.

Each field that both records hold speaks for or against: its weight is the logarithm of how much more often two records
of one customer agree so than two records of different ones (Fellegi and Sunter, 1969). The weights are rounded
judgements, not fitted to any file. Their sum, through the logistic curve, is the score: 0.5 = as likely as not. A field
that one of the two leaves empty says nothing.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

# From here on a pair stands in the queue.
REVIEW = 0.5
# Two records of the house are not one customer, until something says so.
PRIOR = -5.0
STRONG, GOOD, WEAK = 5.0, 3.0, 1.5

FIELDS = (
    "id", "kind", "first_name", "last_name", "legal_name", "trade_name", "document_kind", "document_number", "email",
    "phone", "birth_date", "street", "district", "city", "postal_code",
)  # fmt: skip
FORMS = frozenset(
    {
        "sa",
        "sac",
        "saa",
        "srl",
        "eirl",
        "scrl",
        "sas",
        "ltda",
        "sl",
        "slu",
        "sociedad",
        "anonima",
        "cerrada",
        "limitada",
    }
    | {"limitada", "empresa", "individual", "de", "del", "la", "los", "las", "el", "y", "e"}
)


@dataclass(frozen=True)
class Likeness:
    """``score`` 0 to 1; ``reasons`` in words, the strongest first."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a customer, without accents, case and signs."""

    id: int
    person: bool
    names: tuple[str, ...]
    document_kind: str
    document: str
    email: str
    phone: str
    born: date | None
    street: tuple[str, ...]
    district: str
    postal_code: str


def facts_of(values: dict[str, Any]) -> Facts:
    """Facts of the columns ``FIELDS`` (those missing count as empty)."""

    def text(key: str) -> str:
        return str(values.get(key) or "")

    person = text("kind") in ("", "natural")
    said = f"{text('first_name')} {text('last_name')}" if person else (text("legal_name") or text("trade_name"))
    return Facts(
        id=int(values.get("id") or 0),
        person=person,
        names=tuple(word for word in words(said) if word not in FORMS) or words(said),
        document_kind=text("document_kind"),
        document="".join(words(text("document_number"))),
        email=text("email").strip().lower(),
        phone="".join(letter for letter in text("phone") if letter.isdecimal()),
        born=values.get("birth_date"),
        street=words(text("street")),
        district=" ".join(words(text("district") or text("city"))),
        postal_code="".join(words(text("postal_code"))),
    )


@lru_cache(maxsize=200_000)
def words(text: str) -> tuple[str, ...]:
    """Words in lower case without accents; initials of a company ("S.A.C.") are one word."""
    flat = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return tuple(re.findall(r"[a-z0-9]+", re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", flat)))


def likeness(one: Facts, other: Facts) -> Likeness:
    """Compare two customers."""
    said = [
        weight
        for weight in (
            _document(one, other),
            _equal_or_near(one.phone, other.phone, "mismo teléfono", "teléfono casi igual", STRONG, -0.5),
            _email(one, other),
            _names(one, other),
            _birth(one.born, other.born),
            _street(one.street, other.street),
            _place(one, other),
        )
        if weight[0]
    ]
    total = PRIOR + sum(weight for weight, _ in said)
    reasons = [words for weight, words in sorted(said, key=lambda found: -found[0]) if weight > 0 and words]
    return Likeness(round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3), tuple(reasons))


def near(one: str, other: str) -> bool:
    """One slip of the finger apart (a letter changed, missing, too many, or two swapped); short texts never are."""
    return min(len(one), len(other)) >= 6 and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _document(one: Facts, other: Facts) -> tuple[float, str]:
    if not one.document or not other.document:
        return 0.0, ""
    if one.document == other.document:
        return STRONG + 3, "mismo documento"
    if one.document_kind != other.document_kind:
        # A RUC of a person holds his DNI (10 + DNI + control digit): two documents of one person.
        inside = one.document in other.document or other.document in one.document
        same = inside and {one.document_kind, other.document_kind} == {"dni", "ruc"}
        return (STRONG, "un documento contiene al otro") if same else (0.0, "")
    if near(one.document, other.document):
        return WEAK, "documento casi igual"
    # "Otro" is whatever was at hand: two of them differ more easily than two DNI.
    return (-GOOD if one.document_kind == "otro" else -GOOD - 1), ""


def _equal_or_near(one: str, other: str, equal: str, alike: str, weight: float, against: float) -> tuple[float, str]:
    if not one or not other:
        return 0.0, ""
    if one == other:
        return weight, equal
    return (WEAK / 2, alike) if near(one, other) else (against, "")


def _email(one: Facts, other: Facts) -> tuple[float, str]:
    return _equal_or_near(one.email, other.email, "mismo correo", "correo casi igual", STRONG, -0.5)


def _names(one: Facts, other: Facts) -> tuple[float, str]:
    """Best pairing of the words of both names, in any order; an initial fits a name that begins with it."""
    if not one.names or not other.names:
        return 0.0, ""
    share = name_share(one.names, other.names)
    if share >= 0.999:
        # One word says less than two: "Rosa" is half the town.
        return (GOOD + 1 if min(len(one.names), len(other.names)) > 1 else WEAK), "mismo nombre"
    if share >= 0.9:
        return GOOD, "nombre casi igual"
    if share >= 0.75:
        return WEAK, "nombre parecido"
    return (0.0, "") if share >= 0.5 else (-2.0, "")


def name_share(one: Iterable[str], other: Iterable[str]) -> float:
    """0 to 1: how much of the shorter name is found in the longer one, word by word, weighed by letters."""
    short, long = sorted((list(one), list(other)), key=len)
    if "".join(short) == "".join(long) or sorted(short) == sorted(long):
        return 1.0
    free, found, letters = list(long), 0.0, 0
    for word in sorted(short, key=len, reverse=True):
        best, which = 0.0, ""
        for candidate in free:
            value = _word(word, candidate)
            if value > best:
                best, which = value, candidate
        if which:
            free.remove(which)
        found += best * len(word)
        letters += len(word)
    share = found / max(1, letters)
    # Surnames that only one of the two says cost a little: "Rosa Quispe" may be "Rosa Quispe Mamani".
    return share * (1 - 0.03 * len(free))


@lru_cache(maxsize=200_000)
def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if 1 in (len(one), len(other)):
        return 0.85 if one[0] == other[0] else 0.0
    if DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1 and min(len(one), len(other)) >= 4:
        return 0.93
    value = JaroWinkler.similarity(one, other)
    return float(value) if value >= 0.85 else 0.0


def _birth(one: date | None, other: date | None) -> tuple[float, str]:
    if one is None or other is None:
        return 0.0, ""
    if one == other:
        return GOOD + 1.5, "misma fecha de nacimiento"
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    slips = DamerauLevenshtein.distance(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"), score_cutoff=2)
    if swapped or slips == 1:
        return WEAK, "fecha de nacimiento casi igual"
    return (0.0, "") if slips == 2 else (-WEAK, "")


def _street(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[float, str]:
    if not one or not other:
        return 0.0, ""
    share = name_share(one, other)
    if share >= 0.97:
        return GOOD, "misma dirección"
    return (WEAK, "dirección parecida") if share >= 0.8 else (-0.5, "")


def _place(one: Facts, other: Facts) -> tuple[float, str]:
    """The same district or postal code weighs little: thousands live there."""
    same = bool(one.district) and (one.district == other.district or near(one.district, other.district))
    code = bool(one.postal_code) and one.postal_code == other.postal_code
    if same or code:
        return (0.8 if same and code else 0.5), "mismo distrito" if same else "mismo código postal"
    return (-0.3, "") if one.district and other.district else (0.0, "")
