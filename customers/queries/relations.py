"""Everything that hangs on a customer, found by looking at the models of every app."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import models
from django.db.models import Q

from customers.models import Customer, CustomerStanding, DuplicatePair, Erasure, Merge

# Rows about the records themselves, not about the person: they stay with the record they speak of.
OF_THE_RECORD: tuple[type[models.Model], ...] = (DuplicatePair, Merge, Erasure, CustomerStanding)


@dataclass(frozen=True)
class Link:
    """A key to customers: ``model.field``. ``rules`` are the unique rules that the key takes part in: the other
    columns and the condition under which the rule holds."""

    model: Any
    field: str
    rules: tuple[tuple[str, tuple[str, ...], Q | None], ...]

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def label(self) -> str:
        if self.model._meta.auto_created:
            return str(self.model._meta.get_fields()[-1].related_model._meta.verbose_name_plural)
        if self.model is Customer:
            return "fichas que dependen" if self.field == "parent" else "fichas unidas antes"
        return str(self.model._meta.verbose_name_plural)

    def rows(self, ids: list[int], *, besides: list[int]) -> Any:
        """Rows that hang on ``ids``; records of the merge itself (``besides``) do not hang on each other."""
        found = self.model._base_manager.filter(**{f"{self.field}__in": ids})
        return found.exclude(pk__in=besides) if self.model is Customer else found


def is_history(model: Any) -> bool:
    """A table of the audit: its rows stay with the row whose past they tell."""
    return issubclass(model, pghistory.models.Event)


@cache
def links() -> tuple[Link, ...]:
    """The keys that a merge moves, in the order of the apps.

    Keys without a constraint in the database are computed tables (analytics) and queues of recomputing: whoever owns
    them redoes them when ``CUSTOMERS_MERGED`` is called.
    """
    found = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if is_history(model) or model in OF_THE_RECORD or meta.proxy or not meta.managed:
            continue
        for field in meta.concrete_fields:
            to_customer = isinstance(field, models.ForeignKey) and field.related_model is Customer
            if to_customer and field.db_constraint:  # type: ignore[attr-defined]  # foreign keys have it
                found.append(Link(model, field.name, _rules(model, field.name)))
    return tuple(found)


def _rules(model: Any, name: str) -> tuple[tuple[str, tuple[str, ...], Q | None], ...]:
    meta = model._meta
    rules: list[tuple[str, tuple[str, ...], Q | None]] = []
    if meta.get_field(name).unique:
        rules.append((f"{meta.label_lower}.{name}", (), None))
    for together in meta.unique_together:
        if name in together:
            rules.append((f"{meta.label_lower}.together", tuple(one for one in together if one != name), None))
    for rule in meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and name in rule.fields:
            rules.append((rule.name, tuple(one for one in rule.fields if one != name), rule.condition))
    return tuple(rules)
