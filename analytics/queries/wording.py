"""Figures and sentences: what a page says before it shows a picture.

A finding is a row of pieces: plain text, and figures with the page of the rows behind them. One template part draws
them, so that every figure of the house looks, links and explains itself the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import formatting, house
from core.formatting import Locale, Number


@dataclass(frozen=True)
class Piece:
    """A part of a sentence. ``url`` leads to the rows behind a figure; ``tone`` is "good" or "bad" for the business;
    ``bare`` is plain text between figures."""

    text: str
    url: str = ""
    tone: str = ""
    bare: bool = False


@dataclass(frozen=True)
class Finding:
    """A sentence that says something worth knowing, and how its figures were computed."""

    pieces: tuple[Piece, ...]
    why: str = ""

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def say(*parts: "str | Piece", why: str = "") -> Finding:
    """A finding of plain texts and figures."""
    return Finding(tuple(part if isinstance(part, Piece) else Piece(part, bare=True) for part in parts), why)


@dataclass(frozen=True)
class WorkRow:
    """One thing to do: what and for whom, why, what it is worth, and one verb with the place where it is done."""

    title: str
    detail: str
    act: str
    act_url: str
    icon: str = "point"
    figure: str = ""
    figure_label: str = ""
    url: str = ""
    act_icon: str = ""


@dataclass(frozen=True)
class Voice:
    """How this company says numbers, money and days, bound once for a page."""

    locale: Locale
    today: date

    def money(self, value: Number | None) -> str:
        """``S/ 33,710``, for summaries."""
        return formatting.money_short(value, self.locale)

    def cents(self, value: Number | None) -> str:
        """``S/ 33,710.20``, for rows."""
        return formatting.money(value, self.locale)

    def signed_money(self, value: Number | None) -> str:
        return formatting.money_signed(value, self.locale)

    def number(self, value: Number | None, decimals: int = 0) -> str:
        return formatting.number(value, self.locale, decimals=decimals)

    def signed(self, value: Number | None) -> str:
        return formatting.number_signed(value, self.locale)

    def short(self, value: Number | None) -> str:
        """``33.7 k``, for cells of a map."""
        return formatting.number_short(value, self.locale)

    def money_compact(self, value: Number | None) -> str:
        """``S/ 1.3 M``, where there is no room for more."""
        return f"{self.locale.symbol}{formatting.NBSP}{self.short(value)}"

    def percent(self, value: Number | None) -> str:
        """A ratio as ``8 %``; what is under half a point is not called zero."""
        if value is not None and value and abs(Decimal(str(value))) < Decimal("0.005"):
            return f"menos de 1{formatting.NBSP}%"
        return formatting.percent(value, self.locale)

    def count(self, value: int, one: str, many: str) -> str:
        return formatting.plural(value, one, many, self.locale)

    def week(self, value: str) -> str:
        return formatting.week(value, today=self.today)

    def day(self, value: date | None) -> str:
        return formatting.day(value, today=self.today)

    def day_long(self, value: date | None) -> str:
        return formatting.day_long(value, today=self.today)

    def ago(self, value: date | int | None) -> str:
        return formatting.ago(value, today=self.today)

    def compared(self, now: Number, before: Number, *, more_is: str = "good") -> Piece:
        """``8 % menos``, with its tone for the business."""
        return Piece(formatting.change(now, before, self.locale), tone=tone(now, before, more_is=more_is))


def voice(*, today: date | None = None) -> Voice:
    """The voice of this company; ``today`` only for tests."""
    facts = house.current()
    return Voice(facts.locale, today or facts.today)


def tone(now: Number, before: Number, *, more_is: str = "good") -> str:
    """``good`` or ``bad`` for the business; nothing where it hardly moved or nothing stood before."""
    if before <= 0:
        return ""
    change = Decimal(str(now)) / Decimal(str(before)) - 1
    if abs(change) < Decimal("0.005"):
        return ""
    worse = "bad" if more_is == "good" else "good"
    return more_is if change > 0 else worse


def listed(words: Iterable[str]) -> str:
    """``a, b y c``; ``e`` before the sound i."""
    known = [word for word in words if word]
    if len(known) < 2:
        return "".join(known)
    last = known[-1].lower()
    joint = "e" if last.startswith(("i", "hi")) and not last.startswith(("hia", "hie", "io")) else "y"
    return f"{', '.join(known[:-1])} {joint} {known[-1]}"
