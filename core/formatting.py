"""How the house says money, numbers and dates. Pure Python: templates, exports and tests share these functions.

Everything that depends on the country comes in as a ``Locale``; the day of today comes in as ``today``. No-break
spaces keep a figure and its unit together; minus is the true sign "−".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
ABSENT: Final = "–"

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS: Final = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

Number = int | float | Decimal


@dataclass(frozen=True)
class Locale:
    """Separators of a country and the sign of the company's currency."""

    country: str = "PE"
    currency: str = "PEN"
    symbol: str = "S/"
    symbol_after: bool = False
    decimal: str = "."
    thousands: str = ","

    @property
    def plotly_separators(self) -> str:
        """Decimal and thousands mark as Plotly's ``layout.separators`` wants them."""
        return self.decimal + self.thousands


_SEPARATORS: Final = {"PE": (".", ","), "MX": (".", ","), "CO": (",", "."), "ES": (",", ".")}
_SYMBOLS: Final = {"PEN": "S/", "COP": "$", "MXN": "$", "EUR": "€", "USD": "US$"}


def locale_for(*, country: str, currency: str) -> Locale:
    """Locale of a country (ISO 3166, two letters) and currency (ISO 4217); unknown ones are written like in Peru."""
    decimal, thousands = _SEPARATORS.get(country, (".", ","))
    return Locale(
        country=country,
        currency=currency,
        symbol=_SYMBOLS.get(currency, currency),
        symbol_after=currency == "EUR",
        decimal=decimal,
        thousands=thousands,
    )


def number(value: Number | None, locale: Locale, *, decimals: int = 0) -> str:
    """``1234.5`` as "1,235" (Peru) with so many ``decimals``, rounded half up; "–" for ``None``."""
    if value is None:
        return ABSENT
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    text = text.replace(",", "\0").replace(".", locale.decimal).replace("\0", locale.thousands)
    return (MINUS if rounded < 0 else "") + text


def money(value: Number | None, locale: Locale, *, decimals: int = 2) -> str:
    """Amount in the company's currency: "S/ 12,430.50"; "–" for ``None``."""
    if value is None:
        return ABSENT
    text = number(value, locale, decimals=decimals)
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    if locale.symbol_after:
        return f"{sign}{digits}{NBSP}{locale.symbol}"
    return f"{sign}{locale.symbol}{NBSP}{digits}"


def money_short(value: Number | None, locale: Locale) -> str:
    """Amount without decimals, for summaries: "S/ 33,710"."""
    return money(value, locale, decimals=0)


def money_signed(value: Number | None, locale: Locale) -> str:
    """A movement of money with its sign, without decimals: "+S/ 8,210", "−S/ 9,420"."""
    text = money_short(value, locale)
    return "+" + text if value is not None and value > 0 and not text.startswith(MINUS) else text


def number_signed(value: Number | None, locale: Locale) -> str:
    """A movement in units with its sign: "+8", "−4", "0"."""
    text = number(value, locale)
    return "+" + text if value is not None and value > 0 else text


def number_short(value: Number | None, locale: Locale) -> str:
    """For the ticks of an axis: "60 k", "1.2 M"."""
    if value is None:
        return ABSENT
    exact = Decimal(str(value))
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if abs(exact) >= size:
            scaled = exact / size
            decimals = 0 if scaled == scaled.to_integral_value() or abs(scaled) >= 10 else 1
            return f"{number(scaled, locale, decimals=decimals)}{NBSP}{unit}"
    return number(value, locale)


def percent(ratio: Number | None, locale: Locale, *, decimals: int = 0) -> str:
    """A ratio (0.08) as "8 %"; "–" for ``None``."""
    if ratio is None:
        return ABSENT
    return f"{number(Decimal(str(ratio)) * 100, locale, decimals=decimals)}{NBSP}%"


def change(current: Number | None, previous: Number | None, locale: Locale) -> str:
    """How ``current`` stands to ``previous``: "8 % menos", "12 % más", "lo mismo"; from or to nothing it says so."""
    if current is None or previous is None:
        return "sin dato anterior"
    before = Decimal(str(previous))
    if before <= 0:
        return "lo mismo" if current == previous else "antes no había"
    ratio = (Decimal(str(current)) - before) / before
    if abs(ratio) < Decimal("0.005"):
        return "lo mismo"
    return f"{percent(abs(ratio), locale)} {'más' if ratio > 0 else 'menos'}"


