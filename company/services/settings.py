"""Settings of the company."""

import secrets
from typing import Any
from zoneinfo import available_timezones

from django.core.files.base import File
from django.db import transaction

from company import queries
from company.models import Company
from core import history
from core.audit import acting
from core.errors import DomainError
from core.files import CheckedFile
from core.slots import COMPANY_CHANGED

FIELDS = frozenset(
    {
        "name",
        "legal_name",
        "tax_id",
        "address",
        "city",
        "phone",
        "email",
        "website",
        "country",
        "time_zone",
        "currency",
        "tax_name",
        "tax_rate",
    }
)


def change_company(
    *,
    actor: Any,
    values: dict[str, Any],
    logo: CheckedFile | None = None,
    remove_logo: bool = False,
    shown: int | None = None,
) -> Company:
    """Change settings. Who keeps figures that depend on them hears of it in the same transaction (``COMPANY_CHANGED``).

    Raises ``DomainError`` for an unknown time zone or currency, ``Conflict`` if the company is no longer the one that
    was ``shown`` (its ``history.stamp``).
    """
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not settings of the company: {sorted(unknown)}")
    if "time_zone" in values and values["time_zone"] not in available_timezones():
        raise DomainError("Esa zona horaria no existe.", field="time_zone")
    currency = str(values.get("currency", "PEN")).upper()
    if len(currency) != 3 or not currency.isalpha():
        raise DomainError("La moneda se escribe con tres letras, como PEN, COP o EUR.", field="currency")
    with transaction.atomic(), acting(actor=actor, why="datos de la empresa"):
        held = Company.objects.select_for_update().get_or_create(pk=1)[0]
        history.refuse_stale(held, shown)
        before = Company.objects.get(pk=1)
        for name, value in values.items():
            setattr(held, name, value)
        held.currency = held.currency.upper()
        if remove_logo:
            held.logo = ""
        if logo is not None:
            held.logo.save(f"{secrets.token_hex(16)}{logo.suffix}", File(logo.stream), save=False)
        held.save()
        for listener in COMPANY_CHANGED:
            listener(before, held, actor)
        transaction.on_commit(queries.forget)
    queries.forget()
    return held
