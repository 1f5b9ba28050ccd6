"""MUC, the company's own model of a customer: fields that it defines. Values live in ``Customer.custom`` by code."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.audit import tracked
from core.models import Versioned
from customers.enums import FieldType, Kind


@tracked()
class CustomFieldGroup(models.Model):
    """A heading under which fields stand."""

    name = models.CharField("nombre", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("orden", default=100)

    class Meta:
        verbose_name = "grupo de campos"
        verbose_name_plural = "grupos de campos"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class CustomField(Versioned):
    """A field of the company's own. ``code`` is the key in ``Customer.custom`` and never changes; the type neither,
    once there are values. ``kinds`` = kinds of customer that have it, ``required_for`` those that must fill it.
    ``valid_from``/``valid_to`` (days of the company) say when it is asked; what is stored stays.
    """

    group = models.ForeignKey(CustomFieldGroup, on_delete=models.PROTECT, related_name="fields", verbose_name="grupo")
    code = models.SlugField("código", max_length=40, unique=True)
    label = models.CharField("nombre", max_length=80)
    help_text = models.CharField("ayuda", max_length=160, blank=True, default="")
    field_type = models.CharField("tipo", max_length=10, choices=FieldType)
    kinds = ArrayField(models.CharField(max_length=12, choices=Kind), verbose_name="clases de cliente", default=list)
    required_for = ArrayField(
        models.CharField(max_length=12, choices=Kind), verbose_name="obligatorio para", default=list, blank=True
    )
    options = models.JSONField("opciones", default=list, blank=True, help_text="Lista de textos, en su orden.")
    order = models.PositiveSmallIntegerField("orden", default=100)
    in_list = models.BooleanField("columna de la lista", default=False)
    is_active = models.BooleanField("activo", default=True)
    valid_from = models.DateField("vale desde", null=True, blank=True)
    valid_to = models.DateField("vale hasta", null=True, blank=True)

    class Meta:
        verbose_name = "campo propio"
        verbose_name_plural = "campos propios"
        ordering = ["group__order", "order", "label"]
        constraints = [
            models.CheckConstraint(name="custom_field_type_known", condition=Q(field_type__in=FieldType.values)),
            models.CheckConstraint(name="custom_field_code_plain", condition=Q(code__regex=r"^[a-z][a-z0-9_]{0,39}$")),
            models.CheckConstraint(
                name="custom_field_validity",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.label
