"""What an order asks of the stock, and what of it came back already."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum

from inventory.enums import ProductKind
from inventory.models import Product, StockBalance, Warehouse
from sales.enums import LineKind, OrderStatus
from sales.models import Order, OrderLine

from .lines import available_of


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
    return f"No alcanza el stock en {warehouse.name}: {short_said(short)}."


def short_said(short: list[Shortage]) -> str:
    """The products, how much is asked and how much is there; at most five by name."""
    said = "; ".join(f"de «{one.name}» se piden {plain(one.asked)} y hay {plain(one.free)}" for one in short[:5])
    return said + (f" (y {len(short) - 5} más)" if len(short) > 5 else "")


def plain(units: Decimal) -> str:
    """1500.000 → 1500; 2.500 → 2,5."""
    return f"{units.normalize():f}".replace(".", ",")


class Returnable(NamedTuple):
    """A line of a sale and how much of it has not come back yet."""

    line: OrderLine
    left: Decimal


class Asked(NamedTuple):
    """A product of an order and how many units of it leave."""

    product: Product
    units: Decimal


class Place(NamedTuple):
    """A warehouse and what is too little there."""

    warehouse: Warehouse
    short: list[Shortage]
    said: str


def returnable(sale: Order) -> list[Returnable]:
    """Lines of which something can still come back."""
    back = returned_units(sale)
    rows = sale.lines.select_related("product").order_by("position")
    found = [Returnable(line, line.quantity - back.get(line.position, Decimal(0))) for line in rows]
    return [one for one in found if one.left > 0]


def asked_of(order: Order) -> list[Asked]:
    """Goods that leave with an order, by product: less what came back before."""
    back = returned_units(order)
    lines = order.lines.select_related("product").filter(kind=LineKind.PRODUCT, product__kind=ProductKind.GOODS)
    found: dict[int, Asked] = {}
    for line in lines.order_by("position"):
        units = line.quantity - back.get(line.position, Decimal(0))
        if line.product and units > 0:
            before = found.get(line.product.pk, Asked(line.product, Decimal(0)))
            found[line.product.pk] = Asked(line.product, before.units + units)
    return list(found.values())


def by_warehouse(asked: list[Asked], places: list[Warehouse]) -> list[Place]:
    """What each warehouse lacks for it, those with everything first: one query."""
    ids = [one.product.pk for one in asked]
    rows = StockBalance.objects.filter(product_id__in=ids, warehouse__in=places)
    there = {(row.warehouse_id, row.product_id): row.on_hand - row.reserved for row in rows}
    found = []
    for place in places:
        short = [
            Shortage(product.name, units, there.get((place.pk, product.pk), Decimal(0)))
            for product, units in asked
            if units > there.get((place.pk, product.pk), Decimal(0))
        ]
        found.append(Place(place, short, short_said(short) if short else "hay de todo"))
    return sorted(found, key=lambda one: (len(one.short), one.warehouse.name))


def short_anywhere(order: Order) -> str:
    """Of what there is too little in all warehouses together, as words; "" if there is enough."""
    asked = asked_of(order)
    free = available_of([one.product.pk for one in asked])
    short = [Shortage(product.name, units, free.get(product.pk, Decimal(0))) for product, units in asked]
    return short_said([one for one in short if one.asked > one.free])
