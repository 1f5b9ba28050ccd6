"""Texts that remind of a payment, and rules that send them: shipped switched off, each company decides."""

from django.db import migrations

MAILS = [
    (
        "cobro-por-vencer",
        "Pago por vencer",
        "Tu pedido {{documento.numero}} vence {{documento.vence}}",
        "Hola, {{cliente.nombres}}:\n\nTe recordamos que {{documento.total}} de tu pedido {{documento.numero}} vence "
        "{{documento.vence}}. Si ya lo pagaste, no tienes que hacer nada.\n\nGracias por comprarnos.\n"
        "{{empresa.nombre}}\n{{empresa.telefono}}",
    ),
    (
        "cobro-vencido",
        "Pago vencido",
        "Quedan {{documento.total}} de tu pedido {{documento.numero}}",
        "Hola, {{cliente.nombres}}:\n\nVemos que quedan {{documento.total}} de tu pedido {{documento.numero}}, que "
        "venció {{documento.vence}}. En total tienes vencidos {{saldo.vencido}}.\n\nSi ya lo pagaste, mándanos la "
        "constancia y lo anotamos. Si necesitas otra fecha, respóndenos y la vemos.\n\n{{empresa.nombre}}\n"
        "{{empresa.telefono}}",
    ),
    (
        "cobro-muy-vencido",
        "Pago con mucho atraso",
        "Tu pedido {{documento.numero}} lleva {{saldo.dias}} días vencido",
        "Hola, {{cliente.nombres}}:\n\nTu pedido {{documento.numero}} lleva {{saldo.dias}} días vencido y quedan "
        "{{documento.total}}. Tu saldo con nosotros es de {{saldo.total}}.\n\nEscríbenos o llámanos para acordar cómo "
        "lo pagas.\n\n{{empresa.nombre}}\n{{empresa.telefono}}",
    ),
]
WHATSAPP = (
    "cobro-whatsapp",
    "Pago vencido, por WhatsApp",
    "Hola, {{cliente.nombres}}. Quedan {{documento.total}} de tu pedido {{documento.numero}}, que venció "
    "{{documento.vence}}. Si ya lo pagaste, mándanos la constancia. {{empresa.nombre}}",
)
RULES = [
    ("Tres días antes de vencer", -3, "cobro-por-vencer"),
    ("A los tres días de vencido", 3, "cobro-vencido"),
    ("A los quince días de vencido", 15, "cobro-vencido"),
    ("A los treinta días de vencido", 30, "cobro-muy-vencido"),
]


def ship(apps, schema_editor):
    template = apps.get_model("messaging", "Template")
    made = {}
    for code, name, subject, body in MAILS:
        made[code], _ = template.objects.get_or_create(
            code=code,
            defaults={"name": name, "channel": "email", "purpose": "collection", "subject": subject, "body": body},
        )
    code, name, body = WHATSAPP
    template.objects.get_or_create(
        code=code, defaults={"name": name, "channel": "whatsapp", "purpose": "collection", "body": body}
    )
    rule = apps.get_model("sales", "ReminderRule")
    for name, days, code in RULES:
        rule.objects.get_or_create(days=days, defaults={"name": name, "template": made[code], "is_active": False})


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0016_post_sale_memory_and_product_pairs"),
        ("messaging", "0002_order_by_time"),
    ]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
