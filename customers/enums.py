"""Kinds, lifecycle, documents."""

from django.db import models


class Kind(models.TextChoices):
    PERSON = "natural", "Natural"
    COMPANY = "juridica", "Jurídica"
    CORPORATE = "corporativa", "Corporativa"


class Lifecycle(models.TextChoices):
    """Where a customer stands. ``LIFECYCLE_MOVES`` is the table of allowed moves."""

    LEAD = "lead", "Posible cliente"
    CUSTOMER = "customer", "Cliente"
    INACTIVE = "inactive", "Inactivo"


LIFECYCLE_MOVES: dict[str, frozenset[str]] = {
    Lifecycle.LEAD: frozenset({Lifecycle.CUSTOMER, Lifecycle.INACTIVE}),
    Lifecycle.CUSTOMER: frozenset({Lifecycle.INACTIVE}),
    Lifecycle.INACTIVE: frozenset({Lifecycle.CUSTOMER, Lifecycle.LEAD}),
}


class DocumentKind(models.TextChoices):
    DNI = "dni", "DNI (Perú)"
    RUC = "ruc", "RUC (Perú)"
    CC = "cc", "Cédula de ciudadanía (Colombia)"
    NIT = "nit", "NIT (Colombia)"
    NIF = "nif", "NIF (España)"
    CIF = "cif", "CIF (España)"
    OTHER = "otro", "Otro documento"


class FieldType(models.TextChoices):
    """Types of the company's own fields (MUC)."""

    TEXT = "text", "Texto"
    NUMBER = "number", "Número"
    MONEY = "money", "Dinero"
    DATE = "date", "Fecha"
    BOOLEAN = "boolean", "Sí o no"
    CHOICE = "choice", "Uno de una lista"
    CHOICES = "choices", "Varios de una lista"
    PRODUCTS = "products", "Lista de productos que tiene"


class ConsentChannel(models.TextChoices):
    EMAIL = "email", "Correo"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    CALL = "call", "Llamada"
    POST = "post", "Correo postal"


class ConsentPurpose(models.TextChoices):
    """Why one writes. Service and collection need no consent for advertising, only their own rules."""

    ADVERTISING = "advertising", "Publicidad"
    SERVICE = "service", "Servicio"
    COLLECTION = "collection", "Cobranza"
    SURVEY = "survey", "Encuestas"


class ConsentEvidence(models.TextChoices):
    FORM = "form", "Formulario web"
    PAPER = "paper", "Papel firmado"
    CALL = "call", "Llamada grabada"
    MESSAGE = "message", "Mensaje suyo"
    COUNTER = "counter", "Dicho en la tienda"
    IMPORT = "import", "Archivo recibido"
    LINK = "link", "Enlace de baja"


class PairState(models.TextChoices):
    """A pair of records that may be one customer."""

    OPEN = "open", "Por revisar"
    DIFFERENT = "different", "Son distintos"
    MERGED = "merged", "Unidos"


class Area(models.TextChoices):
    """Who answers for a customer, by area; the seller is ``Customer.owner``."""

    SERVICE = "service", "Servicio"
    PROGRAMME = "programme", "Programa"
    COLLECTION = "collection", "Cobranza"


class Gender(models.TextChoices):
    FEMALE = "f", "Femenino"
    MALE = "m", "Masculino"
    OTHER = "x", "Otro"


class Segment(models.TextChoices):
    """Where the weekly computation puts a customer; "" = no purchases in its window. Analytics pushes the codes."""

    CHAMPIONS = "campeones", "Campeones"
    LOYAL = "leales", "Leales"
    POTENTIAL = "potencial_leal", "Potencial leal"
    NEW = "nuevos", "Nuevos"
    PROMISING = "prometedores", "Prometedores"
    ATTENTION = "necesitan_atencion", "Necesitan atención"
    ABOUT_TO_SLEEP = "a_punto_de_dormir", "A punto de dormir"
    AT_RISK = "en_riesgo", "En riesgo"
    CANNOT_LOSE = "no_perder", "No perder"
    HIBERNATING = "hibernando", "Hibernando"
    LOST = "perdidos", "Perdidos"


NO_SEGMENT = "-"  # in addresses: who has no purchases
SEGMENT_CHOICES = [*Segment.choices, (NO_SEGMENT, "Sin compras")]


def segment_name(code: str) -> str:
    """Name on screen; a code of the company's own table reads as it is written."""
    if not code:
        return "Sin compras"
    return str(Segment(code).label) if code in Segment.values else code.replace("_", " ").capitalize()
