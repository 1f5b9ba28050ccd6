"""The company's own fields as fields of a form."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.slots import PRODUCT_LOOKUP
from customers.enums import FieldType
from customers.queries.field_info import Bad, FieldInfo
from customers.queries.fields import product_names, unknown_products


class ProductsInput(forms.Widget):
    """Products that he has, to untick, and a field for one more; works without script."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [one.strip() for value in values for one in str(value).split(";") if one.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        held = list(value or [])
        names = product_names(set(held))
        boxes = format_html_join(
            "",
            '<label class="choice"><input type="checkbox" name="{}" value="{}" checked>'
            '<span class="choice-face">{}</span></label>',
            ((name, sku, names.get(sku, sku)) for sku in held),
        )
        more = {key: text for key, text in (attrs or {}).items() if key not in ("id", "class")}
        flags = format_html_join("", ' {}="{}"', more.items())
        return format_html(
            '<div class="choice-grid">{}</div><input type="text" class="{}" name="{}" id="{}" list="{}-list" '
            'autocomplete="off" placeholder="Código o nombre de un producto" hx-get="{}?field={}" '
            'hx-trigger="input changed delay:200ms" hx-target="next datalist" hx-push-url="false"{}>'
            '<datalist id="{}-list"></datalist>',
            boxes,
            (attrs or {}).get("class", ""),
            name,
            (attrs or {}).get("id", ""),
            (attrs or {}).get("id", ""),
            reverse("customers:products"),
            name,
            flags,
            (attrs or {}).get("id", ""),
        )


class ProductsField(forms.Field):
    widget = ProductsInput

    def __init__(self, *, user: Any, **more: Any) -> None:
        super().__init__(**more)
        self.user = user

    def clean(self, value: Any) -> list[str]:
        """SKUs; a name that means one product alone is taken for it."""
        found: list[str] = list(dict.fromkeys(super().clean(value) or []))
        unknown = unknown_products(set(found))
        return list(dict.fromkeys(self._named(one) if one in unknown else one for one in found))

    def _named(self, text: str) -> str:
        hits = PRODUCT_LOOKUP.get("find")(self.user, text, 2) if "find" in PRODUCT_LOOKUP else []
        if len(hits) != 1:
            raise forms.ValidationError(f"No hay un producto que se llame «{text[:60]}». Escribe su código.")
        return str(hits[0].sku)


def form_field(info: FieldInfo, *, kind: str, user: Any, held: Any = None) -> forms.Field:
    """The field that asks for ``info`` of a customer of this kind, with what he holds now."""
    common: dict[str, Any] = {
        "label": info.label,
        "required": kind in info.required_for,
        "help_text": info.help,
        "error_messages": {"required": f"Falta «{info.label}»."},
    }
    return _MAKERS.get(info.type, _text)(info, common, held, user)


def _text(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    return _Parsed(info, max_length=500, **common)


def _number(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    return _Parsed(info, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **common)


def _date(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)


def _yes_no(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    choices = [("", "Sin decir"), ("si", "Sí"), ("no", "No")]
    return forms.TypedChoiceField(choices=choices, coerce=lambda text: text == "si", empty_value=None, **common)


def _choice(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    return forms.ChoiceField(choices=[("", "Sin elegir"), *_offered(info, [held] if held else [])], **common)


def _choices(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    offered = _offered(info, held or [])
    return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **common)


def _products(info: FieldInfo, common: dict[str, Any], held: Any, user: Any) -> forms.Field:
    return ProductsField(user=user, **common)


_MAKERS = {
    FieldType.NUMBER.value: _number,
    FieldType.MONEY.value: _number,
    FieldType.DATE.value: _date,
    FieldType.BOOLEAN.value: _yes_no,
    FieldType.CHOICE.value: _choice,
    FieldType.CHOICES.value: _choices,
    FieldType.PRODUCTS.value: _products,
}


def _offered(info: FieldInfo, held: list[str]) -> list[tuple[str, str]]:
    """The options, and what he holds though it is no longer among them."""
    known = {value for value, _ in info.options}
    return [*info.options, *((one, f"{one} (ya no se ofrece)") for one in held if one not in known)]


class _Parsed(forms.CharField):
    """Text that the field of the registry reads: "1.234,5", "S/ 20"."""

    def __init__(self, info: FieldInfo, **more: Any) -> None:
        super().__init__(**more)
        self.info = info

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.info.check(text)
        except Bad as error:
            reason = str(error)
            raise forms.ValidationError(f"{reason[:1].upper()}{reason[1:]}.") from error


def first_value(info: FieldInfo, value: Any) -> Any:
    """What the field shows at first of a typed value."""
    if isinstance(value, bool):
        return "si" if value else "no"
    return f"{value.normalize():f}" if info.type in (FieldType.NUMBER, FieldType.MONEY) and value is not None else value
