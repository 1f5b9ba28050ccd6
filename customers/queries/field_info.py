"""What one field of a customer is: how it is read, worded, parsed, kept and asked for in SQL.

Own fields carry the code ``custom.<code>``; their values live in ``Customer.custom``: text and options as text, numbers
and money as JSON numbers, days as ISO text, yes/no as a boolean, several options and products (by SKU) as lists. What
is empty has no key.
"""

import json
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

from core import formatting
from core.database import Norm
from core.imports.values import Bad, Formats, as_text, parse_boolean, parse_date, parse_decimal, plain
from customers.enums import FieldType, Kind

PREFIX = "custom."
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
            known = names or {}
            return ", ".join(known.get(str(one), str(one)) for one in value)
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
        found: list[str] = [self._option(part) if self.type == FieldType.CHOICES else part[:40] for part in parts]
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
