"""Set-up of what customers are sorted by. Customers themselves have their own pages."""

from typing import ClassVar

from django.contrib import admin
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats

from company.enums import Role
from core.admin import RoleAdmin
from customers.models import Category, ConsentText

EDITORS = frozenset({Role.ADMINISTRATOR.value})


class CategoryResource(resources.ModelResource):
    class Meta:
        model = Category
        import_id_fields = ("code",)
        fields = ("code", "name", "order")
        skip_unchanged = True


@admin.register(Category)
class CategoryAdmin(ImportExportMixin, RoleAdmin):
    """Proveedor, distribuidor…: the list that the form of a customer offers."""

    editors = EDITORS
    deletable = True
    resource_classes: ClassVar[list[type[resources.ModelResource]]] = [CategoryResource]
    formats: ClassVar[list[type[base_formats.Format]]] = [base_formats.CSV]
    import_template_name = "admin/import_export/import.html"
    list_display = ("name", "code", "order")
    search_fields = ("name", "code")


@admin.register(ConsentText)
class ConsentTextAdmin(RoleAdmin):
    """What customers are asked, word by word: new words are a new version."""

    editors = EDITORS
    list_display = ("code", "purpose", "valid_from")
    list_filter = ("purpose",)
