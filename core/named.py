"""Numbers and records that an address or a form names: text of a stranger until it was looked at."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

LONGEST = 18  # digits that every integer column of ours holds
M = TypeVar("M", bound=Model)


def number(text: object, *, digits: int = LONGEST) -> int:
    """The whole number that ``text`` says; 0, which no record and no version has, where it says none or a longer."""
    said = text if isinstance(text, str) else ""
    return int(said) if said.isdecimal() and len(said) <= digits else 0


def one_of(rows: QuerySet[M], text: object) -> M | None:
    """The record of ``rows`` whose id ``text`` says; ``None`` where there is none."""
    pk = number(text)
    return rows.filter(pk=pk).first() if pk else None


def one_or_404(rows: QuerySet[M], text: object) -> M:
    """The same; nonsense and what is not among ``rows`` raise ``Http404`` alike."""
    found = one_of(rows, text)
    if found is None:
        raise Http404
    return found
