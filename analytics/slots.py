"""What this app puts into the slots of the apps below it."""

from typing import Any

from analytics import exports
from analytics.queries import today
from analytics.queries.explain import explain
from analytics.queries.steps import steps_of
from analytics.services import computing
from company.enums import Role
from core.jobs import JobKind
from core.slots import (
    CUSTOMER_FIGURES,
    CUSTOMER_PANELS,
    JOB_KINDS,
    NAVIGATION,
    REPORTS,
    TODAY,
    CustomerPanel,
    NavItem,
    Report,
    TodaySource,
)

NAVIGATION.add(
    "analytics.week",
    NavItem("Semana", "analytics:home", "calendar-week", roles=frozenset({Role.GESTOR.value}), phone=True),
    order=10,
)
NAVIGATION.add(
    "analytics.home",
    NavItem(
        "Hoy",
        "analytics:home",
        "sun",
        roles=frozenset(
            {
                Role.SUPERVISOR.value,
                Role.MARKETING.value,
                Role.PURCHASING.value,
                Role.ADMINISTRATOR.value,
            }
        ),
        phone=True,
    ),
    order=11,
)
TODAY.add("leaving", TodaySource("Clientes que se van", today.leaving, roles=frozenset({Role.SELLER.value})), order=60)
TODAY.add("returns", TodaySource("Devoluciones", today.returned, roles=frozenset({Role.SERVICE.value})), order=80)
NAVIGATION.add("analytics.rfm", NavItem("Segmentos", "analytics:rfm", "grid-dots", section="Entender"), order=510)
NAVIGATION.add("analytics.sales", NavItem("Ventas", "analytics:sales", "chart-line", section="Entender"), order=520)
NAVIGATION.add(
    "analytics.rotation", NavItem("Rotación", "analytics:rotation", "refresh", section="Entender"), order=530
)
NAVIGATION.add("core.help", NavItem("Ayuda", "core:help", "help-circle", section="Ajustes"), order=900)

JOB_KINDS.add(computing.KIND, JobKind("Calcular las semanas", computing.compute_job, queue="analytics"))

REPORTS.add("rfm", Report("Clientes por RFM, a cualquier día", exports.ask_rfm, exports.rfm_scores), order=10)
REPORTS.add("rfm_movement", Report("Movimiento entre segmentos", exports.ask_week, exports.movement), order=20)
REPORTS.add("sales", Report("Ventas de una semana", exports.ask_week, exports.sales), order=30)
REPORTS.add("rotation", Report("Rotación de existencias", exports.ask_week, exports.rotation), order=40)
REPORTS.add("totals", Report("Totales de lo que hay", exports.ask_nothing, exports.totals), order=50)


def _why(user: Any, customer: Any) -> dict[str, Any] | None:
    why = explain(customer)
    return {"why": why} if why else None


CUSTOMER_PANELS.add(
    "analytics.rfm", CustomerPanel("Por qué está en su segmento", "analytics/_customer_rfm.html", _why), order=10
)

CUSTOMER_FIGURES.add("segment_steps", steps_of)
