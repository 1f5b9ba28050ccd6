"""One record per customer: the company's, not a person's."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from core.audit import tracked
from core.database import Joined, Norm, SortKey
from core.models import ImportBatch, Versioned
from customers.enums import DocumentKind, Gender, Kind, Lifecycle

TEXT = models.TextField()


def _name_expression() -> Case:
    """What a customer is called: the person's names, or the trade name, else the legal name."""
    company = Coalesce(NullIf(F("trade_name"), Value("")), F("legal_name"), output_field=TEXT)
    return Case(
        When(kind=Kind.PERSON, then=Joined(F("first_name"), F("last_name"))),
        default=company,
        output_field=TEXT,
    )


class Category(models.Model):
    """Proveedor, partner, distribuidor…: a customer may have many at a time."""

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=60)
    order = models.PositiveSmallIntegerField("orden", default=100)

    class Meta:
        verbose_name = "categoría de cliente"
        verbose_name_plural = "categorías de cliente"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("name", "sort_key", "search"))
class Customer(Versioned):
    """Any person or company that buys or might buy.

    ``name``, ``sort_key`` and ``search`` are computed by the database. ``custom`` holds the fields that the company
    defines (MUC). Rows are never deleted: they are deactivated, merged or erased (pseudonymised).
    """

    code = models.CharField("código", max_length=40, unique=True)
    kind = models.CharField("clase", max_length=12, choices=Kind, default=Kind.PERSON)
    lifecycle = models.CharField("etapa", max_length=10, choices=Lifecycle, default=Lifecycle.LEAD)
    categories = models.ManyToManyField(Category, blank=True, related_name="customers", verbose_name="categorías")
    first_name = models.CharField("nombres", max_length=120, blank=True)
    last_name = models.CharField("apellidos", max_length=120, blank=True)
    legal_name = models.CharField("razón social", max_length=200, blank=True)
    trade_name = models.CharField("nombre comercial", max_length=200, blank=True)
    document_kind = models.CharField("documento", max_length=4, choices=DocumentKind, blank=True)
    document_number = models.CharField("número de documento", max_length=20, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono (E.164)", max_length=20, blank=True)
    birth_date = models.DateField("fecha de nacimiento", null=True, blank=True)
    gender = models.CharField("género", max_length=1, choices=Gender, blank=True)
    street = models.CharField("dirección", max_length=200, blank=True)
    district = models.CharField("distrito", max_length=80, blank=True)
    city = models.CharField("ciudad", max_length=80, blank=True)
    region = models.CharField("departamento o región", max_length=80, blank=True)
    postal_code = models.CharField("código postal", max_length=12, blank=True)
    country = models.CharField("país", max_length=2, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="pertenece a",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_customers",
        verbose_name="a cargo",
    )
    since = models.DateField("cliente desde", null=True, blank=True)
    notes = models.TextField("notas", blank=True)
    document_verified = models.BooleanField("documento comprobado", default=True, db_default=True)
    phone_verified = models.BooleanField("teléfono comprobado", default=True, db_default=True)
    vision = models.TextField("visión", blank=True, default="", db_default="")
    activity_code = models.CharField("actividad económica (CIIU)", max_length=6, blank=True, default="", db_default="")
    employees = models.PositiveIntegerField("empleados", null=True, blank=True)
    legal_representative = models.CharField(
        "representante legal", max_length=160, blank=True, default="", db_default=""
    )
    stratum = models.PositiveSmallIntegerField("estrato", null=True, blank=True)
    preferences = models.TextField("preferencias", blank=True, default="", db_default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    erased_at = models.DateTimeField("borrado", null=True, blank=True, editable=False)
    custom = models.JSONField("campos propios", default=dict, blank=True, db_default=Value({}, models.JSONField()))
    is_active = models.BooleanField("activo", default=True, db_default=True)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.GeneratedField(expression=_name_expression(), output_field=TEXT, db_persist=True)
    sort_key = models.GeneratedField(expression=SortKey(_name_expression()), output_field=TEXT, db_persist=True)
    search = models.GeneratedField(
        expression=Norm(
            Joined(
                F("first_name"),
                F("last_name"),
                F("legal_name"),
                F("trade_name"),
                F("document_number"),
                F("phone"),
                F("email"),
                F("code"),
            )
        ),
        output_field=TEXT,
        db_persist=True,
    )

    class Meta:
        verbose_name = "cliente"
        verbose_name_plural = "clientes"
        constraints = [
            models.CheckConstraint(
                name="customer_has_name",
                condition=(Q(kind=Kind.PERSON) & ~Q(first_name="", last_name=""))
                | (~Q(kind=Kind.PERSON) & ~Q(legal_name="", trade_name="")),
            ),
            models.CheckConstraint(name="customer_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="customer_lifecycle_known", condition=Q(lifecycle__in=Lifecycle.values)),
            models.CheckConstraint(name="customer_not_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="customer_phone_e164", condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{5,17}$")
            ),
            models.UniqueConstraint(
                fields=["country", "document_kind", "document_number"],
                condition=~Q(document_number="") & ~Q(document_kind=DocumentKind.OTHER),
                name="customer_document_once",
                violation_error_message="Ya hay un cliente con ese documento.",
            ),
        ]
        indexes = [
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="customer_search_trgm"),
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(fields=["owner", "sort_key", "id"], name="customer_by_owner"),
            models.Index(fields=["document_number"], name="customer_document", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["phone"], name="customer_phone", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["custom"], name="customer_custom", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.name or self.code
