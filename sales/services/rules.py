"""The rules of the house about selling, changed by who sets it up."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import acting
from core.errors import Conflict, DomainError
from sales.models import SalesRules

FIELDS = frozenset({"discount_limit", "quote_days", "credit_days", "tasks_per_day"})


def change_rules(*, actor: Any, version: int | None, **values: Any) -> SalesRules:
    """Change what ``values`` names (``FIELDS``). What exists already keeps its days; it holds for what comes.

    ``version`` = the one on the screen; a newer one raises ``Conflict``. Raises ``DomainError`` for a number that
    cannot be.
    """
    if unknown := set(values) - FIELDS:
        raise TypeError(f"not rules of the house: {', '.join(sorted(unknown))}")
    with transaction.atomic(), acting(actor=actor, why="reglas de venta"):
        SalesRules.objects.get_or_create(pk=1)
        held = SalesRules.objects.select_for_update().get(pk=1)
        if version is not None and held.version != version:
            raise Conflict("Otra persona cambió las reglas mientras las editabas. Mira lo que dicen ahora y decide.")
        for name, value in values.items():
            setattr(held, name, value)
        try:
            held.clean_fields()
        except ValidationError as error:
            field, said = next(iter(error.message_dict.items()))
            raise DomainError(said[0], field=field) from error
        held.version += 1
        held.save(update_fields=[*values, "version", "updated_at"])
        return held
