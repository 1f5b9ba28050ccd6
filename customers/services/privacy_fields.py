"""How an app says where it keeps data of persons: columns to give out, and what they hold after an erasure."""

from collections.abc import Callable, Mapping
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

from core.slots import PersonalData

ERASED = "[borrado]"
Before = Callable[[list[int]], None]


def personal_data(
    *,
    label: str,
    model: str,
    path: str,
    fields: Mapping[str, Any],
    before: Before | None = None,
    events: str = "",
) -> PersonalData:
    """Personal columns of ``model``; ``path`` leads from it to the customer's id ("customer", "message__customer").

    ``fields`` maps each column to what it says after an erasure; "{id}" in a text becomes the row's number. The former
    rows in the audit are blanked the same way. ``before(ids)`` does what the app needs first (stop what is queued).
    ``events`` names an append-only trigger of the model itself that must let the erasure pass.
    """

    def of(ids: list[int]) -> Any:
        return apps.get_model(model)._base_manager.filter(**{f"{path}__in": ids})

    def rows(ids: list[int]) -> list[dict[str, Any]]:
        shown = [one for one in apps.get_model(model)._meta.concrete_fields if not one.generated]
        names = {one.attname: str(one.verbose_name) for one in shown if one.name in fields or not one.is_relation}
        return [
            {names[name]: value for name, value in row.items() if value not in ("", None, {}, [])}
            for row in of(ids).order_by("pk").values(*names)
        ]

    def erase(ids: list[int], actor: Any) -> None:
        if before is not None:
            before(ids)
        pks = list(of(ids).values_list("pk", flat=True))
        held = apps.get_model(model)._base_manager.filter(pk__in=pks)
        if events:
            with pgtrigger.ignore(events):
                held.update(**_blank(fields, "id"))
        else:
            held.update(**_blank(fields, "id"))
        blank_history(model, fields, pks)

    return PersonalData(label, model, frozenset(fields), rows, erase)


def blank_history(model: str, fields: Mapping[str, Any], pks: list[int]) -> None:
    """The same columns in the former rows that the audit keeps: the one way past its append-only trigger."""
    app, name = model.split(".")
    try:
        history = apps.get_model(app, f"{name}Event")
    except LookupError:
        return
    held = {one.name for one in history._meta.concrete_fields}
    if "pgh_obj" not in held:
        return
    values = {key: value for key, value in fields.items() if key in held}
    with pgtrigger.ignore(f"{history._meta.label}:append_only"):
        history._base_manager.filter(pgh_obj_id__in=pks).update(**_blank(values, "pgh_obj_id"))


def _blank(fields: Mapping[str, Any], number: str) -> dict[str, Any]:
    return {
        key: Concat(Value(value.replace("{id}", "")), Cast(F(number), models.CharField()))
        if isinstance(value, str) and "{id}" in value
        else value
        for key, value in fields.items()
    }
