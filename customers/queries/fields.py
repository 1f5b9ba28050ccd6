"""The one registry of fields of a customer: the built-in ones and those that the company defines (MUC).

Forms, page, list (columns, filters, order), saved views, export, import, audiences and reports all ask it, so that a
field means the same everywhere. Own fields carry the code ``custom.<code>``; their values live in ``Customer.custom``:
text and options as text, numbers and money as JSON numbers, days as ISO text, yes/no as a boolean, several options and
products (by SKU) as lists. What is empty has no key.
"""

import json
import time
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DecimalField,
    Expression,
    F,
    Func,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Contains, Regex

from company.queries import today
from core import formatting
from core.database import Norm
from core.imports.values import Bad, Formats, as_text, parse_boolean, parse_date, parse_decimal, plain
from core.slots import PRODUCT_LOOKUP
from customers.enums import FieldType, Gender, Kind, Lifecycle, Segment
from customers.models import Customer, CustomField

PREFIX = "custom."
FRESH_SECONDS = 5.0
LONGEST_TEXT = 500
MOST_CHOSEN = 200
LARGEST = Decimal(10) ** 12
EVERY_KIND = frozenset(Kind.values)
COMPANIES = frozenset({Kind.COMPANY.value, Kind.CORPORATE.value})
PERSONS = frozenset({Kind.PERSON.value})
LISTS = frozenset({FieldType.CHOICES.value, FieldType.PRODUCTS.value})
NUMBERS = frozenset({FieldType.NUMBER.value, FieldType.MONEY.value})
# How the list and its files write each type.
COLUMN_KINDS = {FieldType.NUMBER: "decimal", FieldType.MONEY: "money", FieldType.DATE: "date"}


class _Jsonb(Func):
    """Is the value of a key of that type? A stray one of another type must not break a cast or a comparison."""

    conditional = True
    output_field = BooleanField()
    template = "jsonb_typeof(%(expressions)s) = '%(kind)s'"
    arg_joiner = " -> "

    def __init__(self, key: str, kind: str) -> None:
        super().__init__(F("custom"), Value(key, TextField()), kind=kind)


class _JsonbBound(Func):
    """``custom -> key >= value`` in the order of jsonb: numbers as numbers, ISO days as text."""

    conditional = True
    output_field = BooleanField()
    template = "(%(expressions)s)"

    def __init__(self, key: str, op: str, value: Any) -> None:
        held = Func(F("custom"), Value(key, TextField()), arg_joiner=" -> ", template="(%(expressions)s)")
        bound = Cast(Value(json.dumps(value), TextField()), JSONField())
        super().__init__(held, bound, arg_joiner=" >= " if op == "from" else " <= ")


