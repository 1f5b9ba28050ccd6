"""What redirected orders hold of a person: for his copy of his data, and to erase it while the figures stay."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import F
from django.db.models.functions import Now

from core.audit import acting
from sales.models import RedirectedOrder

ERASED = "(borrado)"


def rows(ids: list[int]) -> list[dict[str, Any]]:
    """What he tried to buy, in Spanish words."""
    found = RedirectedOrder.objects.filter(customer_id__in=ids).select_related("cause").order_by("happened_at", "id")
    return [
        {
            "número": row.number,
            "fecha": row.happened_at.isoformat(),
            "vino por": str(row.get_source_display()),
            "nombre": row.name,
            "teléfono": row.phone,
            "correo": row.email,
            "ciudad": row.city,
            "dónde se quedó": str(row.cause or ""),
            "qué pasó": row.text,
            "importe": str(row.amount),
            "estado": str(row.get_status_display()),
            "nota": row.note,
        }
        for row in found
    ]


def erase(ids: list[int], actor: Any) -> None:
    """Blank names, telephones, mails and free words, also in the history; what it was worth and how it ended stay."""
    rows = RedirectedOrder.objects.filter(customer_id__in=ids)
    keys = list(rows.values_list("pk", flat=True))
    blank = {"name": ERASED, "phone": "", "email": "", "text": "", "note": ""}
    with acting(actor=actor, why="borrado de datos personales"):
        rows.update(**blank, version=F("version") + 1, updated_at=Now())
        events: Any = apps.get_model("sales", "RedirectedOrderEvent")._default_manager
        # The former rows of the audit, which otherwise nobody may change.
        with pgtrigger.ignore("sales.RedirectedOrderEvent:append_only"):
            events.filter(pgh_obj_id__in=keys).update(**blank)
