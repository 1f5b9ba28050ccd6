"""Where this app keeps data of persons: what was said and planned with them (calls and comments: ``voices_shown``)."""

from core.slots import PERSONAL_DATA
from customers.services.privacy_fields import ERASED, personal_data

PARTS = {
    "interaction": (
        "Conversaciones",
        "activities.Interaction",
        {"text": ERASED, "place": "", "no_next_reason": ""},
    ),
    "task": ("Tareas", "activities.Task", {"title": "Tarea borrada", "place": "", "note": "", "cancel_reason": ""}),
}
for key, (label, model, fields) in PARTS.items():
    PERSONAL_DATA.add(f"activities.{key}", personal_data(label=label, model=model, path="customer", fields=fields))
