"""Addresses of the rows behind a figure. The lists below own their filters; this page alone knows their names."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from core.clock import monday_of, sunday_of


def _with(address: str, **filters: object) -> str:
    """``address`` with those filters that say something."""
    said = {key: value for key, value in filters.items() if value not in (None, "")}
    return f"{address}?{urlencode(said, doseq=True)}" if said else address


def _list(name: str, fallback: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return fallback


def page(name: str, **filters: object) -> str:
    """A page of this app with its parameters."""
    return _with(reverse(f"analytics:{name}"), **filters)


def customers(**filters: object) -> str:
    """The list of customers."""
    return _with(_list("customers:list", "/clientes/"), **filters)


def orders(*, week: str = "", first: str = "", last: str = "", **filters: object) -> str:
    """The list of orders of an ISO week, or of the weeks from ``first`` to ``last``."""
    start, end = first or week, last or week
    days = {"from": monday_of(start).isoformat(), "to": sunday_of(end).isoformat()} if start else {}
    return _with(_list("sales:list", "/pedidos/"), **days, **filters)


def products(**filters: object) -> str:
    """The list of products."""
    return _with(_list("inventory:list", "/productos/"), **filters)


def customer(pk: int) -> str:
    return f"{_list('customers:list', '/clientes/')}{pk}/"


def order(pk: int) -> str:
    return f"{_list('sales:list', '/pedidos/')}{pk}/"


def product(pk: int) -> str:
    return f"{_list('inventory:list', '/productos/')}{pk}/"


def sales_rows(*, first: str, last: str, **filters: str) -> str:
    """The lines behind a sum of sales, from week ``first`` to ``last``."""
    return page("sales_rows", first=first, last=last, **filters)
