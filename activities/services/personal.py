"""Calls and comments of customers as data of persons: given out, and blanked for good with their history."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.query import QuerySet

from activities.models import Comment, PhoneCall
from core.audit import acting

ERASED = "(borrado)"


def calls_of(ids: list[int]) -> list[dict[str, Any]]:
    """Calls of the exchange, oldest first."""
    rows = PhoneCall.objects.filter(customer_id__in=ids).order_by("started_at", "id")
    return [
        {
            "hora": one.started_at,
            "número": one.number,
            "sentido": str(one.get_direction_display()),
            "atendida": one.answered,
            "segundos": one.seconds,
            "nota": one.note,
        }
        for one in rows
    ]


def comments_of(ids: list[int]) -> list[dict[str, Any]]:
    """What they said, oldest first."""
    rows = Comment.objects.filter(customer_id__in=ids).select_related("topic").order_by("said_at", "id")
    return [
        {
            "dicho el": one.said_at,
            "comentario": one.text,
            "de dónde": str(one.get_source_display()),
            "nota": one.score,
            "tema": str(one.topic) if one.topic else "",
        }
        for one in rows
    ]


def erase_calls(ids: list[int], actor: Any) -> None:
    """Numbers and notes go; hours, lengths and treatments stay, because totals stand on them."""
    rows = PhoneCall.objects.filter(customer_id__in=ids)
    keys = list(rows.values_list("pk", flat=True))
    with acting(actor=actor, why="borrado de datos personales"):
        # a number that is unique without being anybody's: two calls of one second may not collide
        rows.update(number=Concat(Value("borrado-"), Cast(F("pk"), TextField())), phone="", note="")
        _blank_history("PhoneCall", keys, number=ERASED, phone="", note="")


def erase_comments(ids: list[int], actor: Any) -> None:
    """The words go; what they were about stays."""
    rows = Comment.objects.filter(customer_id__in=ids)
    keys = list(rows.values_list("pk", flat=True))
    with acting(actor=actor, why="borrado de datos personales"):
        rows.update(text=ERASED)
        _blank_history("Comment", keys, text=ERASED)


def _blank_history(model: str, keys: list[int], **values: str) -> None:
    """Also the former rows of the audit, which otherwise nobody may change."""
    events: QuerySet[Any] = apps.get_model("activities", f"{model}Event")._default_manager.filter(pgh_obj_id__in=keys)
    with pgtrigger.ignore(f"activities.{model}Event:append_only"):
        events.update(**values)
