"""The codes that are no products in the demo company's file, and the usual ones of shops here."""

from django.db import migrations

# (code, kind, what it is, prefix, only where the other codes carry digits)
CODES = [
    ("POST", "fee", "Envío postal", False, False),
    ("DOT", "fee", "Envío de la tienda web", False, False),
    ("C2", "fee", "Transporte", False, True),
    ("BANK CHARGES", "fee", "Gastos bancarios", False, False),
    ("AMAZONFEE", "fee", "Comisión de Amazon", False, False),
    ("CRUK", "fee", "Donación", False, False),
    ("PADS", "fee", "Almohadillas para los muestrarios", False, True),
    ("S", "fee", "Muestras", False, True),
    ("M", "adjustment", "Ajuste a mano", False, True),
    ("D", "adjustment", "Descuento", False, True),
    ("B", "adjustment", "Deuda incobrable", False, True),
    ("DCGS", "fee", "Artículo sin ficha de la tienda web", True, False),
    ("GIFT_0001_", "fee", "Vale de regalo", True, False),
    ("FLETE", "fee", "Flete", False, False),
    ("ENVIO", "fee", "Envío", False, False),
    ("DELIVERY", "fee", "Reparto", False, False),
    ("DESCUENTO", "adjustment", "Descuento", False, False),
    ("REDONDEO", "adjustment", "Redondeo", False, False),
]


def add(apps, schema_editor):
    model = apps.get_model("sales", "NonProductCode")
    model.objects.bulk_create(
        [
            model(code=code, kind=kind, name=name, is_prefix=prefix, only_among_numbered=numbered)
            for code, kind, name, prefix, numbered in CODES
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_non_product_codes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
