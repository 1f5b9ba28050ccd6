"""A person asks for the computation: a job that goes on in the background, one at a time."""

from typing import Any

from analytics.services import weekly
from company.queries import today as company_today
from core import jobs
from core.clock import last_complete_week, week_of
from core.errors import DomainError
from core.jobs import JobRun
from core.models import Job

KIND = "analytics.compute"


def ask(*, actor: Any) -> Job:
    """Queue the computation up to the last complete week. Raises ``DomainError`` where there is nothing to compute."""
    if weekly.first_day_of_sales() is None:
        raise DomainError("Todavía no hay ventas. Carga un archivo y vuelve a pedirlo.")
    week = last_complete_week(company_today())
    return jobs.enqueue(kind=KIND, payload={"week": week}, actor=actor, title="Calcular las semanas", key="all")


def compute_job(run: JobRun) -> dict[str, Any]:
    """Handler of the job: from the first week with sales, if nothing stands yet, up to the week that was asked for."""
    today = company_today()
    first = weekly.first_day_of_sales()
    week = str(run.payload["week"])
    if first is None:
        raise DomainError("Todavía no hay ventas. Carga un archivo y vuelve a pedirlo.")

    def progress(done: int, total: int, phase: str) -> None:
        run.progress(done=done, total=total, phase=phase)

    if weekly.is_empty() and week_of(first) < week:
        weekly.compute_week(week=week_of(first), today=today)
    done = weekly.compute_week(week=week, today=today, progress=progress)
    return {"url": "/analitica/rfm/", "week": done.week, "customers": done.customers}
