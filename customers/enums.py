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
