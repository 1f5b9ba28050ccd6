"""What an order asks of the stock, and what of it came back already."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum

from inventory.models import Product, StockBalance, Warehouse
from sales.enums import OrderStatus
from sales.models import Order, OrderLine


class Back(NamedTuple):
    """Units and money (without tax) that came back of a line, both positive."""

    units: Decimal
    money: Decimal


class Shortage(NamedTuple):
    """Of ``name`` so many units are asked and so many are there."""

    name: str
    asked: Decimal
    free: Decimal


def returned(sale: Order) -> dict[int, Back]:
    """What came back so far, by the position of the sale's line."""
    found = (
        OrderLine.objects.filter(order__return_of=sale)
        .exclude(order__status=OrderStatus.CANCELLED)
        .values_list("position")
        .annotate(units=Sum("quantity"), money=Sum("total"))
    )
    return {position: Back(-units, -money) for position, units, money in found}


def returned_units(sale: Order) -> dict[int, Decimal]:
    return {position: back.units for position, back in returned(sale).items()}


def free_in(products: Iterable[int], warehouse: Any) -> dict[int, Decimal]:
    """Units that may leave a warehouse, by product; what it never had is missing."""
    rows = StockBalance.objects.filter(product_id__in=list(products), warehouse=warehouse)
    return {row.product_id: row.on_hand - row.reserved for row in rows}


def shortages(wanted: Iterable[tuple[Product, Decimal]], warehouse: Warehouse) -> list[Shortage]:
    """Products of which more is asked than ``warehouse`` has, by name."""
    asked: dict[int, tuple[str, Decimal]] = {}
    for product, units in wanted:
        asked[product.pk] = (product.name, asked.get(product.pk, ("", Decimal(0)))[1] + units)
    there = free_in(asked, warehouse)
    short = [Shortage(name, units, there.get(key, Decimal(0))) for key, (name, units) in asked.items()]
    return sorted(one for one in short if one.asked > one.free)


def shortages_said(short: list[Shortage], warehouse: Warehouse) -> str:
    """The sentence of who cannot deliver: what, how much was asked and how much is there."""
    said = "; ".join(f"de «{one.name}» se piden {plain(one.asked)} y hay {plain(one.free)}" for one in short[:5])
    more = f" (y {len(short) - 5} más)" if len(short) > 5 else ""
    return f"No alcanza el stock en {warehouse.name}: {said}{more}."


def plain(units: Decimal) -> str:
    """1500.000 → 1500; 2.500 → 2,5."""
    return f"{units.normalize():f}".replace(".", ",")
