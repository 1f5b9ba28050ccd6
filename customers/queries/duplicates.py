"""Pairs that wait to be reviewed, candidates to be compared, and whom a new customer looks like."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import Q, QuerySet, Value

from core.database import Norm
from customers.enums import PairState
from customers.models import Customer, DuplicatePair

from .likeness import FIELDS, Facts, facts_of, likeness
from .visible import customers_visible_to

# While somebody is still typing, the name alone is worth a question.
ENTRY = 0.07
MOST_CANDIDATES = 60
SHOWN = 3

# A key of a customer: those who share a strong one, or two weak ones, are compared. Keys that more than MOST_SHARED
# customers have say too little (and would make the work quadratic): they are left out.
MOST_SHARED = 60
KEYS = """
WITH plain AS (
    SELECT c.id, c.document_number, c.document_kind, c.birth_date, c.postal_code, c.phone, lower(c.email) AS email,
           regexp_replace(upper(c.document_number), '[^0-9A-Z]', '', 'g') AS document,
           regexp_replace(crm_norm(coalesce(nullif(c.district, ''), c.city)), '[^a-z0-9]', '', 'g') AS district,
           regexp_replace(crm_norm(c.street), '[^a-z]', '', 'g') AS street,
           substring(c.street FROM '[0-9]+') AS number,
           ARRAY(SELECT DISTINCT word FROM regexp_split_to_table(
               crm_norm(c.first_name || ' ' || c.last_name || ' ' || c.legal_name), '[^a-z0-9]+') AS word
               WHERE length(word) > 1 AND word NOT IN
               ('sa', 'sac', 'saa', 'srl', 'eirl', 'sas', 'ltda', 'de', 'del', 'la', 'las', 'los', 'el') ORDER BY word
               LIMIT 6) AS names
      FROM customers_customer c WHERE c.merged_into_id IS NULL AND c.erased_at IS NULL
), keyed AS (
    SELECT id, true AS strong, 'd' || document AS key FROM plain WHERE length(document) > 3
    UNION ALL SELECT id, true, 'd' || substring(document, 3, 8) FROM plain WHERE document_kind = 'ruc'
    UNION ALL SELECT id, true, 'p' || phone FROM plain WHERE phone <> ''
    UNION ALL SELECT id, true, 'm' || email FROM plain WHERE email <> ''
    UNION ALL SELECT id, false, 'l' || left(document, length(document) / 2) FROM plain WHERE length(document) > 5
    UNION ALL SELECT id, false, 'r' || right(document, length(document) / 2) FROM plain WHERE length(document) > 5
    UNION ALL SELECT id, false, 'b' || birth_date FROM plain WHERE birth_date IS NOT NULL
    UNION ALL SELECT id, false, 's' || number || left(street, 4) FROM plain WHERE street <> '' AND number IS NOT NULL
    UNION ALL SELECT id, false, 'o' || left(street, 8) || left(district, 4) FROM plain WHERE length(street) > 5
    UNION ALL SELECT id, false, 'y' || left(word, 3) || extract(year FROM birth_date)
      FROM plain, unnest(names) word WHERE birth_date IS NOT NULL
    UNION ALL SELECT id, false, 'w' || left(word, 4) || left(district, 4) FROM plain, unnest(names) word
     WHERE district <> ''
    UNION ALL SELECT id, false, 'c' || left(word, 3) || postal_code FROM plain, unnest(names) word
     WHERE postal_code <> ''
    UNION ALL SELECT id, false, 'n' || left(one, 4) || '-' || left(other, 4)
      FROM plain, unnest(names) one, unnest(names) other WHERE one < other
    UNION ALL SELECT id, false, 'f' || array_to_string(names, ' ') FROM plain WHERE cardinality(names) > 1
)
INSERT INTO duplicate_key (customer_id, strong, key)
SELECT DISTINCT id, strong, hashtextextended(key, 0) FROM keyed
"""

CANDIDATES = """
INSERT INTO duplicate_candidate (first_id, second_id)
SELECT one.customer_id, other.customer_id
  FROM duplicate_key one JOIN duplicate_key other ON other.key = one.key AND other.customer_id > one.customer_id
 WHERE %(since)s::timestamptz IS NULL
    OR one.customer_id IN (SELECT id FROM duplicate_changed) OR other.customer_id IN (SELECT id FROM duplicate_changed)
 GROUP BY 1, 2 HAVING bool_or(one.strong) OR count(*) > 1
