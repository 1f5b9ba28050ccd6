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
