"""Columns of a list: one definition serves the screen, the telephone and the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formatting, house
from core.formatting import ABSENT, Locale

Show = Callable[[Any], Any]
NUMBERS = frozenset({"money", "integer", "decimal", "percent"})


@dataclass(frozen=True)
class Voice:
    """How a page says numbers and days."""

    locale: Locale
    today: date


class Col(tables.Column):
    """A column. ``at`` is the path of its value (``standing__monetary``), ``raw`` a function of the record instead.

    ``kind``: text, integer, decimal, money, percent (a ratio), date, datetime. ``show(record)`` replaces what the
    screen says (the file still gets the value); ``second(record)`` adds a small second line, as text or as
    ``(text, tone)``; ``to(record)`` makes it the row's link. ``roles`` hides it from everybody else, on screen and in
    files. ``phone``: "main" (the name), "figure", "act", "" = not on the telephone. ``drawn``: no file can hold it.
    """

    def __init__(
        self,
        label: str,
        *,
        at: str = "",
        raw: Show | None = None,
        kind: str = "text",
        show: Show | None = None,
        second: Show | None = None,
        to: Show | None = None,
        sort: str = "",
        roles: frozenset[str] = frozenset(),
        phone: str = "",
        drawn: bool = False,
        decimals: int = 2,
        hint: str = "",
    ) -> None:
        super().__init__(verbose_name=label, empty_values=(), orderable=False, accessor=at or None)
        self.label, self.path, self.kind, self.decimals, self.hint = label, at, kind, decimals, hint
        self.raw_of, self.show, self.second, self.to = raw, show, second, to
        self.sort, self.roles, self.phone, self.drawn = sort, roles, phone, drawn

    @property
    def css(self) -> str:
        """Classes of its cells."""
        place = {"main": "cell-main", "figure": "cell-figure", "act": "cell-act"}.get(self.phone, "")
        return " ".join(part for part in ("num" if self.kind in NUMBERS else "", place) if part)

    def visible_to(self, user: Any) -> bool:
        return not self.roles or bool(self.roles & getattr(user, "roles", frozenset()))

    def raw(self, record: Any) -> Any:
        """The plain value, for files and for the cursor."""
        if self.raw_of is not None:
            return self.raw_of(record)
        return walk(record, self.path)

    def render(self, record: Any, voice: Voice) -> SafeString | str:
        shown = self.show(record) if self.show else say(self.raw(record), self, voice.locale, voice.today)
        if self.to is not None:
            shown = format_html('<a class="cell-link" href="{}">{}</a>', self.to(record), shown)
        second = self.second(record) if self.second else None
        if not second:
            return shown
        text, tone = second if isinstance(second, tuple) else (second, "")
        css = f"cell-second {tone}" if tone else "cell-second"
        return format_html('{}<span class="{}">{}</span>', shown, css, text)


class ListTable(tables.Table):
    """The columns of a list, declared as attributes. The machine draws the cells itself: making and filling one of
    these per request (copies of all columns, the signature of ``render`` looked up per cell) took half of the page."""


def walk(record: Any, path: str) -> Any:
    """``standing__monetary`` of a record; ``None`` where the way breaks off."""
    for part in path.split("__"):
        record = getattr(record, part, None)
        if record is None:
            return None
    return record


def say(value: Any, column: Col, locale: Locale, today: date) -> str:
    """A value as people read it; "–" where there is none."""
    if value is None or value == "":
        return ABSENT
    kind = column.kind
    if kind == "money":
        return formatting.money(value, locale, decimals=column.decimals)
    if kind == "percent":
        return formatting.percent(value, locale, decimals=0)
    if kind == "integer":
        return formatting.number(value, locale)
    if kind == "decimal":
        whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return formatting.number(value, locale, decimals=0 if whole else column.decimals)
    if isinstance(value, datetime):
        local = value.astimezone(house.current().zone)
        return f"{formatting.day_short(local, today=today)} {local:%H:%M}"
    if isinstance(value, date):
        return formatting.day_short(value, today=today)
    return str(value)
