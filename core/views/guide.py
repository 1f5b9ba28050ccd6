"""Help: an index and one page per area. The texts are templates, so that whoever mends a screen mends its page."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class HelpPage:
    """A page of the help: its address, its title and the questions that it answers."""

    slug: str
    title: str
    answers: str


PAGES = (
    HelpPage("primeros-pasos", "Primeros pasos", "Qué hacer la primera hora y qué ve cada persona."),
    HelpPage("importaciones", "Importaciones", "Cómo se cargan ventas, clientes, productos y stock de un archivo."),
    HelpPage("clientes", "Clientes", "Formularios, documentos, campos propios, contactos y la familia."),
    HelpPage("listas", "Listas y vistas", "Buscar, filtrar, guardar una vista, elegir filas y llevarse lo que se ve."),
    HelpPage(
        "tareas",
        "Registrar y tareas",
        "Anotar una llamada en tres toques, qué se propone después, de quién es cada tarea.",
    ),
    HelpPage(
        "agenda", "Hoy y agenda", "Qué te espera, cómo se aparta, cómo se mueve una tarea, tu agenda en el teléfono."
    ),
    HelpPage("avisos", "Avisos", "Qué llega a tu campana, cuándo te recuerda una tarea y cómo elegir."),
    HelpPage("llamadas", "Llamadas perdidas", "Cómo se unen a su cliente, quién las devuelve y cuándo están tratadas."),
    HelpPage("comentarios", "Comentarios", "Leerlos con el teclado, reunir los que dicen lo mismo, abrir tareas."),
    HelpPage("segmentos", "Segmentos RFM", "Cómo se calcula el puntaje y qué quiere decir cada segmento."),
    HelpPage("ventas", "Ventas", "Qué cuenta como venta, con qué se compara y de dónde sale el margen."),
    HelpPage("pedidos", "Pedidos", "Escribirlos, entregarlos, anularlos y devolverlos, y quién puede hacerlo."),
    HelpPage("cotizaciones", "Cotizaciones", "Escribirlas, sus versiones, quién aprueba, y usar las de otro vendedor."),
    HelpPage(
        "redirigidos",
        "Pedidos redirigidos",
        "Quién quiso comprar y no pudo: a quién le toca, qué decirle, cuánto se recupera.",
    ),
    HelpPage(
        "enviar-cotizaciones",
        "Enviar cotizaciones",
        "Cómo sale una cotización, qué ve tu cliente, cómo responde y qué pasa entonces.",
    ),
    HelpPage("oportunidades", "Oportunidades", "Etapas y pasos, qué se pide para avanzar, ganar, perder y reabrir."),
    HelpPage(
        "embudo",
        "Tablero y embudo",
        "Cómo se mueve una oportunidad, qué es estancada y qué quiere decir cada cifra del embudo.",
    ),
    HelpPage(
        "equipo",
        "Equipo y metas",
        "Qué cuenta cada columna, quién necesita ayuda, dónde acabará una meta, qué cuesta vender.",
    ),
    HelpPage("cartera", "Cartera y pagos", "Quién debe, desde cuándo, qué paga cada pago y a qué hora se recuerda."),
    HelpPage("posventa", "Posventa", "Las tareas que se hacen solas después de una venta, y qué más ofrecer."),
    HelpPage("entregas", "Entregas de clientes", "Qué pasa cuando un cliente cambia de vendedor, y qué queda."),
    HelpPage("rotacion", "Rotación", "Qué productos se mueven, cuáles duermen y cómo se calcula cada cifra."),
    HelpPage("duplicados", "Duplicados y datos personales", "Cómo se unen dos fichas y cómo se olvida a una persona."),
    HelpPage("mensajes", "Mensajes", "Qué sale, a quién, a qué horas, y qué hacer con lo que no salió."),
    HelpPage("empresa", "Empresa y personas", "Datos de la empresa, cuentas, roles y árbol de ventas."),
    HelpPage(
        "datos-de-muestra",
        "Datos de muestra",
        "Qué es real y qué es inventado, y cómo se quitan.",
    ),
    HelpPage("atajos", "Atajos de teclado", "Las teclas que ahorran tiempo en toda la casa."),
)
BY_SLUG = {page.slug: page for page in PAGES}


def index(request: HttpRequest) -> HttpResponse:
    """All pages of the help."""
    return render(request, "help/index.html", {"pages": PAGES})


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the help; an unknown name is 404."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404("No hay una página de ayuda con ese nombre.")
    return render(request, f"help/{slug}.html", {"page": found, "pages": PAGES})
