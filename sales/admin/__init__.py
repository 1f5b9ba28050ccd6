"""Orders and payments to look at; a payment may be noted here. Nothing is changed or deleted by hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from company.enums import Role
from core.admin import ReadOnlyInline, RoleAdmin
from sales.enums import AssignBy
from sales.models import AssignmentRule, Order, OrderLine, Payment, RedirectCause
from sales.services import record_payment

from . import pipelines  # noqa: F401 - registers processes, reasons and competitors

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR.value})


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = ("position", "sku", "name", "quantity", "unit_price", "discount", "tax_rate", "total")


@admin.register(Order)
class OrderAdmin(RoleAdmin):
    editors = ADMINISTRATOR
    addable = changeable = False
    list_display = ("number", "kind", "status", "customer", "placed_on", "channel", "total")
    list_filter = ("kind", "status", "channel")
    search_fields = ("number",)
    list_select_related = ("customer",)
    inlines = (OrderLineInline,)


class PaymentForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("order") and not data.get("customer"):
            raise forms.ValidationError("Di de quién es el pago: un pedido o un cliente.")
        return data

    def validate_constraints(self) -> None:
        """The service says the same in kinder words."""


@admin.register(Payment)
class PaymentAdmin(RoleAdmin):
    form = PaymentForm
    editors = ADMINISTRATOR
    changeable = False
    list_display = ("number", "customer", "order", "amount", "paid_on", "method")
    list_filter = ("method",)
    search_fields = ("number", "reference")
    list_select_related = ("customer", "order")
    fields = ("order", "customer", "amount", "paid_on", "method", "reference")
    raw_id_fields = ("order", "customer")

    def save_model(self, request: HttpRequest, obj: Payment, form: Any, change: bool) -> None:
        data = {name: form.cleaned_data[name] for name in self.fields}
        obj.pk = record_payment(actor=request.user, **data).pk


@admin.register(RedirectCause)
class RedirectCauseAdmin(RoleAdmin):
    """Where customers get stuck, what the seller says, what he sends."""

    editors = ADMINISTRATOR
    list_display = ("name", "code", "contact_minutes", "order", "is_active")
    search_fields = ("name", "code")
    fields = ("name", "code", "short", "script", "guide", "guide_url", "contact_minutes", "order", "is_active")


class AssignmentRuleForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = data.get("seller") is not None
        if named != (data.get("by") == AssignBy.PERSON):
            said = "Este modo de asignar no lleva persona." if named else "Elige a la persona fija."
            self.add_error("seller", said)
        return data

    def validate_constraints(self) -> None:
        """The form says the same in kinder words."""


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(RoleAdmin):
    """To whom a redirected order goes: the first rule that fits decides."""

    form = AssignmentRuleForm
    editors = ADMINISTRATOR
    deletable = True
    list_display = ("order", "name", "source", "city", "cause", "category", "by", "seller", "is_active")
    list_display_links = ("name",)
    list_editable = ("order", "is_active")
    list_select_related = ("cause", "category", "seller")
    fields = ("name", "order", "source", "city", "cause", "category", "by", "seller", "is_active")
