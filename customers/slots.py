"""What this app puts into the slots of the apps below it."""

from company.enums import Role
from company.queries import current, time_zone
from core.imports.kinds import Kind
from core.slots import IMPORT_KINDS
from customers import importers
from customers.services import import_customers

IMPORT_KINDS.add(
    "customers",
    Kind(
        key="customers",
        label="Clientes",
        fields=importers.CUSTOMER_FIELDS,
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
