"""What files of quotes say: a row a line; rows with the same number are one quote."""

from core.imports.kinds import CHOICE, CODE, DATE, DECIMAL, Field
from core.imports.values import plain
from sales.enums import QuoteState

from .common import customer_code, quantity, sku, unit_price

# What a file can say of an offer that was made elsewhere.
_KNOWN = (QuoteState.DRAFT, QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REJECTED, QuoteState.WITHDRAWN)
STATES = {
    **{plain(text): str(state) for state in _KNOWN for text in (str(state.value), str(state.label))},
    "ganada": "accepted",
    "aprobada": "accepted",
    "won": "accepted",
    "perdida": "rejected",
    "lost": "rejected",
    "pendiente": "sent",
    "abierta": "sent",
    "open": "sent",
    "anulada": "withdrawn",
    "cancelled": "withdrawn",
}

QUOTE_FIELDS = (
    Field(
        "quote_number",
        "Número",
        CODE,
        required=True,
        max_length=40,
        synonyms=("numero cotizacion", "cotizacion", "nro", "quote", "quote id", "proforma", "presupuesto"),
        help="Las filas con el mismo número son una cotización.",
    ),
    Field("title", "Asunto", max_length=160, synonyms=("titulo", "nombre", "referencia", "subject")),
    customer_code("documento", required=True, help="Su código o su documento."),
    Field(
        "seller",
        "Vendedor",
        max_length=150,
        synonyms=("ejecutivo", "asesor", "owner", "usuario", "sales rep"),
        help="Usuario o correo. Vacío: quien lleva al cliente.",
    ),
    Field("made_on", "Fecha", DATE, required=True, synonyms=("fecha emision", "emitida", "date", "creada")),
    Field("valid_until", "Vale hasta", DATE, synonyms=("validez", "vence", "vencimiento", "valid until", "expires")),
    Field(
        "state",
        "Estado",
        CHOICE,
        choices=STATES,
        fallback="draft",
        synonyms=("status", "situacion", "resultado"),
    ),
    sku("producto", "item"),
    Field("description", "Descripción", max_length=200, synonyms=("nombre producto", "detalle", "product name")),
    quantity(),
    unit_price(limit=10**9, decimals=4),
    Field(
        "discount_percent",
        "Descuento (%)",
        DECIMAL,
        decimals=2,
        fallback="0",
        synonyms=("descuento", "dto", "dscto", "discount", "discount %"),
        help="Por ciento: 12.5 es doce y medio.",
    ),
    Field(
        "tax_rate",
        "Impuesto (%)",
        DECIMAL,
        decimals=2,
        synonyms=("igv", "iva", "impuesto", "tax", "tax rate"),
        help="Por ciento. Vacío: el del producto o el de la empresa.",
    ),
    Field("currency", "Moneda", CODE, max_length=3, upper=True, synonyms=("currency", "divisa")),
)
