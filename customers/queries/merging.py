"""What a merge would do: which value stays in each field, what moves, what stands in its way."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q

from core import formatting, house
from customers.enums import Lifecycle
from customers.models import Customer

from .consents import CHANNEL_WORDS, PURPOSE_WORDS, answers_of
from .relations import Link, links

MOST = 10
BOTH = "both"
# Columns that only make sense together: one choice takes them all.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("name", "Nombre", ("kind", "first_name", "last_name", "legal_name", "trade_name")),
    ("document", "Documento", ("country", "document_kind", "document_number", "document_verified")),
    ("phone", "Teléfono", ("phone", "phone_verified")),
    ("email", "Correo", ("email",)),
    ("birth_date", "Nacimiento", ("birth_date",)),
    ("gender", "Género", ("gender",)),
    ("address", "Dirección", ("street", "district", "city", "region", "postal_code")),
    ("owner", "A cargo", ("owner_id",)),
    ("parent", "Pertenece a", ("parent_id",)),
    ("lifecycle", "Etapa", ("lifecycle",)),
    ("since", "Cliente desde", ("since",)),
    ("activity_code", "Actividad económica", ("activity_code",)),
    ("employees", "Empleados", ("employees",)),
    ("legal_representative", "Representante legal", ("legal_representative",)),
    ("stratum", "Estrato", ("stratum",)),
    ("preferences", "Preferencias", ("preferences",)),
    ("vision", "Visión", ("vision",)),
    ("notes", "Notas", ("notes",)),
)
TEXTS = frozenset({"notes", "vision", "preferences"})
STAGES = (Lifecycle.CUSTOMER, Lifecycle.INACTIVE, Lifecycle.LEAD)


@dataclass(frozen=True)
class Option:
    """A value that may stay: the customer who has it (or ``both``), how it reads, whether it stays as things are."""

    value: str
    said: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """A field in which the records differ."""

    key: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Clash:
    """Rows of which only one may stay under one customer. ``chosen`` is the row that stays (0 = nobody said yet)."""

    key: str
    said: str
    link: Link
    rule: str
    rows: tuple[int, ...]
    options: tuple[Option, ...]
    chosen: int
    mark: str  # the mark that the others lose ("is_main"); "" = the others go

    @property
    def gone(self) -> list[int]:
        """The rows that will not be there afterwards."""
        return [] if self.mark else [pk for pk in self.rows if pk != (self.chosen or self.rows[0])]


@dataclass(frozen=True)
class Keeping:
    """A refusal that stays in force although another record said yes later."""

    channel: str
    purpose: str
    said: str


@dataclass
class Plan:
    """The whole of a merge. ``values`` are the columns of the winner afterwards; ``moves`` counts rows by link."""

    winner: Customer
    losers: list[Customer]
    choices: list[Choice]
    values: dict[str, Any]
    moves: dict[str, int]
    told: list[tuple[str, int]]
    clashes: list[Clash]
    refusals: list[Keeping]
    blocked: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.blocked and all(clash.chosen for clash in self.clashes)

    @property
    def seal(self) -> str:
        """Changes whenever anything that the page shows changes."""
        shown = [
            [(one.pk, one.version) for one in (self.winner, *self.losers)],
            self.moves,
            [(clash.rule, clash.rows) for clash in self.clashes],
            [(one.channel, one.purpose) for one in self.refusals],
        ]
        text = json.dumps(shown, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def plan(customers: Sequence[Customer], *, winner_id: int, picks: Mapping[str, str]) -> Plan:
    """What merging these into ``winner_id`` would do. ``picks`` maps "name", "custom.<code>"… to the id of the
    customer whose value stays (or "both"), and "clash.<n>" to the row that stays."""
    winner = next(one for one in customers if one.pk == winner_id)
    losers = sorted((one for one in customers if one.pk != winner_id), key=lambda one: one.pk)
    ordered = [winner, *losers]
    choices, values = _fields(ordered, picks)
    custom_choices, values["custom"] = _custom(ordered, picks)
    clashes, moves, told = _rows(ordered, picks)
    return Plan(
        winner=winner,
        losers=losers,
        choices=[*choices, *custom_choices],
        values=values,
        moves=moves,
        told=told,
        clashes=clashes,
        refusals=_refusals(ordered),
        blocked=_blocked(ordered, values),
    )


def _fields(ordered: list[Customer], picks: Mapping[str, str]) -> tuple[list[Choice], dict[str, Any]]:
    choices: list[Choice] = []
    values: dict[str, Any] = {}
    ids = {one.pk for one in ordered}
    for key, label, columns in GROUPS:
        rows = [one for one in ordered if _filled(one, key, columns)]
        if key == "parent":
            rows = [one for one in rows if one.parent_id not in ids]
        different = list({_content(one, key, columns): one for one in reversed(rows)}.values())[::-1]
        stays, both = _stays(key, rows, different, picks)
        source = stays or ordered[0]
        values |= {column: getattr(source, column) for column in columns}
        if key == "parent" and stays is None:
            values["parent_id"] = None
        if both:
            values[key] = "\n\n".join(getattr(one, key) for one in different)
        if len(different) > 1:
            options = [Option(str(one.pk), _said(one, key), not both and one.pk == source.pk) for one in different]
            if key in TEXTS:
                options.append(Option(BOTH, "Los dos, uno bajo otro", both))
            choices.append(Choice(key, label, tuple(options)))
    return choices, values


def _stays(
    key: str, rows: list[Customer], different: list[Customer], picks: Mapping[str, str]
) -> tuple[Customer | None, bool]:
    """Whose value stays, and whether both do: what was chosen, else the winner's, else the first that has one."""
    pick = picks.get(key, "")
    both = key in TEXTS and len(different) > 1 and pick in (BOTH, "")
    chosen = next((one for one in different if str(one.pk) == pick), None)
    if chosen or not rows:
        return chosen, both
    if key == "lifecycle":
        return min(rows, key=lambda one: STAGES.index(Lifecycle(one.lifecycle))), False
    if key == "since":
        return min(rows, key=lambda one: one.since), False  # type: ignore[arg-type,return-value]  # only filled ones
    return rows[0], both


