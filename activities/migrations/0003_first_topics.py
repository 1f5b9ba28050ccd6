"""The topics of a shop: the company adds, renames and switches off its own in the admin."""

from typing import Any

from django.db import migrations

TOPICS = (
    ("precio", "Precio", "precio caro cara barato barata costo cuesta descuento oferta promoción rebaja"),
    ("calidad", "Calidad", "calidad roto rota quebrado rajado despintado defecto acabado material duró resistente frágil"),
    ("entrega", "Entrega", "entrega envío demora demoró tardó tarde llegó pedido courier motorizado despacho reparto"),
    ("atencion", "Atención", "atención atendió vendedora vendedor amable trato respondió responden contestan paciencia"),
    ("surtido", "Surtido", "surtido variedad modelos colores diseños novedad stock agotado tienen traigan falta tallas"),
    ("empaque", "Empaque", "empaque empaquetado caja envoltura bolsa papel cinta embalaje envuelto moño"),
    ("web", "Página y pedidos en línea", "página web carrito pagar tarjeta sistema aplicación internet link formulario"),
    ("tienda", "Tienda", "tienda local caja cola espacio horario ubicación estacionamiento probador limpia"),
    ("cambios", "Cambios y devoluciones", "cambio devolución devolver reembolso garantía reclamo boleta factura"),
)


def plant(apps: Any, schema_editor: Any) -> None:
    topic = apps.get_model("activities", "Topic")
    for order, (code, name, words) in enumerate(TOPICS, start=1):
        topic.objects.get_or_create(code=code, defaults={"name": name, "words": words, "order": order * 10})


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_comment_hints")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
