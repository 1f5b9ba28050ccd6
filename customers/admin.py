"""Set-up of what customers are sorted by. Customers themselves have their own pages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats

from company.enums import Role
from core.admin import RoleAdmin
from customers.enums import Kind
from customers.models import Category, ConsentText, CustomField, CustomFieldGroup
from customers.queries.fields import uses_of
from customers.services import fields as services

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


class CustomFieldForm(forms.ModelForm):
    """A field of the company's own; options are written one per line."""

    options = forms.CharField(
        label="Opciones",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        help_text="Una por línea, en el orden en que se ofrecen. Solo para «uno de una lista» y «varios de una lista».",
    )
    kinds = forms.MultipleChoiceField(
        label="Clases de cliente",
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Kind.values,
        help_text="A quiénes se les pregunta.",
    )
    required_for = forms.MultipleChoiceField(
        label="Obligatorio para",
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Sin este dato no se guarda la ficha de esas clases. Los archivos pueden traerlo vacío.",
    )

    class Meta:
        model = CustomField
        fields = (
            "label",
            "code",
            "group",
            "order",
            "field_type",
            "options",
            "help_text",
            "kinds",
            "required_for",
            "in_list",
            "is_active",
            "valid_from",
            "valid_to",
        )
        help_texts: ClassVar[dict[str, str]] = {
            "label": "Como lo verán todos: «Tamaño del local».",
            "code": "Minúsculas, cifras y guion bajo (tamano_local). Así se llama en los archivos "
            "(custom.tamano_local) y ya no cambia.",
            "order": "Los números menores van primero dentro del grupo.",
            "field_type": "Con datos guardados ya no cambia: crea otro campo.",
            "help_text": "Una frase que aparece debajo del campo.",
            "in_list": "Sale en la lista de clientes de quien no ha elegido sus columnas.",
            "is_active": "Apagado no se pregunta ni se muestra; lo guardado se conserva.",
            "valid_from": "Desde este día se pregunta. Vacío: desde siempre.",
            "valid_to": "Hasta este día se pregunta. Vacío: sin fin.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["options"] = "\n".join(str(one) for one in self.instance.options)

    def clean_options(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]


@admin.register(CustomFieldGroup)
class CustomFieldGroupAdmin(RoleAdmin):
    """The headings under which own fields stand in forms and on the page."""

    editors = EDITORS
    deletable = True
    list_display = ("name", "order", "how_many")

    @admin.display(description="campos")
    def how_many(self, group: CustomFieldGroup) -> int:
        return group.fields.count()

    def save_model(self, request: HttpRequest, obj: CustomFieldGroup, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.told()

    def delete_model(self, request: HttpRequest, obj: CustomFieldGroup) -> None:
        services.remove_group(group=obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for group in queryset:
            services.remove_group(group=group, actor=request.user)


@admin.register(CustomField)
class CustomFieldAdmin(RoleAdmin):
    """MUC: the fields that this company keeps of its customers."""

    editors = EDITORS
    deletable = True
    form = CustomFieldForm
    list_display = ("label", "code", "group", "order", "field_type", "kinds_said", "in_list", "is_active", "used")
    list_filter = ("group", "field_type", "is_active")
    list_select_related = ("group",)
    search_fields = ("label", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: CustomField | None = None) -> tuple[str, ...]:
        return ("code", "used") if obj else ()

    def get_fields(self, request: HttpRequest, obj: CustomField | None = None) -> Any:
        shown = list(CustomFieldForm.Meta.fields)
        return [*shown, "used"] if obj else shown

    @admin.display(description="clases")
    def kinds_said(self, field: CustomField) -> str:
        labels = dict(Kind.choices)
        return "todas" if len(field.kinds) == len(Kind) else ", ".join(str(labels[Kind(kind)]) for kind in field.kinds)

    @admin.display(description="clientes con dato")
    def used(self, field: CustomField) -> int:
        return uses_of(field.code)

    def save_model(self, request: HttpRequest, obj: CustomField, form: Any, change: bool) -> None:
        data = dict(form.cleaned_data)
        code = obj.code if change else data.pop("code")
        data.pop("code", None)
        saved = services.save_field(actor=request.user, code=code, pk=obj.pk, **data)
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: CustomField) -> None:
        services.remove_field(field=obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for field in queryset:
            services.remove_field(field=field, actor=request.user)
