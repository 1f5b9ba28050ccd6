"""Text of a cell to a value of a field.

Tolerant where the meaning is certain ("S/ 1.234,50", "(12.50)", "12-", "5,5"), strict where it is not: a single
separator before three digits ("1.234") is read by the file's own format, which was recognised from all the sample
and can be changed. Spreadsheet cells arrive typed (float, datetime) and are never guessed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

Cell = Any  # str from text files; str, float, int, bool, datetime, date, time, timedelta from spreadsheets


class Bad(ValueError):
    """The cell has no such value; ``str()`` is the Spanish reason."""


@dataclass(frozen=True)
class Formats:
    """How ambiguous text is read: ``decimal`` is "." or ",", ``dates`` "dmy" or "mdy"; ``country`` is the company's."""

    decimal: str = "."
    dates: str = "dmy"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    country: str = ""


Parser = Callable[[Cell, Formats], Any]

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\ufeff\u200b"), " ")
_GUARDED = re.compile(r"^'(?=[=+\-@])")
_CURRENCY = re.compile(r"(?i)(US\$|S/\.?|R\$|\$|€|£|\bPEN\b|\bUSD\b|\bCOP\b|\bEUR\b|\bMXN\b|\bsoles\b)")
_DIGITS_ONLY = re.compile(r"^\d+$")
_EXPONENT = re.compile(r"^\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}$")
_GROUPED = {mark: re.compile(rf"^[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+$") for mark in ".,"}
EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#¡VALOR!", "#¡REF!"})
MAX_DIGITS = 18


