"""What files of comments say: surveys, reviews, notebooks of the shop."""

from activities.enums import CommentSource
from core.imports.kinds import CHOICE, CODE, DATETIME, DECIMAL, Field
from core.imports.values import Cell, Formats, as_text, plain

SOURCES = {
    **{plain(text): value for value, label in CommentSource.choices for text in (value, label)},
    "encuestas": "survey",
    "formulario": "web",
    "pagina": "web",
    "sitioweb": "web",
    "tiendaenlinea": "web",
    "google": "web",
    "resena": "web",
    "facebook": "social",
    "instagram": "social",
    "tiktok": "social",
    "twitter": "social",
    "x": "social",
    "redes": "social",
    "telefono": "call",
    "phone": "call",
    "tienda": "form",
    "mostrador": "form",
    "libreta": "form",
    "csv": "import",
}
LONGEST = 8_000


def parse_comment(cell: Cell, formats: Formats) -> str:
    """The words as they came, with their lines."""
    return as_text(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()


COMMENT_FIELDS = (
    Field(
        "text",
        "Comentario",
        required=True,
        max_length=LONGEST,
        parse=parse_comment,
        synonyms=(
            "texto", "comentarios", "opinion", "observacion", "observaciones", "mensaje", "respuesta", "resena",
            "comment", "review", "feedback", "verbatim", "message", "que dijo", "sugerencia",
        ),
    ),
    Field(
        "customer_code",
        "Código de cliente",
        CODE,
        max_length=40,
        synonyms=("cliente", "cod cliente", "id cliente", "customerid", "customer", "customer id", "ruc", "dni"),
        help="Vacío si no se sabe quién lo dijo.",
    ),
    Field(
        "said_at",
        "Fecha",
        DATETIME,
        required=True,
        synonyms=("dicho el", "fecha y hora", "date", "created at", "hora", "dia", "timestamp", "fecha comentario"),
    ),
    Field(
        "source",
        "De dónde",
        CHOICE,
        choices=SOURCES,
        fallback="import",
        synonyms=("origen", "canal", "fuente", "medio", "channel", "red"),
    ),
    Field(
        "score",
        "Nota",
        DECIMAL,
        minimum=0,
        limit=1000,
        decimals=2,
        synonyms=("puntaje", "calificacion", "puntuacion", "estrellas", "rating", "stars", "nps", "valoracion", "csat"),
    ),
    Field(
        "score_of",
        "Nota máxima",
        DECIMAL,
        minimum=0,
        limit=1000,
        decimals=2,
        synonyms=("de", "sobre", "maximo", "escala", "score max", "out of"),
        help="Si falta: 5 hasta 5, 10 hasta 10, 100 hasta 100.",
    ),
    Field(
        "external_id",
        "Número de fuera",
        CODE,
        max_length=80,
        synonyms=("id", "id comentario", "comment id", "review id", "referencia", "folio", "numero"),
    ),
)  # fmt: skip
