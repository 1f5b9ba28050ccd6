"""Roles, countries, positions."""

from django.db import models


class Role(models.TextChoices):
    """Names of the groups; what each may call is in ``crm_project.access``."""

    GESTOR = "gestor", "Gestor CRM"
    SELLER = "ventas", "Ventas"
    SUPERVISOR = "supervisor", "Supervisor de ventas"
    MARKETING = "marketing", "Marketing"
    PURCHASING = "compras", "Compras"
    SERVICE = "servicio", "Servicio al cliente"
    ADMINISTRATOR = "administrador", "Administrador"


class SalesLevel(models.IntegerChoices):
    """Rank in the sales tree, from the top."""

    DIRECTOR = 1, "Dirección comercial"
    NATIONAL = 2, "Supervisor nacional"
    SUPERVISOR = 3, "Supervisor"
    SELLER = 4, "Vendedor"


class Country(models.TextChoices):
    PERU = "PE", "Perú"
    COLOMBIA = "CO", "Colombia"
    SPAIN = "ES", "España"


class Theme(models.TextChoices):
    AUTO = "auto", "Como el equipo"
    LIGHT = "light", "Claro"
    DARK = "dark", "Oscuro"


class WindowUse(models.TextChoices):
    """What an hour is for: the company's own hours, or writing to people for a purpose that the law limits."""

    BUSINESS = "business", "Horario de atención"
    ADVERTISING = "advertising", "Publicidad"
    COLLECTION = "collection", "Cobranza"
    SURVEY = "survey", "Encuestas"


class CapScope(models.TextChoices):
    ALL = "all", "Todos los mensajes"
    OTHER = "other", "Los de otros canales"


class HolidaySource(models.TextChoices):
    LIBRARY = "library", "Calendario del país"
    MANUAL = "manual", "Añadido a mano"


class NoticeKind(models.TextChoices):
    """What a notice is about: each person chooses which kinds reach the bell."""

    REMINDER = "reminder", "Recordatorios de tus tareas"
    ASSIGNMENT = "assignment", "Algo que pasa a tus manos"
    REDIRECTED = "redirected", "Pedidos redirigidos"
    CALL = "call", "Llamadas perdidas"
    OTHER = "other", "Lo demás"
