"""Where customers of shops get stuck, what to tell them, and to whom their orders go at first."""

from django.db import migrations

# (code, name, after «no pudo comprar:», minutes to the first contact, script, guide)
CAUSES = [
    (
        "pago",
        "El pago no pasó",
        "le falló el pago",
        15,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Vi que tu pago no pasó y que tu pedido quedó a medias. "
        "No se te cobró nada. ¿Qué mensaje te salió?\n"
        "1. Si dice «rechazada»: su banco tiene cerradas las compras por internet; se abren en la app del banco.\n"
        "2. Si se quedó cargando: que no repita el pago; espera diez minutos y míralo con él.\n"
        "3. Si no quiere intentar otra vez: toma el pedido ahora y ofrece pagar por transferencia o billetera.",
        "Hola, {cliente}. Para terminar tu pedido en {empresa}:\n"
        "1. Abre la app de tu banco y activa las compras por internet de tu tarjeta.\n"
        "2. Entra otra vez a tu carrito: tus productos siguen ahí.\n"
        "3. Elige el medio de pago y confirma una sola vez.\n"
        "Si prefieres, respóndeme y te lo dejo listo para pagar por transferencia. {vendedor}",
    ),
    (
        "sin-stock-web",
        "La web decía que no había",
        "la web decía que no había",
        30,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Quisiste comprar y la web decía agotado.\n"
        "1. Mira el stock antes de llamar: muchas veces hay en la tienda y no en la web.\n"
        "2. Si hay: toma el pedido ahora y di el día de entrega.\n"
        "3. Si no hay: ofrece lo más parecido y ofrece avisarle cuando llegue.",
        "Hola, {cliente}. Lo que buscabas sí se puede pedir en {empresa}, aunque la web diga agotado: "
        "respóndeme con la cantidad y te lo aparto hoy mismo. {vendedor}",
    ),
    (
        "cuenta",
        "No pudo entrar a su cuenta",
        "no pudo entrar a su cuenta",
        30,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. ¿No te deja entrar a tu cuenta?\n"
        "1. Pregunta con qué correo se inscribió: casi siempre es otro.\n"
        "2. Acompáñalo a pedir una clave nueva; el correo puede estar en «no deseados».\n"
        "3. Si tiene prisa, toma el pedido tú: no necesita cuenta.",
        "Hola, {cliente}. Para entrar otra vez a tu cuenta de {empresa}:\n"
        "1. En la página de entrada toca «Olvidé mi clave».\n"
        "2. Escribe el correo con el que compraste antes.\n"
        "3. Abre el enlace que te llega (mira también en «no deseados») y elige una clave nueva. {vendedor}",
    ),
    (
        "envio",
        "No quedó claro el envío",
        "no le quedó claro el envío",
        60,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Dejaste tu pedido en el paso del envío.\n"
        "1. Pregunta el distrito y di el costo y el día exactos, no «de dos a cinco días».\n"
        "2. Si le parece caro, ofrece recoger en tienda.\n"
        "3. Toma la dirección con una referencia.",
        "Hola, {cliente}. En {empresa} puedes recibir tu pedido en casa o recogerlo en la tienda sin costo. "
        "Dime tu distrito y te confirmo el costo y el día de entrega. {vendedor}",
    ),
    (
        "cupon",
        "El cupón no entró",
        "no le aceptó el cupón",
        30,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Tu cupón no entró, lo miro contigo.\n"
        "1. Pide el código letra por letra y mira hasta cuándo vale y desde qué monto.\n"
        "2. Si vale: toma el pedido con el descuento.\n"
        "3. Si venció: dilo claro y ofrece lo que sí puedes dar.",
        "Hola, {cliente}. Para usar tu cupón en {empresa}: escríbelo en el carrito, en «Código de descuento», "
        "antes de elegir cómo pagar. Si no lo acepta, respóndeme con el código y te ayudo. {vendedor}",
    ),
    (
        "no-entendio",
        "No entendió cómo comprar",
        "no entendió cómo comprar",
        60,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Te ayudo a terminar tu compra.\n"
        "1. Pregunta dónde está: celular o computadora, y qué ve en la pantalla.\n"
        "2. Llévalo paso a paso; si se cansa, toma el pedido tú.\n"
        "3. Anota el paso que no entendió: sirve para mejorar la página.",
        "Hola, {cliente}. Comprar en {empresa} son cuatro pasos:\n"
        "1. Busca el producto y toca «Agregar».\n"
        "2. Abre el carrito, arriba a la derecha.\n"
        "3. Escribe tus datos y elige envío o recojo.\n"
        "4. Elige cómo pagar y confirma. Si te trabas, respóndeme. {vendedor}",
    ),
    (
        "otra",
        "Otra cosa",
        "no pudo terminar su pedido",
        30,
        "Hola, {cliente}, soy {vendedor}, de {empresa}. Vi que no pudiste terminar tu pedido.\n"
        "1. Deja que cuente qué pasó, sin interrumpir.\n"
        "2. Repite con tus palabras lo que entendiste.\n"
        "3. Toma el pedido o di cuándo vuelves a llamar.",
        "Hola, {cliente}. Vi que no pudiste terminar tu pedido en {empresa}. "
        "Respóndeme qué necesitas y te lo dejo listo. {vendedor}",
    ),
]
RULES = [("Su propia cartera", 10, "owner"), ("El menos ocupado", 20, "least_busy")]


def add(apps, schema_editor):
    causes = apps.get_model("sales", "RedirectCause")
    causes.objects.bulk_create(
        [
            causes(
                code=code, name=name, short=short, contact_minutes=minutes, script=script, guide=guide, order=place * 10
            )
            for place, (code, name, short, minutes, script, guide) in enumerate(CAUSES, start=1)
        ],
        ignore_conflicts=True,
    )
    rules = apps.get_model("sales", "AssignmentRule")
    if not rules.objects.exists():
        rules.objects.bulk_create([rules(name=name, order=order, by=by) for name, order, by in RULES])


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_redirected_orders_and_recoveries")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
