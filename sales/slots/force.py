"""The sales force in the slots of the apps below: navigation, the report, what a customer cost, one's own targets."""

from datetime import date
from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import today
from core.history import HistorySource
from core.slots import CUSTOMER_PANELS, HISTORY, NAVIGATION, REPORTS, TODAY_HEADS, CustomerPanel, NavItem, Report
from sales.queries import cost_to_serve, force_board, targets
from sales.queries.quotes import rules_visible_to
from sales.queries.scope import LEAD, SEE_ALL, SELL
from sales.services.rules import FIELDS as RULES
from sales.services.rules import change_rules


def _ask(parser: Any) -> None:
    parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat, help="primer día, 2026-11-01")
    parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, help="último día, incluido")


def _report(options: dict[str, Any]) -> Any:
    return force_board.report(first=options["first"], last=options["last"])


def _cost(user: Any, customer: Any) -> dict[str, Any] | None:
    if not user.roles & SELL:
        return None
    cost = cost_to_serve.cost_of(customer, today=today())
    return {"cost": cost} if cost.touches else None


def _targets(user: Any) -> tuple[str, dict[str, Any]] | None:
    rows = targets.own_progress(user, today=today()) if user.roles & SELL else []
    return ("sales/_today_targets.html", {"rows": rows}) if rows else None


def _restore(actor: Any, row: Any, field: str, value: Any) -> None:
    change_rules(actor=actor, version=row.version, **{field: value})


HISTORY.add(
    "sales.salesrules",
    HistorySource(
        "sales.SalesRules",
        rules_visible_to,
        url=lambda row: reverse("sales:rules"),
        restore=_restore,
        restorable=RULES,
    ),
)
TODAY_HEADS.add("sales.targets", _targets)
NAVIGATION.add("sales.force", NavItem("Equipo", "sales:force", "users-group", "Vender", roles=LEAD), order=120)
NAVIGATION.add(
    "sales.own",
    NavItem("Mi avance", "sales:force", "target", "Vender", roles=frozenset({Role.SELLER.value})),
    order=121,
)
NAVIGATION.add(
    "sales.rules", NavItem("Reglas de venta", "sales:rules", "percentage", "Ajustes", roles=SEE_ALL), order=880
)
REPORTS.add("sales_force", Report("Fuerza de ventas de un periodo", _ask, _report))
CUSTOMER_PANELS.add("sales.cost", CustomerPanel("Costo de atender", "sales/_customer_cost.html", _cost), order=80)
