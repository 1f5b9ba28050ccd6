"""Codes in sales files that are no products."""

from django.db import models
from django.db.models import Q

from sales.enums import LineKind


class NonProductCode(models.Model):
    """Postage, bank charges, discounts: lines with such a code carry no product.

    ``is_prefix`` means every code that begins so. ``only_among_numbered`` restricts short letters (M, D, S) to files
    whose other codes carry digits, so that a shop that calls its products A and B keeps them.
    """

    code = models.CharField("código", max_length=40, unique=True)
    kind = models.CharField(
        "clase de línea",
        max_length=10,
        choices=[choice for choice in LineKind.choices if choice[0] != LineKind.PRODUCT],
        default=LineKind.FEE,
    )
    name = models.CharField("qué es", max_length=80, blank=True)
    is_prefix = models.BooleanField("todo lo que empieza así", default=False)
    only_among_numbered = models.BooleanField("solo si los demás códigos llevan cifras", default=False)

    class Meta:
        verbose_name = "código que no es producto"
        verbose_name_plural = "códigos que no son productos"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="non_product_code_kind", condition=Q(kind__in=[str(LineKind.FEE), str(LineKind.ADJUSTMENT)])
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.name})" if self.name else self.code
