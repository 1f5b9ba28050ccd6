"""A row as it stood, kept as text for undo: exact to the microsecond."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model


class _Exact(DjangoJSONEncoder):
    """Django's own encoder cuts moments to milliseconds; the row would come back another one."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def image(row: Model, columns: Iterable[str] | None = None) -> str:
    """The row, or only these columns of it."""
    fields = None if columns is None else [field.name for field in _fields(row) if field.attname in set(columns)]
    return serializers.serialize("json", [row], fields=fields, cls=_Exact)


def former(text: str) -> dict[str, Any]:
    """Values by column of an ``image`` of some columns."""
    [found] = serializers.deserialize("json", text)
    kept = json.loads(text)[0]["fields"]
    return {
        field.attname: getattr(found.object, field.attname) for field in _fields(found.object) if field.name in kept
    }


def restore(text: str) -> Any:
    """Write a deleted row anew, under its own number; gives it."""
    [found] = serializers.deserialize("json", text)
    found.save()
    return found.object


def _fields(row: Any) -> Any:
    return row._meta.concrete_fields