def _filled(customer: Customer, key: str, columns: tuple[str, ...]) -> bool:
    if key == "document":
        return bool(customer.document_number)
    return any(getattr(customer, column) not in ("", None) for column in columns if column != "phone_verified")


def _content(customer: Customer, key: str, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(customer, column) for column in columns)


def _said(customer: Customer, key: str) -> str:
    """A value as people read it."""
    match key:
        case "name":
            return f"{customer.name} ({customer.get_kind_display().lower()})"
        case "document":
            return f"{customer.document_number} ({customer.get_document_kind_display()})"
        case "address":
            parts = (customer.street, customer.district, customer.city, customer.region, customer.postal_code)
            return ", ".join(dict.fromkeys(part for part in parts if part))
        case "birth_date" | "since":
            return formatting.day(getattr(customer, key), today=house.current().today)
        case "gender" | "lifecycle":
            return str(getattr(customer, f"get_{key}_display")())
    return str(getattr(customer, key))


def _custom(ordered: list[Customer], picks: Mapping[str, str]) -> tuple[list[Choice], dict[str, Any]]:
    """The company's own fields, one by one."""
    choices, values = [], {}
    for code in sorted({code for one in ordered for code in one.custom}):
        rows = [one for one in ordered if one.custom.get(code) not in (None, "", [])]
        different = list({json.dumps(one.custom[code], sort_keys=True): one for one in reversed(rows)}.values())[::-1]
        if not rows:
            continue
        stays = next((one for one in different if str(one.pk) == picks.get(f"custom.{code}")), rows[0])
        values[code] = stays.custom[code]
        if len(different) > 1:
            options = tuple(Option(str(one.pk), str(one.custom[code]), one is stays) for one in different)
            choices.append(Choice(f"custom.{code}", code.replace("_", " ").capitalize(), options))
    return choices, values


