"""Reports of customers as data sets, for ``manage.py report``."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from core.exports.dataset import Column, Dataset, Kind
from customers.enums import PairState
from customers.models import DuplicatePair
from customers.services.duplicates import search_now


def ask_nothing(parser: ArgumentParser) -> None:
    """``duplicates`` has no options."""


def duplicates(options: Mapping[str, Any]) -> Dataset:
    """The pairs that wait to be reviewed, the most alike first, after a look at what changed since the last search."""
    search_now()
    rows = DuplicatePair.objects.filter(state=PairState.OPEN).order_by("-score", "-id")
    return Dataset(
        name="duplicados",
        title="Clientes que pueden ser el mismo",
        columns=[Column("code_a", "Uno"), Column("code_b", "Otro"), Column("score", "Parecido", Kind.DECIMAL)],
        rows=rows.values_list("first__code", "second__code", "score").iterator(chunk_size=5_000),
    )
