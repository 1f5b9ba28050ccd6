"""What this app puts into the slots of the apps below it."""

from analytics.services import computing
from core.jobs import JobKind
from core.slots import JOB_KINDS, NAVIGATION, NavItem

NAVIGATION.add("analytics.home", NavItem("Hoy", "analytics:home", "sun", phone=True), order=10)
NAVIGATION.add("analytics.rfm", NavItem("Segmentos", "analytics:rfm", "grid-dots", section="Entender"), order=510)
NAVIGATION.add("analytics.sales", NavItem("Ventas", "analytics:sales", "chart-line", section="Entender"), order=520)
NAVIGATION.add(
    "analytics.rotation", NavItem("Rotación", "analytics:rotation", "refresh", section="Entender"), order=530
)
NAVIGATION.add("core.help", NavItem("Ayuda", "core:help", "help-circle", section="Ajustes"), order=900)

JOB_KINDS.add(computing.KIND, JobKind("Calcular las semanas", computing.compute_job, queue="analytics"))
