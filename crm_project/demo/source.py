"""The real stream of sales, as the file holds it: read, classified, moved to today, priced in soles.

Money is in whole céntimos and quantities in whole units throughout, so that every sum is exact.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from core.clock import last_complete_week, monday_of
from sales.enums import LineKind, OrderKind

FILE = Path(__file__).parent / "data" / "online_retail_even_customers.csv.gz"
LAST_DAY = date(2011, 12, 9)  # a Friday
RATE = 48  # soles per pound × 10: £ 1.00 = S/ 4.80
FEES = {
    "POST": "Envío",
    "DOT": "Envío de compra por internet",
    "C2": "Flete",
    "23444": "Envío al día siguiente",
    "23574": "Cargo de embalaje",
    "BANK CHARGES": "Comisión bancaria",
    "AMAZONFEE": "Comisión del mercado en línea",
    "CRUK": "Comisión de campaña solidaria",
}
ADJUSTMENTS = {
    "M": "Ajuste manual",
    "D": "Descuento",
    "S": "Muestras",
    "B": "Ajuste por deuda incobrable",
    "PADS": "Ajuste de almohadillas",
    "23595": "Ajuste de inventario",
    "23702": "Ajuste de inventario",
}


class Line(NamedTuple):
    """One line of the file. ``price`` in céntimos a unit, ``quantity`` signed."""

    kind: str
    sku: str
    quantity: int
    price: int


@dataclass(slots=True)
class Invoice:
    """One invoice number. ``customer`` is the number of the source ("" = nobody named)."""

    number: str
    placed_at: datetime
    customer: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    free: bool = True  # every price is zero
    web: bool = False
    marketplace: bool = False

    @property
    def total(self) -> int:
        """Céntimos before tax."""
        return sum(line.quantity * line.price for line in self.lines)


@dataclass(slots=True)
class Stream:
    """The whole file: invoices in their order, and for each product code how it was described."""

    invoices: list[Invoice]
    descriptions: dict[str, dict[str, int]]


def soles(pounds: str) -> int:
    """Price in céntimos at the fixed rate, half a céntimo away from zero: ``"2.55"`` → 1224."""
    whole, _, decimals = pounds.lstrip("-").partition(".")
    mils = int(whole or 0) * 1000 + int((decimals + "000")[:3])
    cents = (mils * RATE + 50) // 100
    return -cents if pounds.startswith("-") else cents


def shift(today: date) -> timedelta:
    """Whole weeks from the file's last week to the last complete week before ``today``."""
    return monday_of(last_complete_week(today)) - (LAST_DAY - timedelta(days=LAST_DAY.weekday()))


def other_name(sku: str) -> str:
    """What a line that is no product is called."""
    if sku.startswith("GIFT_"):
        return f"Tarjeta de regalo de S/ {soles(sku.rpartition('_')[2]) // 100}"
    return FEES.get(sku) or ADJUSTMENTS[sku]


def line_kind(sku: str) -> str:
    """Codes that are no products are fees or adjustments."""
    if sku in FEES or sku.startswith("GIFT_"):
        return LineKind.FEE
    return LineKind.ADJUSTMENT if sku in ADJUSTMENTS else LineKind.PRODUCT


def read(*, today: date, customers: frozenset[str] | None = None, counter: int | None = None) -> Stream:
    """Read the file. ``customers`` and ``counter`` (how many counter sales) cut a small set out of it for tests."""
    move = shift(today)
    invoices: dict[str, Invoice] = {}
    descriptions: dict[str, dict[str, int]] = defaultdict(dict)
    anonymous = 0
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as handle:
        for number, code, text, quantity, moment, price, customer, _country in _rows(csv.reader(handle)):
            invoice = invoices.get(number)
            if invoice is None:
                if not _wanted(customer, customers, anonymous, counter):
                    continue
                anonymous += not customer
                invoice = Invoice(number, datetime.fromisoformat(moment) + move, customer, OrderKind.SALE)
                invoices[number] = invoice
            sku = code.upper().strip()
            invoice.lines.append(Line(line_kind(sku), sku, int(quantity), soles(price)))
            invoice.free = invoice.free and float(price) == 0
            invoice.web = invoice.web or sku == "DOT"
            invoice.marketplace = invoice.marketplace or sku == "AMAZONFEE"
            seen = descriptions[sku]
            seen[text] = seen.get(text, 0) + 1
    for invoice in invoices.values():
        invoice.kind = _kind(invoice)
    return Stream(list(invoices.values()), descriptions)


def _rows(reader: Iterable[list[str]]) -> Iterable[list[str]]:
    rows = iter(reader)
    next(rows)
    return rows


def _wanted(customer: str, customers: frozenset[str] | None, anonymous: int, counter: int | None) -> bool:
    if customer:
        return customers is None or customer in customers
    return counter is None or anonymous < counter


def _kind(invoice: Invoice) -> str:
    """``C`` is a return; bookkeeping (``A``, or nobody's lines without price) is an adjustment; the rest are sales."""
    if invoice.number.startswith("C"):
        return OrderKind.RETURN
    if invoice.number.startswith("A") or (invoice.free and not invoice.customer):
        return OrderKind.ADJUSTMENT
    return OrderKind.SALE