def count(value: int | None, locale: Locale, *, cap: int | None = 1000) -> str:
    """A count, "más de 1,000" above ``cap`` (``None`` = always exact)."""
    if value is not None and cap is not None and value > cap:
        return f"más de {number(cap, locale)}"
    return number(value, locale)


def plural(value: int, one: str, many: str, locale: Locale) -> str:
    """ "1 cliente", "1,204 clientes": the count with the word that fits it."""
    return f"{number(value, locale)} {one if value == 1 else many}"


def listing(words: Sequence[str]) -> str:
    """ "correo, SMS y WhatsApp"; the "y" becomes "e" before the sound of an i."""
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    sound = last.lower().lstrip("h")[:1] in ("i", "í") and not last.lower().startswith(("hie", "ie", "hia", "hio"))
    return f"{', '.join(words[:-1])} {'e' if sound else 'y'} {last}"


def day(value: date | datetime | None, *, today: date) -> str:
    """ "hoy", "ayer", "mañana"; within a week "jue 12"; else "30 de noviembre", with the year when it is another."""
    if value is None:
        return ABSENT
    value = _as_date(value)
    near = {0: "hoy", -1: "ayer", 1: "mañana"}.get((value - today).days)
    if near:
        return near
    if abs((value - today).days) <= 7:
        return f"{WEEKDAYS[value.weekday()][:3]}{NBSP}{value.day}"
    return _day_of_month(value, today)


def day_long(value: date | datetime | None, *, today: date) -> str:
    """ "lunes 30 de noviembre"; the year only when it is not this one."""
    if value is None:
        return ABSENT
    value = _as_date(value)
    return f"{WEEKDAYS[value.weekday()]} {_day_of_month(value, today)}"


def day_told(value: date | datetime | None, *, today: date) -> str:
    """ "Hoy, miércoles 18 de noviembre", "Ayer, martes 17 de noviembre", "Lunes 9 de noviembre": heads of a day."""
    if value is None:
        return ABSENT
    said = day_long(value, today=today)
    near = {0: "Hoy", 1: "Ayer"}.get((today - _as_date(value)).days)
    return f"{near}, {said}" if near else f"{said[:1].upper()}{said[1:]}"


def day_short(value: date | datetime | None, *, today: date) -> str:
    """ "30 nov", "30 nov 2025": for axes and narrow columns."""
    if value is None:
        return ABSENT
    value = _as_date(value)
    year = "" if value.year == today.year else f"{NBSP}{value.year}"
    return f"{value.day}{NBSP}{MONTHS[value.month - 1][:3]}{year}"


def ago(value: date | datetime | int | None, *, today: date) -> str:
    """How long ago a day lies (or so many days): "hoy", "ayer", "hace 64 días", "hace más de 2 años"."""
    if value is None:
        return "nunca"
    days = value if isinstance(value, int) else (today - _as_date(value)).days
    if days < 0:
        return "mañana" if days == -1 else f"en {-days} días"
    if days < 2:
        return ("hoy", "ayer")[days]
    if days >= 730:
        return f"hace más de {days // 365} años"
    return f"hace {days} días"


def week(value: str, *, today: date) -> str:
    """ISO week ``2026-W47`` as "semana 47", with the year when it is not the one of ``today``."""
    year, _, of_year = value.partition("-W")
    this_year = today.isocalendar().year
    return f"semana {int(of_year)}" + ("" if int(year) == this_year else f" de {year}")


def initials(name: str) -> str:
    """Two letters of a name for its avatar: "Hotel Inti Wasi S.A.C." → "HI"."""
    words = [
        word
        for word in name.split()
        if word[:1].isalnum() and word.lower() not in {"de", "del", "la", "las", "los", "y"}
    ]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _day_of_month(value: date, today: date) -> str:
    text = f"{value.day} de {MONTHS[value.month - 1]}"
    return text if value.year == today.year else f"{text} de {value.year}"