def _rows(
    ordered: list[Customer], picks: Mapping[str, str]
) -> tuple[list[Clash], dict[str, int], list[tuple[str, int]]]:
    """What moves, counted, and what cannot stand together."""
    ids, losers = [one.pk for one in ordered], [one.pk for one in ordered[1:]]
    clashes: list[Clash] = []
    moves: dict[str, int] = {}
    told: dict[str, int] = {}
    for link in links():
        count = link.rows(losers, besides=ids).count()
        if not count:
            continue
        for name, others, condition in link.rules:
            found = _clashes(link, name, others, condition, ids, picks, len(clashes))
            gone = [
                pk for clash in found if not clash.mark for pk in clash.rows if pk != (clash.chosen or clash.rows[0])
            ]
            count -= link.rows(losers, besides=ids).filter(pk__in=gone).count() if gone else 0
            clashes += found
        if count:
            moves[link.key] = count
            told[link.label] = told.get(link.label, 0) + count
    return clashes, moves, sorted(told.items(), key=lambda pair: -pair[1])


def _clashes(
    link: Link, name: str, others: tuple[str, ...], condition: Any, ids: list[int], picks: Mapping[str, str], start: int
) -> list[Clash]:
    rows = link.model._base_manager.filter(**{f"{link.field}__in": ids})
    if condition is not None:
        rows = rows.filter(condition)
    groups = rows.order_by().values(*others).annotate(many=Count("pk")).filter(many__gt=1) if others else None
    found: list[Clash] = []
    for group in groups if groups is not None else [{}]:
        same = list(rows.filter(**{one: group[one] for one in others}).order_by("pk"))
        if len(same) < 2:
            continue
        key = f"clash.{start + len(found)}"
        pks = tuple(row.pk for row in same)
        # Rows that say the same (one category twice) need no answer: the winner's stays, else the first.
        equal = len({_sense(row, link) for row in same}) == 1
        first = next((row.pk for row in same if getattr(row, f"{link.field}_id") == ids[0]), pks[0])
        chosen = first if equal else next((pk for pk in pks if str(pk) == picks.get(key)), 0)
        by_id = {row.pk: getattr(row, f"{link.field}_id") for row in same}
        options = tuple(Option(str(row.pk), f"{row} (ficha {by_id[row.pk]})", row.pk == chosen) for row in same)
        said = f"Solo puede quedar uno en {link.model._meta.verbose_name_plural}: ¿cuál?"
        found.append(Clash(key, "" if equal else said, link, name, pks, options, chosen, _mark(condition)))
    return found


def _mark(condition: Any) -> str:
    """The mark of a rule that holds only for marked rows ("principal"): what a row can lose and stay."""
    children = condition.children if isinstance(condition, Q) else []
    names = [child[0] for child in children if isinstance(child, tuple) and child[1] is True]
    return next((name for name in names if name.startswith("is_") and name != "is_active"), "")


def _sense(row: Any, link: Link) -> tuple[Any, ...]:
    names = [one.attname for one in row._meta.concrete_fields if not one.primary_key and one.name != link.field]
    return tuple(str(getattr(row, name)) for name in names if name not in ("created_at", "updated_at", "version"))


def _refusals(ordered: list[Customer]) -> list[Keeping]:
    """Where one record says no and the newest answer of all would be a yes."""
    answers = answers_of([one.pk for one in ordered])
    everything = [answer for found in answers.values() for answer in found]
    kept = []
    for channel, purpose in sorted({(one.channel, one.purpose) for one in everything if not one.granted}):
        same = [one for one in everything if (one.channel, one.purpose) == (channel, purpose)]
        if max(same, key=lambda one: one.given_at).granted:
            said = f"{PURPOSE_WORDS[purpose]} por {CHANNEL_WORDS[channel]}"  # type: ignore[index]  # same strings
            kept.append(Keeping(channel, purpose, said))
    return kept


def _blocked(ordered: list[Customer], values: dict[str, Any]) -> list[str]:
    """What no choice can mend."""
    blocked = []
    for one in ordered:
        if one.merged_into_id:
            blocked.append(f"{one.name} ({one.code}) ya se unió a otra ficha.")
        if one.erased_at:
            blocked.append(f"{one.code} pidió que se borraran sus datos: esa ficha no se une a otra.")
    ids = {one.pk for one in ordered}
    above, seen = values["parent_id"], set(ids)
    while above is not None and above not in seen:
        seen.add(above)
        above = Customer.objects.values_list("parent_id", flat=True).filter(pk=above).first()
    if above in ids:
        blocked.append("Una de estas fichas depende de otra por el camino largo: cambia antes a quién pertenece.")
    return blocked
