"""The company's own fields (MUC): defined, changed, put out of use."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from core.audit import acting
from core.errors import Conflict, DomainError
from core.lists import list_changed
from customers.enums import FieldType, Kind
from customers.models import CustomField, CustomFieldGroup
from customers.queries import fields

MOST_OPTIONS = 100
MOST_FIELDS = 200
SETTABLE = frozenset(
    {
        "group",
        "label",
        "help_text",
        "field_type",
        "kinds",
        "required_for",
        "options",
        "order",
        "in_list",
        "is_active",
        "valid_from",
        "valid_to",
    }
)


def save_field(*, actor: Any, code: str, pk: int | None = None, version: int | None = None, **values: Any) -> Any:
    """A new field, or a changed one (``pk``). The code never changes; the type not once a customer has a value.

    Raises ``DomainError`` (with its field) and ``Conflict`` if ``version`` is no longer the one that stands.
    """
    if unknown := set(values) - SETTABLE:
        raise TypeError(f"not fields of a custom field: {sorted(unknown)}")
    with transaction.atomic(), acting(actor=actor, why="campos propios"):
        held = CustomField.objects.select_for_update().filter(pk=pk).first() if pk else None
        if held is None:
            held = _new(code)
        elif version is not None and held.version != version:
            raise Conflict("Otra persona cambió este campo mientras lo editabas.")
        _same_type(held, values.get("field_type", held.field_type))
        for name, value in values.items():
            setattr(held, name, value)
        _consistent(held)
        if held.pk:
            CustomField.objects.filter(pk=held.pk).update(
                **{name: getattr(held, name) for name in values}, version=F("version") + 1, updated_at=Now()
            )
        else:
            held.save()
    held.refresh_from_db()
    told()
    return held


def told() -> None:
    """The registry and the lists read the fields anew once this transaction stands."""
    fields.forget()
    transaction.on_commit(fields.forget)
    list_changed("clientes")


def remove_field(*, field: CustomField, actor: Any) -> None:
    """Delete a field that no customer ever filled; a used one is only put out of use."""
    with transaction.atomic(), acting(actor=actor, why="campos propios"):
        CustomField.objects.select_for_update().get(pk=field.pk)
        if count := fields.uses_of(field.code):
            raise DomainError(f"«{field.label}» tiene datos de {count} clientes: desactívalo en vez de borrarlo.")
        field.delete()
    told()


def remove_group(*, group: CustomFieldGroup, actor: Any) -> None:
    """Delete a group without fields."""
    with transaction.atomic(), acting(actor=actor, why="campos propios"):
        if group.fields.exists():
            raise DomainError(f"«{group}» todavía tiene campos: pásalos antes a otro grupo.")
        group.delete()
    told()


def _new(code: str) -> CustomField:
    if CustomField.objects.filter(code=code).exists():
        raise DomainError("Ya hay un campo con ese código.", field="code")
    if CustomField.objects.count() >= MOST_FIELDS:
        raise DomainError(f"Ya hay {MOST_FIELDS} campos propios; desactivar uno no basta: borra los que nadie usa.")
    return CustomField(code=code)


def _same_type(held: CustomField, wanted: str) -> None:
    if held.pk and wanted != held.field_type and (count := fields.uses_of(held.code)):
        raise DomainError(
            f"El tipo ya no se cambia: {count} clientes tienen un dato aquí. Crea otro campo.", field="field_type"
        )


def _consistent(held: CustomField) -> None:
    chooses = held.field_type in (FieldType.CHOICE, FieldType.CHOICES)
    options = list(dict.fromkeys(str(one).strip() for one in held.options if str(one).strip())) if chooses else []
    if chooses and not options:
        raise DomainError("Escribe al menos una opción, una por línea.", field="options")
    if len(options) > MOST_OPTIONS:
        raise DomainError(f"Son {len(options)} opciones; caben {MOST_OPTIONS}.", field="options")
    held.options = options
    held.kinds = [kind for kind in Kind.values if kind in held.kinds] or list(Kind.values)
    if extra := set(held.required_for) - set(held.kinds):
        said = ", ".join(Kind(kind).label.lower() for kind in sorted(extra))
        raise DomainError(f"No puede ser obligatorio para quien no lo tiene ({said}).", field="required_for")
    if held.valid_from and held.valid_to and held.valid_to < held.valid_from:
        raise DomainError("La fecha final es anterior a la inicial.", field="valid_to")