@dataclass(frozen=True)
class FieldInfo:
    """One field of a customer.

    ``code`` is its name everywhere (addresses, MAP.json, columns); ``path`` the ORM path of a built-in one;
    ``options`` (value, label) of choices; ``kinds`` the kinds of customer that have it. ``asked`` says whether forms
    ask for it today: own fields have a switch and days of validity.
    """

    code: str
    label: str
    group: str
    type: str
    path: str = ""
    kinds: frozenset[str] = EVERY_KIND
    required_for: frozenset[str] = frozenset()
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    in_list: bool = False
    is_active: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    labels: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @property
    def is_custom(self) -> bool:
        return self.code.startswith(PREFIX)

    @property
    def key(self) -> str:
        """The key inside ``Customer.custom``."""
        return self.code.removeprefix(PREFIX)

    @property
    def column_kind(self) -> str:
        """Kind of its column on screen and in files: text, decimal, money, date."""
        return COLUMN_KINDS.get(FieldType(self.type), "text")

    def asked(self, on: date) -> bool:
        """Do forms ask for it on that day of the company?"""
        begun = self.valid_from is None or self.valid_from <= on
        return self.is_active and begun and (self.valid_to is None or on <= self.valid_to)

    # ── values ─────────────────────────────────────────────────────────────────────────────────────────

    def read(self, customer: Any) -> Any:
        """Its value of a customer: text, Decimal, date, bool, list of texts, or ``None``."""
        if not self.is_custom:
            held: Any = customer
            for part in self.path.split("__"):
                held = getattr(held, part, None)
            return None if held == "" else held
        return self.from_json((customer.custom or {}).get(self.key))

    def from_json(self, held: Any) -> Any:
        """The typed value of what ``custom`` holds; what is of another type reads as nothing."""
        if held in (None, "", []):
            return None
        if self.type in NUMBERS:
            return None if isinstance(held, bool | str | list) else Decimal(str(held))
        if self.type == FieldType.DATE:
            return _day(held)
        if self.type == FieldType.BOOLEAN:
            return held if isinstance(held, bool) else None
        if self.type in LISTS:
            return [str(one) for one in held] if isinstance(held, list) else [str(held)]
        return str(held)

    def to_json(self, value: Any) -> Any:
        """What ``custom`` keeps of a typed value; ``None`` = nothing."""
        if value in (None, "", []):
            return None
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, date):
            return value.isoformat()
        return value

    def word(self, value: Any, locale: formatting.Locale, *, on: date, names: dict[str, str] | None = None) -> str:
        """How people read a typed value; ``names`` gives products their names by SKU. Empty for nothing."""
        if value in (None, "", []):
            return ""
        if isinstance(value, bool):
            return "Sí" if value else "No"
        if isinstance(value, list):
            return ", ".join((names or {}).get(one, one) for one in value)
        if isinstance(value, date):
            return formatting.day(value, today=on)
        if self.type == FieldType.MONEY:
            return formatting.money(value, locale)
        if isinstance(value, Decimal | int):
            exact = Decimal(value)
            decimals = max(0, -int(exact.normalize().as_tuple().exponent))
            return formatting.number(exact, locale, decimals=min(decimals, 4))
        return self.label_of(str(value))

    def label_of(self, value: str) -> str:
        """The label of an option; the value itself where it is no longer offered."""
        return self.labels.get(value, value)

    def parse(self, cell: Any, formats: Formats) -> Any:
        """The typed value of a text or cell; raises :class:`Bad` with the Spanish reason. Products are not looked up
        here (``unknown_products`` asks for many at once)."""
        text = as_text(cell)
        if not text:
            return None
        if self.type in NUMBERS:
            return self._number(parse_decimal(cell, formats))
        if self.type == FieldType.DATE:
            return parse_date(cell, formats)
        if self.type == FieldType.BOOLEAN:
            return parse_boolean(cell, formats)
        if self.type == FieldType.CHOICE:
            return self._option(text)
        if self.type in LISTS:
            parts = [part.strip() for part in text.replace("|", ";").replace("\n", ";").split(";")]
            return self._several([part for part in parts if part])
        if len(text) > LONGEST_TEXT:
            raise Bad(f"tiene {len(text)} caracteres; caben {LONGEST_TEXT}")
        return text

    def check(self, value: Any) -> Any:
        """The typed value of what a form or a program gives, typed or as text; raises :class:`Bad`."""
        if isinstance(value, list | tuple):
            return self._several([str(one).strip() for one in value if str(one).strip()])
        if isinstance(value, bool) and self.type == FieldType.BOOLEAN:
            return value
        if isinstance(value, date) and self.type == FieldType.DATE:
            return value
        if isinstance(value, Decimal) and self.type in NUMBERS:
            return self._number(value)
        return self.parse(value, Formats())

    def _number(self, number: Decimal) -> Decimal:
        places = 2 if self.type == FieldType.MONEY else 4
        if number != round(number, places):
            raise Bad(f"«{number}» tiene más de {places} decimales")
        if abs(number) >= LARGEST:
            raise Bad(f"«{number}» es demasiado grande")
        return number

    def _option(self, text: str) -> str:
        flat = plain(text)
        for value, label in self.options:
            if text == value or flat in (plain(value), plain(label)):
                return value
        known = ", ".join(label for _, label in self.options[:12])
        raise Bad(f"«{text[:60]}» no está entre sus opciones: {known}")

    def _several(self, parts: list[str]) -> list[str] | None:
        found = [self._option(part) if self.type == FieldType.CHOICES else part[:40] for part in parts]
        if len(found) > MOST_CHOSEN:
            raise Bad(f"son {len(found)}; caben {MOST_CHOSEN}")
        return list(dict.fromkeys(found)) or None

    # ── SQL ────────────────────────────────────────────────────────────────────────────────────────────

    def expression(self) -> Expression | F:
        """Its value as a typed SQL expression over ``Customer``: for order, sums and reports. Lists give their text."""
        if not self.is_custom:
            return F(self.path)
        text = Cast(KeyTextTransform(self.key, "custom"), TextField())
        if self.type in NUMBERS:
            number = Cast(text, DecimalField(max_digits=20, decimal_places=4))
            return Case(When(_Jsonb(self.key, "number"), then=number))
        if self.type == FieldType.DATE:
            return Case(When(Regex(text, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), then=Cast(text, DateField())))
        return text

    def where(self, op: str, value: Any = None) -> Q:
        """Condition over ``Customer``. ``op``: is, any (of a list), has (part of the text), from, to, filled, empty.

        "is" and "any" of own fields are containments, which the GIN index on ``custom`` serves.
        """
        if not self.is_custom:
            return self._where_column(op, value)
        if op in ("filled", "empty"):
            return Q(custom__has_key=self.key) if op == "filled" else ~Q(custom__has_key=self.key)
        if op == "has":
            return Q(Contains(Norm(KeyTextTransform(self.key, "custom")), Norm(Value(str(value)))))
        if op in ("from", "to"):
            kind = "number" if self.type in NUMBERS else "string"
            return Q(_Jsonb(self.key, kind)) & Q(_JsonbBound(self.key, op, self.to_json(value)))
        found = Q(pk__in=[])
        for one in value if op == "any" else [value]:
            held = self.to_json(one)
            found |= Q(custom__contains={self.key: [held] if self.type in LISTS else held})
        return found

    def _where_column(self, op: str, value: Any) -> Q:
        if op in ("filled", "empty"):
            textual = self.type in (FieldType.TEXT, FieldType.CHOICE)
            empty = Q(**{f"{self.path}__isnull": True}) | (Q(**{self.path: ""}) if textual else Q())
            return empty if op == "empty" else ~empty
        lookup = {"is": "", "any": "__in", "has": "__icontains", "from": "__gte", "to": "__lte"}[op]
        return Q(**{f"{self.path}{lookup}": value})


