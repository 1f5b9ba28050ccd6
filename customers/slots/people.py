"""Contacts, family, own fields and who answers for a customer: panels of his page, undo, files."""

from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import current, time_zone
from core import house
from core.history import HistorySource
from core.imports.kinds import Kind
from core.slots import CUSTOMER_PANELS, HISTORY, IMPORT_KINDS, UNDO, CustomerPanel
from customers import importers
from customers.models import Contact, Customer
from customers.queries import fields, may_change
from customers.queries.contacts import contacts_said, contacts_visible_to, responsibles_said
from customers.services import contacts, family, import_contacts


def _contacts(user: Any, customer: Customer) -> dict[str, Any]:
    return {"customer": customer, "contacts": contacts_said(customer), "may_change": may_change(user, customer)}


def _family(user: Any, customer: Customer) -> dict[str, Any]:
    return {"customer": customer, "parent": customer.parent, "children": getattr(customer, "children_said", [])}


def _responsibles(user: Any, customer: Customer) -> dict[str, Any]:
    rows = responsibles_said(customer)
    return {"customer": customer, "rows": rows, "may_change": may_change(user, customer)}


def _fields(user: Any, customer: Customer) -> dict[str, Any] | None:
    facts = house.current()
    groups = [
        *fields.company_file(customer, facts.locale, on=facts.today),
        *fields.worded(customer, facts.locale, on=facts.today),
    ]
    return {"groups": groups} if groups else None


CUSTOMER_PANELS.add("customers.contacts", CustomerPanel("Contactos", "customers/_contacts.html", _contacts), order=30)
CUSTOMER_PANELS.add("customers.fields", CustomerPanel("", "customers/_fields.html", _fields), order=60)
CUSTOMER_PANELS.add("customers.family", CustomerPanel("Familia", "customers/_family.html", _family), order=65)
CUSTOMER_PANELS.add(
    "customers.responsibles", CustomerPanel("Responsables", "customers/_responsibles.html", _responsibles), order=70
)
UNDO.add("customers.contact", contacts.take_back_contact)
UNDO.add("customers.responsible", contacts.take_back_responsible)
UNDO.add("customers.family", family.take_back_move)
IMPORT_KINDS.add(
    "contacts",
    Kind(
        key="contacts",
        label="Contactos",
        fields=importers.CONTACT_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.MARKETING, Role.ADMINISTRATOR}),
        check=import_contacts.check,
        apply=import_contacts.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("customers.Contact",),
        help="Una fila por persona de un cliente que ya está. Se la reconoce por su correo, su teléfono o su nombre.",
        icon="address-book",
    ),
    order=35,
)


def _restore_contact(actor: Any, row: Contact, field: str, value: Any) -> str:
    values = {field: value}
    return contacts.save_contact(customer=row.customer, contact=row, version=row.version, actor=actor, **values)[1]


HISTORY.add(
    "customers.contact",
    HistorySource(
        "customers.Contact",
        contacts_visible_to,
        url=lambda row: reverse("customers:contact", args=[row.customer_id, row.pk]),
        restore=_restore_contact,
        restorable=frozenset({"first_name", "last_name", "role", "phone", "email", "note"}),
        may=lambda user, row: may_change(user, row.customer),
    ),
)
