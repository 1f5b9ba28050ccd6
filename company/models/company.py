"""Settings of the company: one row."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from company.enums import Country
from core.audit import tracked


@tracked()
class Company(models.Model):
    """Who we are: country, zone, currency, fiscal data, branding. Exactly one row (``id`` = 1)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("nombre comercial", max_length=120, default="Mi empresa")
    legal_name = models.CharField("razón social", max_length=160, blank=True)
    tax_id = models.CharField("número de identificación fiscal", max_length=20, blank=True)
    address = models.CharField("dirección", max_length=200, blank=True)
    city = models.CharField("ciudad", max_length=80, blank=True)
    phone = models.CharField("teléfono", max_length=20, blank=True)
    email = models.EmailField("correo", blank=True)
    website = models.URLField("página web", blank=True)
    country = models.CharField("país", max_length=2, choices=Country, default=Country.PERU)
    time_zone = models.CharField("zona horaria", max_length=40, default="America/Lima")
    currency = models.CharField("moneda (ISO 4217)", max_length=3, default="PEN")
    tax_name = models.CharField("impuesto", max_length=20, default="IGV")
    tax_rate = models.DecimalField(
        "tasa del impuesto (%)",
        max_digits=5,
        decimal_places=2,
        default=Decimal(18),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    logo = models.ImageField("logotipo", upload_to="company", blank=True)
    is_demo = models.BooleanField("datos de muestra", default=False, editable=False)

    class Meta:
        verbose_name = "empresa"
        verbose_name_plural = "empresa"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="company_single_row")]

    def __str__(self) -> str:
        return self.name