def _day(held: Any) -> date | None:
    try:
        return date.fromisoformat(held)
    except (TypeError, ValueError):
        return None


def _built_in(code: str, label: str, group: str, type_: str = FieldType.TEXT, **more: Any) -> FieldInfo:
    options = tuple(more.pop("options", ()))
    return FieldInfo(
        code, label, group, str(type_), more.pop("path", code), options=options, labels=dict(options), **more
    )


WHO, PLACE, FILE, US = "Quién es", "Cómo se le encuentra", "Ficha de empresa", "Con nosotros"
BUILT_IN: tuple[FieldInfo, ...] = (
    _built_in("code", "Código", US),
    _built_in("name", "Nombre", WHO),
    _built_in("kind", "Clase", WHO, FieldType.CHOICE, options=Kind.choices),
    _built_in("document_number", "Documento", WHO),
    _built_in("birth_date", "Fecha de nacimiento", WHO, FieldType.DATE, kinds=PERSONS),
    _built_in("gender", "Género", WHO, FieldType.CHOICE, options=Gender.choices, kinds=PERSONS),
    _built_in("stratum", "Estrato", WHO, FieldType.NUMBER),
    _built_in("preferences", "Preferencias", WHO),
    _built_in("phone", "Teléfono", PLACE),
    _built_in("email", "Correo", PLACE),
    _built_in("street", "Dirección", PLACE),
    _built_in("district", "Distrito", PLACE),
    _built_in("city", "Ciudad", PLACE),
    _built_in("region", "Departamento o región", PLACE),
    _built_in("postal_code", "Código postal", PLACE),
    _built_in("country", "País", PLACE),
    _built_in("legal_name", "Razón social", FILE, kinds=COMPANIES),
    _built_in("vision", "Visión", FILE, kinds=COMPANIES),
    _built_in("activity_code", "Actividad económica (CIIU)", FILE, kinds=COMPANIES),
    _built_in("employees", "Empleados", FILE, FieldType.NUMBER, kinds=COMPANIES),
    _built_in("legal_representative", "Representante legal", FILE, kinds=COMPANIES),
    _built_in("lifecycle", "Etapa", US, FieldType.CHOICE, options=Lifecycle.choices),
    _built_in("since", "Cliente desde", US, FieldType.DATE),
    _built_in("notes", "Notas", US),
    _built_in("segment", "Segmento", US, FieldType.CHOICE, options=Segment.choices, path="standing__segment"),
    _built_in("monetary", "Compró", US, FieldType.MONEY, path="standing__monetary"),
    _built_in("frequency", "Pedidos", US, FieldType.NUMBER, path="standing__frequency"),
    _built_in("last_order_on", "Última compra", US, FieldType.DATE, path="standing__last_order_on"),
)

_kept: tuple[float, tuple[FieldInfo, ...]] | None = None


