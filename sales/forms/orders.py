"""The head of an order, and the small forms of its acts."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from company.queries import today
from customers.models import Customer
from sales.enums import Channel, PaymentMethod
from sales.models import Opportunity, Order
from sales.queries.acting import sellers_for
from sales.queries.opportunities import opportunities_visible_to
from sales.queries.quotes import rules

from .lookup import LOOKUP, TypedCustomer, customer_label

CASH, CREDIT = "cash", "credit"
TERMS = [(CASH, "Al contado"), (CREDIT, "A crédito")]
NOT_YET = ("", "Todavía no lo cobré")


class OrderForm(TypedCustomer):
    """Who buys, how it reaches him and how he pays. ``head`` gives it to the service once it is valid."""

    customer = forms.CharField(
        label="Cliente",
        max_length=240,
        required=False,
        help_text="Nombre, teléfono, documento o código. Vacío es una venta de mostrador.",
    )
    channel = forms.ChoiceField(label="Canal", choices=Channel.choices)
    seller: Any = forms.ModelChoiceField(label="Vendedor", queryset=None, required=False, empty_label="Nadie")
    delivery_on = forms.DateField(
        label="Entrega prometida", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    delivery_address = forms.CharField(
        label="Entregar en", max_length=240, required=False, help_text="Vacío toma la dirección del cliente."
    )
    terms = forms.ChoiceField(label="Cómo paga", choices=TERMS, widget=forms.RadioSelect)
    credit_days = forms.IntegerField(
        label="Días de crédito",
        required=False,
        min_value=1,
        max_value=365,
        error_messages={
            "invalid": "Escribe un número entero de días.",
            "min_value": "De 1 a 365 días.",
            "max_value": "De 1 a 365 días.",
        },
    )
    paid_with = forms.ChoiceField(
        label="Ya pagó con",
        required=False,
        choices=[NOT_YET, *PaymentMethod.choices],
        help_text="Anota el pago entero.",
    )
    discount_code = forms.CharField(label="Cupón", max_length=40, required=False)
    note = forms.CharField(label="Nota", max_length=240, required=False)
    opportunity: Any = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, coupons: str, order: Order | None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.order = order
        self.fields["customer"].widget.attrs["placeholder"] = "Quién compra"
        self.fields["seller"].queryset = sellers_for(user).order_by("first_name", "last_name")  # type: ignore[attr-defined]
        self.fields["opportunity"].queryset = opportunities_visible_to(user)  # type: ignore[attr-defined]
        self.fields["credit_days"].widget.attrs["inputmode"] = "numeric"
        if coupons:
            self.fields["discount_code"].label = coupons
            self.fields["discount_code"].help_text = "Se usa al confirmar."
            self.fields["discount_code"].widget.attrs |= LOOKUP
        else:
            del self.fields["discount_code"]

    @property
    def head_fields(self) -> list[Any]:
        return [self[name] for name in ("customer", "channel", "seller")]

    @property
    def delivery_fields(self) -> list[Any]:
        return [self[name] for name in ("delivery_on", "delivery_address")]

    @property
    def pay_fields(self) -> list[Any]:
        return [
            self[name] for name in ("terms", "credit_days", "paid_with", "discount_code", "note") if name in self.fields
        ]

    def clean_delivery_on(self) -> date | None:
        day: date | None = self.cleaned_data["delivery_on"]
        stands = self.order.delivery_on if self.order else None
        if day and day < today() and day != stands:
            raise forms.ValidationError("Ese día ya pasó: promete uno que venga.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("terms") == CREDIT:
            if "customer" in data and self.found is None:
                self.add_error("customer", "A crédito solo se vende a alguien conocido: elige al cliente.")
            if data.get("paid_with"):
                self.add_error("paid_with", "Si ya pagó, es al contado.")
            if data.get("credit_days") is None and "credit_days" not in self.errors:
                self.add_error("credit_days", "Escribe cuántos días tiene para pagar.")
        return data

    def head(self) -> dict[str, Any]:
        """What the service takes as the head of an order, besides the customer."""
        data = self.cleaned_data
        return {
            "channel": data["channel"],
            "seller": data["seller"],
            "delivery_on": data["delivery_on"],
            "delivery_address": data["delivery_address"].strip(),
            "due_on": self._due_on(),
            "note": data["note"].strip(),
            "opportunity": data["opportunity"],
        }

    def _due_on(self) -> date | None:
        """Cash is due on the day itself; nobody owes for a counter sale."""
        data = self.cleaned_data
        if self.found is None:
            return None
        day = self.order.placed_on if self.order else today()
        return day + timedelta(days=data["credit_days"]) if data["terms"] == CREDIT else day


def first_values(user: Any, customer: Customer | None, opportunity: Opportunity | None) -> dict[str, Any]:
    """What stands in the form of a new order."""
    own = sellers_for(user).filter(pk=user.pk).exists()
    return {
        "customer": customer_label(customer) if customer else "",
        "channel": Channel.PHONE if customer else Channel.SHOP,
        "seller": user.pk if own else None,
        "terms": CASH,
        "credit_days": rules().credit_days,
        "opportunity": opportunity.pk if opportunity else None,
    }


def values_of(order: Order) -> dict[str, Any]:
    """What stands in the form of a draft."""
    days = (order.due_on - order.placed_on).days if order.due_on else 0
    return {
        "customer": customer_label(order.customer) if order.customer else "",
        "channel": order.channel,
        "seller": order.seller_id,
        "delivery_on": order.delivery_on,
        "delivery_address": order.delivery_address,
        "terms": CREDIT if days else CASH,
        "credit_days": days or rules().credit_days,
        "note": order.note,
        "opportunity": order.opportunity_id,
        "version": order.version,
    }


class DeliverForm(forms.Form):
    """From where the goods leave."""

    warehouse: Any = forms.ModelChoiceField(label="Sale de", queryset=None, empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse"].queryset = places  # type: ignore[attr-defined]
        self.fields["warehouse"].required = needed


class CancelForm(forms.Form):
    """Why it is annulled."""

    reason = forms.CharField(label="Por qué", max_length=120)


def percent_of(quantity: Decimal, unit_price: Decimal, total: Decimal) -> Decimal:
    """The discount in percent that makes ``total`` of a line: the plainest one that does; two decimals."""
    gross = quantity * unit_price
    if gross <= 0 or total >= gross:
        return Decimal(0)
    exact = (gross - total) * 100 / gross
    cent = Decimal("0.01")
    for step in (Decimal(5), Decimal(1), Decimal("0.5"), Decimal("0.1"), cent):
        near = (exact / step).quantize(Decimal(1)) * step
        if (gross * (100 - near) / 100).quantize(cent, ROUND_HALF_UP) == total:
            return near
    return exact.quantize(cent)
