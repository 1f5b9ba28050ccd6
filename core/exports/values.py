"""A cell in words or digits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core import formatting
from core.formatting import Locale

from .dataset import Kind

# A spreadsheet runs a text cell that begins with one of these as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def safe_text(value: Any) -> str:
    """Text that no spreadsheet takes for a formula: dangerous beginnings get an apostrophe before them."""
    text = str(value).replace("\0", "")
    return "'" + text if text.startswith(DANGEROUS) else text


def plain(value: Any, kind: Kind) -> str:
    """For machines: ISO dates, decimal point, no thousands mark, true/false; empty for ``None``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if kind.is_number:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return safe_text(value)


def spanish(value: Any, kind: Kind, locale: Locale, zone: ZoneInfo) -> str:
    """For people's spreadsheets: dd/mm/yyyy, the country's decimal mark, no thousands mark; empty for ``None``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if kind.is_number:
        exact = Decimal(str(value)) * 100 if kind is Kind.PERCENT else value
        text = f"{exact:f}" if isinstance(exact, Decimal) else str(exact)
        if kind is Kind.MONEY:
            text = f"{Decimal(str(value)):.2f}"
        return text.replace(".", locale.decimal)
    return safe_text(value)


def said(value: Any, kind: Kind, locale: Locale, zone: ZoneInfo) -> str:
    """For paper: money with its sign, thousands marks, percent sign; "–" for ``None``."""
    if value is None or value == "":
        return formatting.ABSENT
    if kind is Kind.MONEY:
        return formatting.money(value, locale)
    if kind is Kind.PERCENT:
        return f"{formatting.number(Decimal(str(value)) * 100, locale, decimals=1)}{formatting.NBSP}%"
    if kind is Kind.INTEGER:
        return formatting.number(value, locale)
    if kind is Kind.DECIMAL:
        exact = Decimal(str(value)).normalize()
        decimals = max(0, min(4, -int(exact.as_tuple().exponent)))
        return formatting.number(exact, locale, decimals=decimals)
    if isinstance(value, datetime | date | bool):
        return spanish(value, kind, locale, zone)
    return str(value)
