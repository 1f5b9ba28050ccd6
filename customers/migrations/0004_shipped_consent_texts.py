"""The wording that ships; each company writes its own versions in the admin site."""

from datetime import date

from django.db import migrations

TEXTS = [
    (
        "PUB-2025",
        "advertising",
        "¿Quiere que le avisemos de ofertas y novedades por los medios que usted elija? Puede decir que no ahora o cuando "
        "quiera, y no cambia nada de lo que compra.",
    ),
    (
        "ENC-2025",
        "survey",
        "¿Podemos preguntarle de vez en cuando cómo lo atendimos? Contestar es voluntario y puede dejarlo cuando quiera.",
    ),
    (
        "SER-2025",
        "service",
        "Le escribimos sobre sus pedidos, devoluciones y reclamos por el medio que usted prefiera.",
    ),
    (
        "COB-2025",
        "collection",
        "Si un pago se atrasa, se lo recordamos por el medio que usted autorice, en los horarios que manda la ley.",
    ),
]


def ship(apps, schema_editor):
    model = apps.get_model("customers", "ConsentText")
    for code, purpose, text in TEXTS:
        model.objects.get_or_create(
            code=code, defaults={"purpose": purpose, "text": text, "valid_from": date(2025, 1, 1)}
        )


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_consent_texts")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
