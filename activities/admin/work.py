"""The kinds of action: what each costs and what comes after it."""

from typing import ClassVar

from django.contrib import admin
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats

from activities.models import ActionType
from company.enums import Role
from core.admin import RoleAdmin


class ActionTypeResource(resources.ModelResource):
    class Meta:
        model = ActionType
        import_id_fields = ("code",)
        fields = ("code", "name", "channel", "cost", "minutes", "next_days", "next_business", "order", "is_active")
        skip_unchanged = True


@admin.register(ActionType)
class ActionTypeAdmin(ImportExportMixin, RoleAdmin):
    """What people can register, its cost and the chain rule that the forms propose."""

    editors = frozenset({Role.ADMINISTRATOR.value})
    resource_classes: ClassVar[list[type[resources.ModelResource]]] = [ActionTypeResource]
    formats: ClassVar[list[type[base_formats.Format]]] = [base_formats.CSV]
    import_template_name = "admin/import_export/import.html"
    list_display = ("name", "channel", "cost", "next_type", "next_days", "next_business", "order", "is_active")
    list_select_related = ("next_type",)
    search_fields = ("name", "code")
