"""Set-up of the catalogue and the warehouses; stock is only looked at (the ledger has its own screens)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.widgets import BooleanWidget, DecimalWidget, ForeignKeyWidget, IntegerWidget

from core.admin import RoleAdmin
from inventory import services
from inventory.models import Brand, Category, Product, StockBalance, StockMovement, Warehouse
from inventory.queries.visible import EDITORS
from inventory.services.products import FIELDS


class SetUp(ImportExportMixin, RoleAdmin):
    """Catalogue screens: edited by purchasing, with import and export as CSV."""

    editors = EDITORS
    formats: ClassVar[list[Any]] = [base_formats.CSV]
    import_template_name = "admin/import_export/import.html"


class CategoryResource(resources.ModelResource):
    code = Field(column_name="codigo", attribute="code")
    name = Field(column_name="nombre", attribute="name")
    order = Field(column_name="orden", attribute="order", widget=IntegerWidget(), default=100)
    parent = Field(column_name="dentro_de", attribute="parent", widget=ForeignKeyWidget(Category, "code"))

    class Meta:
        model = Category
        import_id_fields = ("code",)
        fields = ("code", "name", "parent", "order")
        skip_unchanged = True

    def do_instance_save(self, instance: Category, is_create: bool) -> None:
        saved = services.save_category(
            actor=None,
            code=instance.code,
            name=instance.name,
            parent=instance.parent,
            order=instance.order,
            pk=instance.pk,
        )
        instance.pk, instance.path = saved.pk, saved.path


@admin.register(Category)
class CategoryAdmin(SetUp):
    resource_classes: ClassVar[list[Any]] = [CategoryResource]
    list_display = ("indented", "code", "order")
    search_fields = ("name", "code")
    fields = ("code", "name", "parent", "order")
    deletable = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).order_by("path")

    @admin.display(description="nombre")
    def indented(self, category: Category) -> str:
        return "— " * max(0, category.path.count("/") - 1) + category.name

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        data = form.cleaned_data
        saved = services.save_category(
            actor=request.user,
            code=data["code"],
            name=data["name"],
            parent=data["parent"],
            order=data["order"],
            pk=obj.pk,
        )
        obj.pk, obj.path = saved.pk, saved.path

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        services.remove_category(category=obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Category]) -> None:
        for category in queryset.order_by("-path"):
            services.remove_category(category=category, actor=request.user)


@admin.register(Brand)
class BrandAdmin(SetUp):
    list_display = ("name",)
    search_fields = ("name",)
    deletable = True


class ProductResource(resources.ModelResource):
    sku = Field(column_name="codigo", attribute="sku")
    name = Field(column_name="nombre", attribute="name")
    kind = Field(column_name="clase", attribute="kind", default="goods")
    category = Field(column_name="categoria", attribute="category", widget=ForeignKeyWidget(Category, "code"))
    brand = Field(column_name="marca", attribute="brand", widget=ForeignKeyWidget(Brand, "name"))

    barcode = Field(column_name="codigo_de_barras", attribute="barcode", default="")
    unit = Field(column_name="unidad", attribute="unit", default="unidad")
    price = Field(column_name="precio", attribute="price", widget=DecimalWidget())
    cost = Field(column_name="costo", attribute="cost", widget=DecimalWidget())
    is_active = Field(column_name="a_la_venta", attribute="is_active", widget=BooleanWidget(), default=True)

    class Meta:
        model = Product
        import_id_fields = ("sku",)
        fields = (
            "sku",
            "name",
            "kind",
            "category",
            "brand",
            "barcode",
            "unit",
            "price",
            "cost",
            "tax_rate",
            "is_active",
        )
        skip_unchanged = True

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        row["codigo"] = str(row.get("codigo") or "").strip().upper()


@admin.register(Product)
class ProductAdmin(SetUp):
    resource_classes: ClassVar[list[Any]] = [ProductResource]
    list_display = ("sku", "name", "category", "brand", "price", "cost", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("search",)
    list_select_related = ("category", "brand")
    exclude = ("import_batch", "image")

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        names = form.changed_data if change else form.cleaned_data
        values = {name: form.cleaned_data[name] for name in names if name in FIELDS}
        saved = services.save_product(actor=request.user, product=obj if change else None, **values)
        obj.pk, obj.version = saved.pk, saved.version


@admin.register(Warehouse)
class WarehouseAdmin(SetUp):
    list_display = ("name", "code", "city", "is_active")
    search_fields = ("name", "code")


class LookOnly(RoleAdmin):
    editors = EDITORS
    addable = changeable = False


@admin.register(StockBalance)
class StockBalanceAdmin(LookOnly):
    list_display = ("product", "warehouse", "on_hand", "reserved", "value")
    list_filter = ("warehouse",)
    list_select_related = ("product", "warehouse")
    search_fields = ("product__search",)


@admin.register(StockMovement)
class StockMovementAdmin(LookOnly):
    list_display = ("occurred_on", "kind", "product", "warehouse", "quantity", "unit_cost", "reference")
    list_filter = ("kind", "warehouse")
    list_select_related = ("product", "warehouse")
    search_fields = ("product__search", "reference")
    date_hierarchy = None
