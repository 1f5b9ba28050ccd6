"""The board and the funnel in the slots of the apps below: report, undo of giving away."""

from typing import Any

from django.http import QueryDict

from company.models import User
from core.errors import DomainError
from core.exports import Dataset
from core.slots import NAVIGATION, REPORTS, UNDO, NavItem, Report
from sales.filters.opportunities import OpportunityFilter, only_open
from sales.queries.board import every_opportunity_weighed, opportunities_weighed
from sales.queries.pipeline_report import pipeline_dataset
from sales.services import opportunity_owner


def ask(parser: Any) -> None:
    """Options of ``manage.py report pipeline``."""
    parser.add_argument("--filter", default="", help="como en la lista: 'state=won&closed_from=2026-11-01'")
    parser.add_argument("--as-user", default="", help="solo lo que ve esa persona (usuario)")


def build(options: dict[str, Any]) -> Dataset:
    """The rows of the list with that filter; open ones unless it asks for others. Raises ``DomainError``."""
    user = options.get("user")
    if name := options.get("as_user"):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise DomainError(f"No hay nadie con el usuario «{name}».")
    rows = every_opportunity_weighed() if user is None else opportunities_weighed(user)
    asked = OpportunityFilter(QueryDict(options.get("filter", "")), rows, user=user)
    if misread := asked.misread():
        raise DomainError(f"No entendí el filtro en: {', '.join(misread)}.")
    said = ", ".join(f"{chip.before} {chip.text}".strip() for chip in asked.chips())
    return pipeline_dataset(only_open(asked.qs, asked), notes=(f"Oportunidades: {said or 'las abiertas'}.",))


NAVIGATION.add(
    "sales.opportunities",
    NavItem("Oportunidades", "sales:opportunities", "layout-kanban", "Vender"),
    order=108,
)
REPORTS.add("pipeline", Report("Oportunidades y lo que se espera de ellas", ask, build))
UNDO.add(opportunity_owner.UNDO_KIND, opportunity_owner.take_back)
