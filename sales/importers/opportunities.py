"""What files of opportunities say."""

from core.imports.kinds import CHOICE, CODE, DATE, DECIMAL, Field
from core.imports.values import plain
from sales.enums import Entry, OpportunityState

from .common import customer_code

ENTRIES = {
    **{plain(text): value for value, label in Entry.choices for text in (value, label)},
    "paginaweb": "web",
    "internet": "web",
    "online": "web",
    "llamada": "phone",
    "wsp": "whatsapp",
    "local": "shop",
    "mostrador": "shop",
    "campo": "visit",
    "email": "mail",
    "referido": "referral",
    "recomendado": "referral",
    "distribuidor": "partner",
    "aliado": "partner",
    "otros": "other",
}
STATES = {
    **{plain(text): value for value, label in OpportunityState.choices for text in (value, label)},
    "abierto": "open",
    "encurso": "open",
    "activa": "open",
    "ganado": "won",
    "cerradaganada": "won",
    "closedwon": "won",
    "perdido": "lost",
    "cerradaperdida": "lost",
    "closedlost": "lost",
}

OPPORTUNITY_FIELDS = (
    Field(
        "external_id",
        "Número",
        CODE,
        required=True,
        max_length=80,
        synonyms=("id", "number", "nro", "codigo", "opportunity id", "id oportunidad", "deal id", "referencia"),
        help="El número que tiene en tu archivo: por él se sabe si ya se trajo.",
    ),
    Field(
        "name",
        "Qué quiere",
        required=True,
        max_length=160,
        synonyms=("nombre", "oportunidad", "asunto", "descripcion", "deal", "deal name", "opportunity name", "titulo"),
    ),
    customer_code("documento", "account", required=True, help="Su código o su documento."),
    Field("pipeline", "Proceso", max_length=80, synonyms=("embudo", "pipeline code", "proceso de venta"),
          help="El código o el nombre. Vacío: el de costumbre."),
    Field("stage", "Etapa", max_length=60, synonyms=("stage code", "fase", "stage name", "etapa de venta"),
          help="El código o el nombre. Vacío: la primera."),
    Field("amount", "Importe", DECIMAL, minimum=0, limit=10**12, fallback="0",
          synonyms=("monto", "valor", "value", "importe esperado", "total"), help="Sin impuesto."),
    Field("currency", "Moneda", max_length=3, upper=True, synonyms=("divisa", "moneda codigo"),
          help="Solo la de la empresa. Vacía: la de la empresa."),
    Field("owner", "Vendedor", max_length=150,
          synonyms=("usuario", "de quien", "responsable", "owner username", "seller", "asignado", "username"),
          help="Su usuario. Vacío: quien lleva al cliente."),
    Field("opened_on", "Abierta el", DATE, required=True,
          synonyms=("fecha", "creada", "fecha de apertura", "created", "opened", "fecha creacion", "created at")),
    Field("expected_on", "Se cierra hacia el", DATE,
          synonyms=("fecha de cierre", "cierre esperado", "close date", "expected close", "cierre")),
    Field("closed_on", "Cerrada el", DATE, synonyms=("fecha cerrada", "closed", "closed at", "cerrada"),
          help="De las ganadas y perdidas. Vacía: la fecha en que se esperaba."),
    Field("entry", "Por dónde llegó", CHOICE, choices=ENTRIES, fallback="other",
          synonyms=("canal", "origen", "fuente", "source", "lead source", "medio")),
    Field("state", "Estado", CHOICE, choices=STATES, fallback="open", synonyms=("status", "situacion", "resultado")),
    Field("lost_reason", "Razón de pérdida", max_length=80,
          synonyms=("motivo", "motivo de perdida", "lost reason", "razon", "por que se perdio", "causa"),
          help="El código o el nombre de una de tus razones. Las perdidas la necesitan."),
)  # fmt: skip
