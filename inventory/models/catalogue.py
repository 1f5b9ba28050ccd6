"""The catalogue: category tree, brands, products."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.audit import tracked
from core.database import Joined, Norm, SortKey
from core.models import ImportBatch, Timestamped, Versioned
from inventory.enums import ProductKind

TEXT = models.TextField()


@tracked()
class Category(Timestamped):
    """A node of the portfolio tree. ``path`` holds the ids from the root to this node, each followed by a slash."""

    code = models.SlugField("código", max_length=60, unique=True)
    name = models.CharField("nombre", max_length=80)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="dentro de",
    )
    path = models.CharField(max_length=200, editable=False, default="", db_index=True)
    order = models.PositiveSmallIntegerField("orden", default=100)

    class Meta:
        verbose_name = "categoría de producto"
        verbose_name_plural = "categorías de producto"
        ordering = ["order", "name"]
        constraints = [models.CheckConstraint(name="product_category_not_own_parent", condition=~Q(parent=F("id")))]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    name = models.CharField("nombre", max_length=80, unique=True)

    class Meta:
        verbose_name = "marca"
        verbose_name_plural = "marcas"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("sort_key", "search"))
class Product(Versioned):
    """Something that is sold. ``sku`` is unique without regard to case (stored in capitals).

    ``price`` and ``cost`` are present list values per unit without tax, in the company's currency; history stands
    in order lines and stock movements.
    """

    sku = models.CharField("código (SKU)", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=200)
    kind = models.CharField("clase", max_length=8, choices=ProductKind, default=ProductKind.GOODS)
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name="categoría",
    )
    brand = models.ForeignKey(
        Brand, null=True, blank=True, on_delete=models.SET_NULL, related_name="products", verbose_name="marca"
    )
    barcode = models.CharField("código de barras", max_length=20, blank=True)
    description = models.TextField("descripción", blank=True)
    image = models.ImageField("imagen", upload_to="products", blank=True)
    unit = models.CharField("unidad", max_length=12, default="unidad")
    price = models.DecimalField(
        "precio sin impuesto", max_digits=14, decimal_places=4, default=0, validators=[MinValueValidator(0)]
    )
    cost = models.DecimalField(
        "costo", max_digits=14, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    tax_rate = models.DecimalField(
        "impuesto (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Vacío: la tasa de la empresa.",
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    lead_time_days = models.PositiveSmallIntegerField("días de entrega del proveedor", null=True, blank=True)
    is_active = models.BooleanField("a la venta", default=True, db_default=True)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    sort_key = models.GeneratedField(expression=SortKey(F("name")), output_field=TEXT, db_persist=True)
    search = models.GeneratedField(
        expression=Norm(Joined(F("sku"), F("name"), F("barcode"))), output_field=TEXT, db_persist=True
    )

    class Meta:
        verbose_name = "producto"
        verbose_name_plural = "productos"
        constraints = [
            models.CheckConstraint(name="product_price_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(name="product_cost_not_negative", condition=Q(cost__gte=0) | Q(cost=None)),
            models.UniqueConstraint(fields=["barcode"], condition=~Q(barcode=""), name="product_barcode_once"),
        ]
        indexes = [
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="product_search_trgm"),
            models.Index(fields=["sort_key", "id"], name="product_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