def plain(text: str) -> str:
    """Lower case, no accents, only letters and digits: for comparing column names and choices."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in flat if char.isalnum())


def as_text(cell: Cell) -> str:
    """What a person would read in the cell. Whole floats lose their ".0"; dates are ISO."""
    if isinstance(cell, str):
        return _GUARDED.sub("", cell.translate(_BLANKS).strip())
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Sí" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ")
    return str(cell)


def parse_text(cell: Cell, formats: Formats) -> str:
    """One line of text, trimmed; line breaks inside become blanks."""
    text = as_text(cell)
    if text in EXCEL_ERRORS:
        raise Bad(f"la celda trae el error de Excel {text}")
    if "\n" in text or "\r" in text or "\t" in text:
        text = re.sub(r"[\r\n\t]+", " ", text)
    return text


def parse_code(cell: Cell, formats: Formats) -> str:
    """A document, code or number that is a name: leading zeros stay."""
    text = parse_text(cell, formats)
    if _EXPONENT.match(text) and "e" in text.lower() and "+" in text:
        raise Bad(f"«{text}» está en notación científica de Excel y perdió cifras; guarda la columna como texto")
    return text


def parse_decimal(cell: Cell, formats: Formats) -> Decimal:
    """A number; raises :class:`Bad` on anything else, on NaN and infinities and on more than 18 whole digits."""
    if isinstance(cell, bool):
        raise Bad("es un sí o no, se espera un número")
    if isinstance(cell, int | float):
        return _checked(Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell), as_text(cell))
    if not isinstance(cell, str):
        raise Bad(f"«{_short(as_text(cell))}» es una fecha, se espera un número")
    shown = as_text(cell)
    text = _CURRENCY.sub("", shown).replace(" ", "").replace("'", "").replace("’", "").replace("−", "-")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1]
    if text.endswith("-"):
        negative, text = not negative, text[:-1]
    if text[:1] in "+-" and text:
        negative, text = negative != (text[0] == "-"), text[1:]
    number = _unsigned(text, formats.decimal, shown)
    return -number if negative and number else number


def _unsigned(text: str, decimal: str, shown: str) -> Decimal:
    if _DIGITS_ONLY.match(text) and text.isascii():
        return _checked(Decimal(text), shown)
    if _EXPONENT.match(text):
        return _checked(Decimal(text.replace(",", ".")), shown)
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        mark = "." if text.rfind(".") > text.rfind(",") else ","
    elif dots + commas > 1:
        mark = "," if dots else "."  # several of one kind: they group thousands
    elif dots + commas == 1:
        only = "." if dots else ","
        other = "," if dots else "."
        mark = (decimal if _GROUPED[only].match(text) else only) if decimal == other else only
    else:
        raise Bad(f"«{_short(shown)}» no es un número")
    group = "," if mark == "." else "."
    whole, _, fraction = text.partition(mark)
    if group in whole:
        if not _GROUPED[group].match(whole):
            raise Bad(f"«{_short(shown)}» no es un número: los miles no están en grupos de tres")
        whole = whole.replace(group, "")
    if not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        raise Bad(f"«{_short(shown)}» no es un número")
    return _checked(Decimal(f"{whole or '0'}.{fraction or '0'}"), shown)


def _checked(number: Decimal, shown: str) -> Decimal:
    if not number.is_finite():
        raise Bad(f"«{_short(shown)}» no es un número")
    if number and number.adjusted() >= MAX_DIGITS:
        raise Bad(f"«{_short(shown)}» es demasiado grande")
    return number if number.as_tuple().exponent >= -10 else round(number, 10)  # type: ignore[operator]  # finite


def parse_percent(cell: Cell, formats: Formats) -> Decimal:
    """A rate in percent: "18", "18 %" or, from a spreadsheet cell formatted so, 0.18 stays 0.18."""
    return parse_decimal(cell.replace("%", "") if isinstance(cell, str) else cell, formats)


_MONTH_NAMES = (
    "ene enero jan january",
    "feb febrero february",
    "mar marzo march",
    "abr abril apr april",
    "may mayo",
    "jun junio june",
    "jul julio july",
    "ago agosto aug august",
    "sep set sept septiembre setiembre september",
    "oct octubre october",
    "nov noviembre november",
    "dic diciembre dec december",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([ap]\.?\s?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$"
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK, re.IGNORECASE)
_NUMERIC = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2}),?" + _CLOCK, re.IGNORECASE)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NAMED = re.compile(
    r"^(\d{1,2})[-/. ]+(?:de )?([a-zñ]{3,10})\.?[-/., ]+(?:del? )?(\d{4}|\d{2}),?" + _CLOCK, re.IGNORECASE
)
_NAMED_US = re.compile(r"^([a-z]{3,10})\.? (\d{1,2}),? (\d{4})" + _CLOCK, re.IGNORECASE)
_SERIAL = re.compile(r"^\d{5}(?:[.,]\d+)?$")
_EXCEL_EPOCH = datetime(1899, 12, 30)


def parse_datetime(cell: Cell, formats: Formats) -> datetime:
    """A naive moment in the company's zone; a moment with its own offset is converted to it."""
    if isinstance(cell, datetime):
        return _in_range(cell.replace(tzinfo=None), as_text(cell))
    if isinstance(cell, date):
        return _in_range(datetime.combine(cell, time(0)), as_text(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(float(cell), as_text(cell))
    if not isinstance(cell, str):
        raise Bad(f"«{_short(as_text(cell))}» no es una fecha")
    text = as_text(cell)
    if match := _ISO.match(text):
        year, month, day = (int(part) for part in match.groups()[:3])
        return _moment(year, month, day, match.groups()[3:], formats, text)
    if match := _NUMERIC.match(text):
        first, second, last = (int(part) for part in match.groups()[:3])
        day, month = (second, first) if formats.dates == "mdy" else (first, second)
        return _moment(_full_year(last, match[3]), month, day, match.groups()[3:], formats, text)
    if match := _COMPACT.match(text):
        return _moment(int(match[1]), int(match[2]), int(match[3]), (None,) * 5, formats, text)
    if match := _NAMED.match(text):
        named = _MONTHS.get(match[2].casefold(), 0)
        return _moment(_full_year(int(match[3]), match[3]), named, int(match[1]), match.groups()[3:], formats, text)
    if match := _NAMED_US.match(text):
        named = _MONTHS.get(match[1].casefold(), 0)
        return _moment(int(match[3]), named, int(match[2]), match.groups()[3:], formats, text)
    if _SERIAL.match(text):
        return _from_serial(float(text.replace(",", ".")), text)
    raise Bad(f"«{_short(text)}» no es una fecha")


def _full_year(year: int, text: str) -> int:
    if len(text) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _moment(year: int, month: int, day: int, clock: tuple[Any, ...], formats: Formats, text: str) -> datetime:
    hour, minute, second, half, offset = clock
    try:
        hours = int(hour or 0)
        if half:
            if not 1 <= hours <= 12:
                raise ValueError
            hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
        moment = datetime(year, month, day, hours, int(minute or 0), int(second or 0))
    except ValueError:
        raise Bad(f"«{_short(text)}» no es una fecha que exista") from None
    if offset:
        moment = datetime.fromisoformat(f"{moment.isoformat()}{'+00:00' if offset in 'Zz' else offset}")
        moment = moment.astimezone(formats.zone).replace(tzinfo=None)
    return _in_range(moment, text)


def _from_serial(days: float, text: str) -> datetime:
    if not 1 <= days < 109_575:  # to the year 2199
        raise Bad(f"«{_short(text)}» no es una fecha")
    moment = _EXCEL_EPOCH + timedelta(seconds=round(days * 86_400))
    return _in_range(moment, text)


def _in_range(moment: datetime, text: str) -> datetime:
    if not 1900 <= moment.year <= 2199:
        raise Bad(f"«{_short(text)}» no es una fecha entre 1900 y 2199")
    return moment


def parse_date(cell: Cell, formats: Formats) -> date:
    """A day; a time of day beside it is left out."""
    return parse_datetime(cell, formats).date()


_YES = frozenset({"si", "s", "yes", "y", "true", "verdadero", "1", "x"})
_NO = frozenset({"no", "n", "false", "falso", "0", ""})


def parse_boolean(cell: Cell, formats: Formats) -> bool:
    """Sí or No, in the ways that spreadsheets write them."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell)
    key = plain(text)
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise Bad(f"«{_short(text)}» no es sí ni no")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