"""


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the one whom a form describes."""

    customer: Customer
    score: float
    reasons: tuple[str, ...]


def facts_for(ids: set[int]) -> dict[int, Facts]:
    """What is compared of these customers, by id: one query."""
    return {row["id"]: facts_of(row) for row in Customer.objects.filter(pk__in=ids).values(*FIELDS)}


def pairs_visible_to(user: Any) -> QuerySet[DuplicatePair]:
    """Open pairs of customers whom the person may see, with both records."""
    seen = customers_visible_to(user)
    if not getattr(user, "roles", frozenset()):
        return DuplicatePair.objects.none()
    rows = DuplicatePair.objects.filter(state=PairState.OPEN, first__in=seen, second__in=seen)
    return rows.select_related("first__standing", "second__standing", "first__owner", "second__owner")


def open_pairs(user: Any) -> int:
    """How many pairs wait."""
    return DuplicatePair.objects.filter(state=PairState.OPEN).count() if getattr(user, "roles", None) else 0


def possible_duplicates(user: Any, values: dict[str, Any], *, besides: int | None = None) -> list[Alike]:
    """Whom a form's values look like, the most alike first, at most three. At most three queries over indexes."""
    mine = facts_of({**values, "id": 0})
    rows = customers_visible_to(user).filter(merged_into=None, erased_at=None).exclude(pk=besides or 0)
    found = {row.pk: row for row in _same_keys(rows, values)}
    if len(mine.names) > 1:
        for row in _same_words(rows, mine.names) or _like_words(rows, " ".join(mine.names)):
            found.setdefault(row.pk, row)
    alike = []
    for row in found.values():
        said = likeness(mine, facts_of({field: getattr(row, field) for field in FIELDS}))
        if said.score >= ENTRY and said.reasons:
            alike.append(Alike(row, said.score, said.reasons))
    return sorted(alike, key=lambda one: (-one.score, one.customer.pk))[:SHOWN]


def _same_keys(rows: QuerySet[Customer], values: dict[str, Any]) -> list[Customer]:
    """By document, telephone or mail, whole."""
    document = "".join(letter for letter in str(values.get("document_number") or "").upper() if letter.isalnum())
    phone, email = str(values.get("phone") or "").strip(), str(values.get("email") or "").strip().lower()
    wanted = Q()
    if len(document) > 3:
        wanted |= Q(document_number=document)
    if len(phone) > 5:
        wanted |= Q(phone=phone)
    if "@" in email:
        wanted |= Q(search__contains=Norm(Value(email)))
    return list(rows.filter(wanted)[:MOST_CANDIDATES]) if wanted else []


def _same_words(rows: QuerySet[Customer], names: tuple[str, ...]) -> list[Customer]:
    long = sorted((name for name in names if len(name) > 2), key=len, reverse=True)[:3]
    for name in long:
        rows = rows.filter(search__contains=name)
    return list(rows.order_by("pk")[:MOST_CANDIDATES]) if len(long) > 1 else []


def _like_words(rows: QuerySet[Customer], said: str) -> list[Customer]:
    """Mistyped names, by the trigrams of the search column."""
    distance = TrigramWordDistance(said, "search")
    return list(rows.filter(search__trigram_word_similar=said).order_by(distance, "pk")[: SHOWN * 4])


def open_pair(first: int, second: int) -> DuplicatePair | None:
    """The open pair of these two, the smaller id first."""
    return DuplicatePair.objects.filter(first_id=first, second_id=second, state=PairState.OPEN).first()
