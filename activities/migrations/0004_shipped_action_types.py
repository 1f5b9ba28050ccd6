"""The kinds of action that every company starts with; the administrator changes them in Ajustes."""

from decimal import Decimal

from django.db import migrations

# code, name, channel, cost, minutes, what comes next, after how many business days
SHIPPED = [
    ("llamada", "Llamada", "call_out", "1.50", 10, "llamada", 3),
    ("llamada-recibida", "Llamada recibida", "call_in", "1.00", 10, "llamada", 3),
    ("visita", "Visita", "visit", "25.00", 45, "llamada", 2),
    ("reunion", "Reunión", "meeting", "15.00", 60, "correo", 1),
    ("whatsapp", "WhatsApp", "whatsapp", "0.50", 5, "llamada", 2),
    ("correo", "Correo", "mail", "0.50", 10, "llamada", 2),
    ("cotizar", "Cotizar", "mail", "5.00", 30, "llamada", 2),
    ("cobrar", "Recordar un pago", "call_out", "1.50", 10, "llamada", 5),
    ("atender-queja", "Atender una queja", "call_out", "3.00", 20, "llamada", 2),
    ("nota", "Nota", "note", "0.00", 5, "", 3),
]


def ship(apps, schema_editor):
    action_type = apps.get_model("activities", "ActionType")
    made = {
        code: action_type.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "channel": channel,
                "cost": Decimal(cost),
                "minutes": minutes,
                "next_days": days,
                "order": place * 10,
            },
        )[0]
        for place, (code, name, channel, cost, minutes, _, days) in enumerate(SHIPPED, start=1)
    }
    for code, *_, after, _days in SHIPPED:
        if after:
            action_type.objects.filter(pk=made[code].pk, next_type=None).update(next_type=made[after])


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_first_topics")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
