"""The one registry of fields of a customer: the built-in ones and those that the company defines (MUC).

Forms, page, list (columns, filters, order), saved views, export, import, audiences and reports all ask it, so that a
field means the same everywhere.
"""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from company.queries import today
from core import formatting
from core.imports.values import Bad
from core.slots import PRODUCT_LOOKUP
from customers.enums import FieldType, Gender, Kind, Lifecycle, Segment
from customers.models import Customer, CustomField
from customers.queries.field_info import COMPANIES, LISTS, NUMBERS, PERSONS, PREFIX, FieldInfo

FRESH_SECONDS = 5.0


def _built_in(code: str, label: str, group: str, type_: str = FieldType.TEXT, **more: Any) -> FieldInfo:
    options = tuple(more.pop("options", ()))
    return FieldInfo(
        code, label, group, str(type_), more.pop("path", code), options=options, labels=dict(options), **more
    )


WHO, PLACE, FILE, US = "Quién es", "Cómo se le encuentra", "Ficha de empresa", "Con nosotros"
BUILT_IN: tuple[FieldInfo, ...] = (
    _built_in("code", "Código", US),
    _built_in("name", "Nombre", WHO),
    _built_in("kind", "Clase", WHO, FieldType.CHOICE, options=Kind.choices),
    _built_in("document_number", "Documento", WHO),
    _built_in("birth_date", "Fecha de nacimiento", WHO, FieldType.DATE, kinds=PERSONS),
    _built_in("gender", "Género", WHO, FieldType.CHOICE, options=Gender.choices, kinds=PERSONS),
    _built_in("stratum", "Estrato", WHO, FieldType.NUMBER),
    _built_in("preferences", "Preferencias", WHO),
    _built_in("phone", "Teléfono", PLACE),
    _built_in("email", "Correo", PLACE),
    _built_in("street", "Dirección", PLACE),
    _built_in("district", "Distrito", PLACE),
    _built_in("city", "Ciudad", PLACE),
    _built_in("region", "Departamento o región", PLACE),
    _built_in("postal_code", "Código postal", PLACE),
    _built_in("country", "País", PLACE),
    _built_in("legal_name", "Razón social", FILE, kinds=COMPANIES),
    _built_in("vision", "Visión", FILE, kinds=COMPANIES),
    _built_in("activity_code", "Actividad económica (CIIU)", FILE, kinds=COMPANIES),
    _built_in("employees", "Empleados", FILE, FieldType.NUMBER, kinds=COMPANIES),
    _built_in("legal_representative", "Representante legal", FILE, kinds=COMPANIES),
    _built_in("lifecycle", "Etapa", US, FieldType.CHOICE, options=Lifecycle.choices),
    _built_in("since", "Cliente desde", US, FieldType.DATE),
    _built_in("notes", "Notas", US),
    _built_in("segment", "Segmento", US, FieldType.CHOICE, options=Segment.choices, path="standing__segment"),
    _built_in("monetary", "Compró", US, FieldType.MONEY, path="standing__monetary"),
    _built_in("frequency", "Pedidos", US, FieldType.NUMBER, path="standing__frequency"),
    _built_in("last_order_on", "Última compra", US, FieldType.DATE, path="standing__last_order_on"),
)

_kept: tuple[float, tuple[FieldInfo, ...]] | None = None


def custom_fields() -> tuple[FieldInfo, ...]:
    """The company's own fields in their order, also those that are no longer asked: at most five seconds old in this
    process, one query. ``forget`` drops them after a change."""
    global _kept
    moment = time.monotonic()
    if _kept is None or moment - _kept[0] > FRESH_SECONDS:
        rows = CustomField.objects.select_related("group").order_by("group__order", "group__name", "order", "label")
        _kept = (moment, tuple(_info(row) for row in rows))
    return _kept[1]


def forget() -> None:
    """Read the own fields anew at the next call."""
    global _kept
    _kept = None


def _info(row: CustomField) -> FieldInfo:
    options = tuple((str(one), str(one)) for one in row.options)
    return FieldInfo(
        code=f"{PREFIX}{row.code}",
        label=row.label,
        group=row.group.name,
        type=row.field_type,
        kinds=frozenset(row.kinds or Kind.values),
        required_for=frozenset(row.required_for),
        help=row.help_text,
        options=options,
        in_list=row.in_list,
        is_active=row.is_active,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        labels=dict(options),
    )


