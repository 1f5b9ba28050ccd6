"""Processes with their stages and steps, reasons of loss and competitors, as the company sets them up."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from company.enums import Role
from core.admin import RoleAdmin
from sales.enums import StepBy
from sales.models import Competitor, LossReason, Pipeline, Stage, StageStep

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR.value})


class StageFormSet(BaseInlineFormSet):
    """A process in use keeps at least one stage in use."""

    def clean(self) -> None:
        super().clean()
        if not self.instance.is_active or any(self.errors):
            return
        used = [one for one in self.forms if one.cleaned_data.get("name") and one.cleaned_data.get("is_active")]
        if not used:
            raise forms.ValidationError("Un proceso en uso necesita al menos una etapa en uso.")


class StageInline(admin.TabularInline):
    model = Stage
    formset = StageFormSet
    extra = 1
    fields = ("position", "name", "code", "probability", "max_days", "is_active", "steps_link")
    readonly_fields = ("steps_link",)
    can_delete = False
    verbose_name_plural = "etapas, en su orden (una que ya se usó se deja fuera de uso, no se borra)"

    @admin.display(description="pasos")
    def steps_link(self, stage: Stage) -> str:
        """The steps of a stage stand on a page of their own."""
        if stage.pk is None:
            return "–"
        return format_html('<a href="{}">Ver y cambiar</a>', reverse("admin:sales_stage_change", args=[stage.pk]))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_add_permission = has_change_permission = has_view_permission  # the page is guarded


class PipelineForm(forms.ModelForm):
    def clean_is_default(self) -> bool:
        usual = bool(self.cleaned_data["is_default"])
        if not usual and self.instance.pk and Pipeline.objects.filter(pk=self.instance.pk, is_default=True).exists():
            raise forms.ValidationError("Hace falta uno de costumbre: marca otro y este deja de serlo.")
        return usual

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_default") and not data.get("is_active"):
            self.add_error("is_active", "El de costumbre tiene que estar en uso.")
        return data

    def validate_constraints(self) -> None:
        """Marking another one takes the mark from the former: said by ``save_model``."""


@admin.register(Pipeline)
class PipelineAdmin(RoleAdmin):
    """A way of selling, with its stages."""

    form = PipelineForm
    editors = ADMINISTRATOR
    list_display = ("name", "code", "is_default", "is_active", "order")
    fields = ("name", "code", "description", "is_default", "is_active", "order")
    inlines = (StageInline,)

    def save_model(self, request: HttpRequest, obj: Pipeline, form: Any, change: bool) -> None:
        with transaction.atomic():
            if obj.is_default:
                Pipeline.objects.filter(is_default=True).exclude(pk=obj.pk).update(is_default=False)
            super().save_model(request, obj, form, change)


class StepForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        by_action = data.get("by") == StepBy.ACTION
        if by_action != (data.get("action_type") is not None):
            self.add_error(
                "action_type",
                "Elige qué acción lo cumple." if by_action else "Solo lleva acción si la acción lo cumple.",
            )
        return data

    def validate_constraints(self) -> None:
        """The form says the same in kinder words."""


class StepInline(admin.TabularInline):
    model = StageStep
    form = StepForm
    extra = 2
    fields = ("position", "name", "required", "by", "action_type", "is_active")
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_add_permission = has_change_permission = has_view_permission  # the page is guarded


@admin.register(Stage)
class StageAdmin(RoleAdmin):
    """A stage with what has to happen in it."""

    editors = ADMINISTRATOR
    addable = False
    list_display = ("name", "pipeline", "position", "probability", "max_days", "is_active")
    list_filter = ("pipeline",)
    list_select_related = ("pipeline",)
    fields = ("pipeline", "name", "code", "position", "probability", "max_days", "is_active")
    readonly_fields = ("pipeline",)
    inlines = (StepInline,)


@admin.register(LossReason)
class LossReasonAdmin(RoleAdmin):
    """Why deals are lost."""

    editors = ADMINISTRATOR
    list_display = ("name", "code", "public", "order", "is_active")
    search_fields = ("name", "code")
    fields = ("name", "code", "public", "order", "is_active")


@admin.register(Competitor)
class CompetitorAdmin(RoleAdmin):
    """Who else sells to our customers."""

    editors = ADMINISTRATOR
    list_display = ("name", "note", "is_active")
    search_fields = ("name",)
    fields = ("name", "note", "is_active")
