"""What this app puts into the slots of the apps below it."""

from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import current, time_zone
from core.history import HistorySource
from core.imports.kinds import Kind
from core.slots import (
    CUSTOMER_PANELS,
    HISTORY,
    IMPORT_KINDS,
    NAVIGATION,
    SEARCH,
    UNDO,
    CustomerPanel,
    NavItem,
    SearchHit,
    SearchSource,
)
from customers import importers
from customers.queries import consent_sentences, customers_visible_to, find_customers, may_change
from customers.services import import_customers, take_back_category, take_back_values, update_customer
from customers.services.customers import FIELDS

IMPORT_KINDS.add(
    "customers",
    Kind(
        key="customers",
        label="Clientes",
        fields=importers.LiveFields(importers.CUSTOMER_FIELDS),
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.MARKETING, Role.ADMINISTRATOR}),
        check=import_customers.check,
        apply=import_customers.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("customers.Customer",),
        stands=import_customers.stands,
        one_of=(frozenset({"customer_code", "document_number"}),),
        help="Una fila por cliente. Lo que el archivo deja vacío queda como estaba.",
        icon="users",
    ),
    order=30,
)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    found = find_customers(user, text, limit)
    return [
        SearchHit(
            one.name,
            " · ".join(part for part in (one.city, one.phone or one.code) if part),
            reverse("customers:detail", args=[one.pk]),
            one.pk,
        )
        for one in found
    ]


NAVIGATION.add("customers", NavItem("Clientes", "customers:list", "users", "Clientes", phone=True), order=100)
SEARCH.add("customers", SearchSource("Clientes", "user", _hits), order=10)


def _restore(actor: Any, row: Any, field: str, value: Any) -> None:
    update_customer(customer=row, version=row.version, actor=actor, **{field: value})


HISTORY.add(
    "customers.customer",
    HistorySource(
        "customers.Customer",
        customers_visible_to,
        url=lambda row: reverse("customers:detail", args=[row.pk]),
        restore=_restore,
        restorable=FIELDS - {"kind", "lifecycle", "parent", "document_verified", "phone_verified"},
        may=may_change,
    ),
)
CUSTOMER_PANELS.add(
    "customers.consents",
    CustomerPanel(
        "Permisos",
        "customers/_consents.html",
        lambda user, customer: {"sentences": consent_sentences(customer), "customer": customer},
    ),
    order=80,
)
UNDO.add("customers.values", take_back_values)
UNDO.add("customers.category", take_back_category)

from . import duplicates, people, privacy  # noqa: E402, F401 - the entries of one subject in a file of their own