def all_fields() -> tuple[FieldInfo, ...]:
    """Every field of a customer: built-in ones, then the own ones that are switched on."""
    return (*BUILT_IN, *(info for info in custom_fields() if info.is_active))


def field_of(code: str) -> FieldInfo:
    """A field by its code ("city", "custom.tamano"), switched on or not; raises ``KeyError``."""
    for info in (*BUILT_IN, *custom_fields()):
        if info.code == code:
            return info
    raise KeyError(code)


def asked_of(kind: str, *, on: date | None = None) -> list[FieldInfo]:
    """The own fields that the form of this kind of customer asks on a day (today, if not given)."""
    day = on or today()
    return [info for info in custom_fields() if kind in info.kinds and info.asked(day)]


def unknown_products(skus: set[str]) -> set[str]:
    """Those of the SKUs that the catalogue does not know: one question. Without a catalogue all are taken."""
    if not skus or "names" not in PRODUCT_LOOKUP:
        return set()
    return skus - set(product_names(skus))


def product_names(skus: set[str]) -> dict[str, str]:
    """Names of products by SKU, from whoever keeps the catalogue."""
    if not skus or "names" not in PRODUCT_LOOKUP:
        return {}
    found: dict[str, str] = PRODUCT_LOOKUP.get("names")(sorted(skus))
    return found


def checked_values(values: dict[str, Any]) -> dict[str, Any]:
    """What ``custom`` keeps of ``{code without prefix: value}``: typed and checked here for every door.

    ``None`` = take the value away. Raises :class:`BadField` for an unknown field or a value of another type.
    """
    known = {info.key: info for info in custom_fields()}
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise BadField(key, f"No existe el campo «{key}».")
        try:
            found[key] = known[key].to_json(known[key].check(value)) if value is not None else None
        except Bad as error:
            raise BadField(key, f"{known[key].label}: {error}.") from error
    products = {key: found[key] for key in found if known[key].type == FieldType.PRODUCTS and found[key]}
    unknown = unknown_products({sku for skus in products.values() for sku in skus})
    for key, skus in products.items():
        if missing := [sku for sku in skus if sku in unknown]:
            raise BadField(key, f"{known[key].label}: no hay un producto con el código {missing[0]}.")
    return found


class BadField(ValueError):
    """A value that its field cannot hold; ``key`` without prefix, ``str()`` the Spanish sentence."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Worded:
    """A group of fields of one customer in words."""

    title: str
    rows: list[tuple[str, str]]


def worded(customer: Customer, locale: formatting.Locale, *, on: date) -> list[Worded]:
    """The filled own fields of a customer by group. At most one query, and only where products are listed."""
    held = [(info, info.read(customer)) for info in custom_fields() if info.is_active]
    filled = [(info, value) for info, value in held if value is not None and customer.kind in info.kinds]
    names = product_names({sku for info, value in filled if info.type == FieldType.PRODUCTS for sku in value})
    groups: dict[str, list[tuple[str, str]]] = {}
    for info, value in filled:
        groups.setdefault(info.group, []).append((info.label, info.word(value, locale, on=on, names=names)))
    return [Worded(title, rows) for title, rows in groups.items()]


def company_file(customer: Customer, locale: formatting.Locale, *, on: date) -> list[Worded]:
    """What is known beyond name and address, in words: the company file, or stratum and preferences. No query."""
    wanted = {info for info in BUILT_IN if info.group == FILE or info.code in ("gender", "stratum", "preferences")}
    rows = [
        (info.label, info.word(info.read(customer), locale, on=on))
        for info in BUILT_IN
        if info in wanted and info.code != "legal_name" and customer.kind in info.kinds
    ]
    filled = [(label, text) for label, text in rows if text]
    return [Worded(FILE if customer.kind in COMPANIES else "Perfil", filled)] if filled else []


def uses_of(code: str) -> int:
    """How many customers have a value of the own field (key without prefix). Walks the table: for set-up only."""
    return Customer.objects.filter(custom__has_key=code).count()


__all__ = ["LISTS", "NUMBERS", "PREFIX", "FieldInfo"]
