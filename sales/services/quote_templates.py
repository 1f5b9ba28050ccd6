"""How quotes look on paper and what stands around their lines."""

from typing import Any

from django.db import IntegrityError, transaction

from core.audit import acting
from core.errors import DomainError
from sales.models import QuoteTemplate
from sales.queries import quote_fields

VALUES = frozenset(
    {"name", "intro", "terms", "footer", "show_sku", "show_discount", "show_tax", "is_default", "is_active"}
)
TEXTS = ("intro", "terms", "footer")


def save_template(*, actor: Any, template: QuoteTemplate | None = None, **values: Any) -> QuoteTemplate:
    """Make a template, or change ``template``. An unknown field raises ``DomainError`` beside where it stands.

    Exactly one is the usual one: the one that becomes it takes it from the other; it cannot be switched off.
    """
    unknown = set(values) - VALUES
    if unknown:
        raise TypeError(f"not fields of a template: {sorted(unknown)}")
    for name in TEXTS:
        quote_fields.check(str(values.get(name) or ""), field=name)
    with transaction.atomic(), acting(actor=actor, why="plantilla de cotización"):
        held = template or QuoteTemplate()
        was_default = held.is_default
        for name, value in values.items():
            setattr(held, name, value)
        if was_default and not held.is_default:
            raise DomainError("Es la de costumbre: para cambiarla, marca otra.", field="is_default")
        if held.is_default and not held.is_active:
            raise DomainError("La de costumbre queda en uso. Marca otra antes de quitarla.", field="is_active")
        if held.is_default:
            QuoteTemplate.objects.filter(is_default=True).exclude(pk=held.pk).update(is_default=False)
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise DomainError("Ya hay una plantilla con ese nombre.", field="name") from error
    return held
