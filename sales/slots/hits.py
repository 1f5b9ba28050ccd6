"""How what was found reads in the search: what it is, whose, and its money."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from core import formatting, house
from core.slots import SearchHit


def hits_of(
    rows: Iterable[Any],
    *,
    title: Callable[[Any], str],
    about: Callable[[Any], str],
    money: Callable[[Any], Decimal],
    url: Callable[[Any], str],
) -> list[SearchHit]:
    """A hit a row; ``about`` is what stands before the money."""
    locale = house.current().locale
    return [SearchHit(title(row), f"{about(row)} · {formatting.money(money(row), locale)}", url(row)) for row in rows]
