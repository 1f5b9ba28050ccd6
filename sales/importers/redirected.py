"""What files of redirected orders say."""

from core.imports.kinds import CHOICE, CODE, DATETIME, Field
from core.imports.values import Cell, Formats, as_text, plain
from sales.enums import RedirectSource
from sales.queries import readable_phone

from .common import customer_code, quantity, sku, unit_price

SOURCES = {
    **{plain(text): value for value, label in RedirectSource.choices for text in (value, label)},
    "paginaweb": "web",
    "tiendaonline": "web",
    "online": "web",
    "internet": "web",
    "ecommerce": "web",
    "wsp": "whatsapp",
    "wa": "whatsapp",
    "llamada": "phone",
    "telefono": "phone",
    "callcenter": "phone",
    "local": "shop",
    "tiendafisica": "shop",
    "mostrador": "shop",
    "store": "shop",
}


def _phone(cell: Cell, formats: Formats) -> str:
    """E.164 where it can be read; a telephone that cannot is kept as it came, because somebody may read it."""
    return readable_phone(as_text(cell), country=formats.country or None)


REDIRECTED_FIELDS = (
    Field(
        "external_id",
        "Número",
        CODE,
        required=True,
        max_length=80,
        synonyms=("id", "carrito", "cart", "cart id", "checkout id", "pedido", "nro", "ticket", "referencia"),
        help="Las filas con el mismo número son un pedido redirigido.",
    ),
    Field(
        "source",
        "Vino por",
        CHOICE,
        choices=SOURCES,
        fallback="web",
        synonyms=("canal", "origen", "fuente", "source", "channel"),
    ),
    customer_code("documento", help="Su código o su documento. Sin él se busca por teléfono y por correo."),
    Field("name", "Nombre", max_length=160, synonyms=("nombre cliente", "customer name", "quien", "contacto")),
    Field(
        "phone",
        "Teléfono",
        parse=_phone,
        max_length=40,
        synonyms=("celular", "telefono", "movil", "whatsapp", "mobile"),
    ),
    Field("email", "Correo", max_length=254, synonyms=("mail", "e-mail", "correo electronico", "email")),
    Field("city", "Ciudad", max_length=80, synonyms=("localidad", "distrito", "provincia", "city")),
    Field(
        "happened_at",
        "Fecha",
        DATETIME,
        required=True,
        synonyms=("fecha y hora", "cuando", "date", "created at", "abandoned at", "hora", "timestamp"),
        help="Con hora, en la hora de la empresa: de ella corre el reloj del primer contacto.",
    ),
    Field(
        "cause",
        "Dónde se quedó",
        max_length=80,
        synonyms=("causa", "motivo", "razon", "reason", "error", "problema"),
        help="El código o el nombre de una de tus causas.",
    ),
    Field("step", "Paso", max_length=80, synonyms=("etapa", "pagina", "step", "page")),
    sku("producto", "item"),
    Field("product_name", "Producto", max_length=200, synonyms=("descripcion", "nombre producto", "product name")),
    quantity(minimum=0),
    unit_price(minimum=0),
    Field("text", "Qué pasó", max_length=2000, synonyms=("nota", "comentario", "detalle", "mensaje", "text")),
)
