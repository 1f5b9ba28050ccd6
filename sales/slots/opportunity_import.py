"""The kind of file that brings opportunities."""

from company.enums import Role
from company.queries import current, time_zone
from core.imports.kinds import Kind
from core.slots import IMPORT_KINDS
from sales import importers
from sales.services import import_opportunities

IMPORT_KINDS.add(
    "opportunities",
    Kind(
        key="opportunities",
        label="Oportunidades",
        fields=importers.OPPORTUNITY_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_opportunities.check,
        apply=import_opportunities.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("sales.Opportunity",),
        children=(("sales.StageChange", "opportunity_id", "sales.Opportunity"),),
        stands=import_opportunities.stands,
        help="Una fila por oportunidad. Una que ya se trajo se queda como está: alguien la puede estar trabajando.",
        icon="briefcase",
    ),
    order=35,
)
