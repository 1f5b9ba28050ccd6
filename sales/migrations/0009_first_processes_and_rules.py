"""What a new house sells with: two processes, reasons of loss, the paper of a quote, the post-sale rules of the seed."""

from django.db import migrations

# process: code, name, what for, is it the usual one; its stages: code, name, probability, days; their steps
PROCESSES = [
    (
        "consultiva",
        "Venta consultiva",
        "Para ventas con visita, propuesta y negociación.",
        True,
        [
            ("contacto", "Primer contacto", 10, 7, [
                ("Hablar con quien decide", "action", "llamada"),
                ("Anotar qué necesita", "hand", ""),
            ]),
            ("visita", "Visita y diagnóstico", 25, 14, [
                ("Visitar o reunirse", "action", "visita"),
                ("Mostrar una situación parecida a la suya", "hand", ""),
            ]),
            ("propuesta", "Propuesta", 50, 14, [
                ("Enviar la cotización", "quote_sent", ""),
                ("Confirmar que la leyó", "action", "llamada"),
            ]),
            ("negociacion", "Negociación", 75, 14, [
                ("Acordar precio y plazo", "hand", ""),
                ("Cotización aceptada", "quote_accepted", ""),
            ]),
            ("cierre", "Cierre", 90, 7, [("Pedido confirmado", "order", "")]),
        ],
    ),
    (
        "pedido",
        "Tomar un pedido",
        "Para quien ya sabe lo que quiere: sin preventa.",
        False,
        [
            ("pedido", "Pedido por confirmar", 60, 3, [("Pedido confirmado", "order", "")]),
        ],
    ),
]  # fmt: skip
REASONS = [
    ("precio", "El precio", True),
    ("plazo", "El plazo de entrega", True),
    ("competencia", "Compró en otro lugar", True),
    ("no-es", "No es lo que necesita", True),
    ("despues", "Lo deja para más adelante", True),
    ("presupuesto", "No tiene presupuesto", True),
    ("no-contesta", "Dejó de contestar", False),
    ("sin-stock", "No teníamos el producto", False),
    ("otra", "Otra razón", True),
]
INTRO = "Hola, {contacto}:\n\nGracias por pensar en {empresa}. Esto es lo que te proponemos para {asunto}."
TERMS = (
    "Precios en {moneda}. La cotización vale hasta el {vence}.\n"
    "Para aceptarla basta con el botón del correo, o con responder a {vendedor}."
)
# code, name, why, event, months, action, task, within days, active
RULES = [
    (
        "evaluar-producto",
        "Evaluar el producto cada tres meses",
        "Saber si le sirve lo que compró y si necesita algo más.",
        "last_order", 3, "llamada", "Preguntar a {cliente} cómo le va con {producto}", 7, True,
    ),
    (
        "novedades-actividad",
        "Novedades según su actividad cada tres meses",
        "Contarle lo nuevo que le sirve a su negocio.",
        "every", 3, "correo", "Contar a {cliente} novedades para {actividad}", 14, True,
    ),
    (
        "renovacion-anual",
        "Renovación de licencias cada año",
        "Renovar antes de que venza. Di en la regla qué categoría son tus licencias y ponla en marcha.",
        "order", 11, "llamada", "Renovar {producto} con {cliente}", 30, False,
    ),
    (
        "cayo-recencia",
        "Recencia: dejó de venir",
        "Quien compraba y lleva mucho sin venir.",
        "score", 0, "llamada", "Llamar a {cliente}: lleva tiempo sin comprar", 5, False,
    ),
]  # fmt: skip


def ship(apps, schema_editor):
    pipelines(apps)
    for order, (code, name, public) in enumerate(REASONS, start=1):
        apps.get_model("sales", "LossReason").objects.get_or_create(
            code=code, defaults={"name": name, "public": public, "order": order * 10}
        )
    apps.get_model("sales", "SalesRules").objects.get_or_create(pk=1)
    apps.get_model("sales", "QuoteTemplate").objects.get_or_create(
        name="De costumbre", defaults={"intro": INTRO, "terms": TERMS, "is_default": True}
    )
    rules(apps)


def pipelines(apps):
    action = {one.code: one for one in apps.get_model("activities", "ActionType").objects.all()}
    for order, (code, name, what_for, usual, stages) in enumerate(PROCESSES, start=1):
        process, new = apps.get_model("sales", "Pipeline").objects.get_or_create(
            code=code, defaults={"name": name, "description": what_for, "is_default": usual, "order": order * 10}
        )
        for place, (key, label, probability, days, steps) in enumerate(stages if new else [], start=1):
            stage = apps.get_model("sales", "Stage").objects.create(
                pipeline=process,
                code=key,
                name=label,
                position=place * 10,
                probability=probability,
                max_days=days,
            )
            for number, (what, by, kind) in enumerate(steps, start=1):
                apps.get_model("sales", "StageStep").objects.create(
                    stage=stage, name=what, by=by, position=number * 10, action_type=action.get(kind)
                )


def rules(apps):
    action = {one.code: one for one in apps.get_model("activities", "ActionType").objects.all()}
    for order, (code, name, why, event, months, kind, title, within, active) in enumerate(RULES, start=1):
        more = {"variable": "r", "most": 2} if event == "score" else {}
        apps.get_model("sales", "PostSaleRule").objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "why": why,
                "event": event,
                "months": months,
                "action_type": action[kind],
                "title": title,
                "within_days": within,
                "is_active": active,
                "order": order * 10,
                **more,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0008_allocate_payments_of_orders"),
        ("activities", "0004_shipped_action_types"),
    ]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
