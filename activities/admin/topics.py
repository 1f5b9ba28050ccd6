"""The topics of comments: the company's own list, with the words that give a topic away."""

from typing import ClassVar

from django.contrib import admin
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats

from activities.models import Topic
from company.enums import Role
from core.admin import RoleAdmin


class TopicResource(resources.ModelResource):
    class Meta:
        model = Topic
        import_id_fields = ("code",)
        fields = ("code", "name", "words", "order", "is_active")
        skip_unchanged = True


@admin.register(Topic)
class TopicAdmin(ImportExportMixin, RoleAdmin):
    """Precio, entrega, calidad…: what a comment is about."""

    editors = frozenset({Role.ADMINISTRATOR.value})
    resource_classes: ClassVar[list[type[resources.ModelResource]]] = [TopicResource]
    formats: ClassVar[list[type[base_formats.Format]]] = [base_formats.CSV]
    import_template_name = "admin/import_export/import.html"
    list_display = ("name", "code", "words", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code", "words")