def custom_fields() -> tuple[FieldInfo, ...]:
    """The company's own fields in their order, also those that are no longer asked: at most five seconds old in this
    process, one query. ``forget`` drops them after a change."""
    global _kept
    moment = time.monotonic()
    if _kept is None or moment - _kept[0] > FRESH_SECONDS:
        rows = CustomField.objects.select_related("group").order_by("group__order", "group__name", "order", "label")
        _kept = (moment, tuple(_info(row) for row in rows))
    return _kept[1]


def forget() -> None:
    """Read the own fields anew at the next call."""
    global _kept
    _kept = None


def _info(row: CustomField) -> FieldInfo:
    options = tuple((str(one), str(one)) for one in row.options)
    return FieldInfo(
        code=f"{PREFIX}{row.code}",
        label=row.label,
        group=row.group.name,
        type=row.field_type,
        kinds=frozenset(row.kinds or Kind.values),
        required_for=frozenset(row.required_for),
        help=row.help_text,
        options=options,
        in_list=row.in_list,
        is_active=row.is_active,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        labels=dict(options),
    )


def all_fields() -> tuple[FieldInfo, ...]:
    """Every field of a customer: built-in ones, then the own ones that are switched on."""
    return (*BUILT_IN, *(info for info in custom_fields() if info.is_active))


def field_of(code: str) -> FieldInfo:
    """A field by its code ("city", "custom.tamano"), switched on or not; raises ``KeyError``."""
    for info in (*BUILT_IN, *custom_fields()):
        if info.code == code:
            return info
    raise KeyError(code)


def asked_of(kind: str, *, on: date | None = None) -> list[FieldInfo]:
    """The own fields that the form of this kind of customer asks on a day (today, if not given)."""
    day = on or today()
    return [info for info in custom_fields() if kind in info.kinds and info.asked(day)]


def unknown_products(skus: set[str]) -> set[str]:
    """Those of the SKUs that the catalogue does not know: one question. Without a catalogue all are taken."""
    if not skus or "names" not in PRODUCT_LOOKUP:
        return set()
    return skus - set(product_names(skus))


def product_names(skus: set[str]) -> dict[str, str]:
    """Names of products by SKU, from whoever keeps the catalogue."""
    if not skus or "names" not in PRODUCT_LOOKUP:
        return {}
    found: dict[str, str] = PRODUCT_LOOKUP.get("names")(sorted(skus))
    return found


def checked_values(values: dict[str, Any]) -> dict[str, Any]:
    """What ``custom`` keeps of ``{code without prefix: value}``: typed and checked here for every door.

    ``None`` = take the value away. Raises :class:`BadField` for an unknown field or a value of another type.
    """
    known = {info.key: info for info in custom_fields()}
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise BadField(key, f"No existe el campo «{key}».")
        try:
            found[key] = known[key].to_json(known[key].check(value)) if value is not None else None
        except Bad as error:
            raise BadField(key, f"{known[key].label}: {error}.") from error
    products = {key: found[key] for key in found if known[key].type == FieldType.PRODUCTS and found[key]}
    unknown = unknown_products({sku for skus in products.values() for sku in skus})
    for key, skus in products.items():
        if missing := [sku for sku in skus if sku in unknown]:
            raise BadField(key, f"{known[key].label}: no hay un producto con el código {missing[0]}.")
    return found


class BadField(ValueError):
    """A value that its field cannot hold; ``key`` without prefix, ``str()`` the Spanish sentence."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Worded:
    """A group of fields of one customer in words."""

    title: str
    rows: list[tuple[str, str]]


def worded(customer: Customer, locale: formatting.Locale, *, on: date) -> list[Worded]:
    """The filled own fields of a customer by group. At most one query, and only where products are listed."""
    held = [(info, info.read(customer)) for info in custom_fields() if info.is_active]
    filled = [(info, value) for info, value in held if value is not None and customer.kind in info.kinds]
    names = product_names({sku for info, value in filled if info.type == FieldType.PRODUCTS for sku in value})
    groups: dict[str, list[tuple[str, str]]] = {}
    for info, value in filled:
        groups.setdefault(info.group, []).append((info.label, info.word(value, locale, on=on, names=names)))
    return [Worded(title, rows) for title, rows in groups.items()]


def uses_of(code: str) -> int:
    """How many customers have a value of the own field (key without prefix). Walks the table: for set-up only."""
    return Customer.objects.filter(custom__has_key=code).count()
