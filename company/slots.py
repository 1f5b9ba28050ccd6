"""What this app puts into the slots of the apps below it."""

from functools import lru_cache
from typing import Any

from django.urls import reverse

from company.models import Notice
from company.queries import companies_visible_to, current, people_visible_to, unread_count
from company.services import notify
from company.services.settings import FIELDS, change_company
from core import house
from core.formatting import locale_for
from core.history import HistorySource, stamp
from core.models import Job, JobState
from core.slots import HISTORY, JOB_FINISHED, NAVIGATION, NavItem

WORDS = {
    JobState.DONE: ("Listo: {title}.", Notice.Level.DONE),
    JobState.FAILED: ("No se pudo: {title}. {error}", Notice.Level.WARNING),
    JobState.INTERRUPTED: ("Se cortó: {title}. {error}", Notice.Level.WARNING),
    JobState.CANCELLED: ("Cancelado: {title}.", Notice.Level.INFO),
}


def job_finished(job: Job) -> None:
    """A line in the bell of who asked for the job."""
    if job.owner_id is None or job.state not in WORDS:
        return
    text, level = WORDS[JobState(job.state)]
    notify(
        users=[job.owner_id],
        text=text.format(title=job.title, error=job.error),
        url=str(job.result.get("url") or reverse("core:job", args=[job.pk])),
        level=level,
        dedupe_key=f"job:{job.pk}:{job.attempts}:{job.state}",
    )


JOB_FINISHED.add("company.bell", job_finished)


def house_facts() -> house.House:
    """What every page must know about the company (``core`` may not import it)."""
    one = current()
    return _facts(one.name, str(one.country), one.currency, one.time_zone, bool(one.logo), one.is_demo)


@lru_cache(maxsize=8)  # a page asks some hundred times
def _facts(name: str, country: str, currency: str, time_zone: str, has_logo: bool, is_demo: bool) -> house.House:
    return house.House(
        name=name,
        locale=locale_for(country=country, currency=currency),
        time_zone=time_zone,
        logo_url=reverse("company:logo") if has_logo else "",
        is_demo=is_demo,
    )


house.register(facts=house_facts, unread=unread_count)


NAVIGATION.add("imports", NavItem("Importaciones", "core:imports", "file-import", "Ajustes"), order=800)
NAVIGATION.add("company", NavItem("Empresa", "company:settings", "building", "Ajustes"), order=900)


ACCOUNT = (
    "Aquí se ve qué cambió en la cuenta. Nada vuelve desde esta página: los colores los elige cada uno en «Mi cuenta», "
    "y los roles los da quien administra."
)


def _restore(actor: Any, row: Any, field: str, value: Any) -> None:
    change_company(actor=actor, values={field: value}, shown=stamp(row))


HISTORY.add(
    "company.company",
    HistorySource("company.Company", companies_visible_to, restore=_restore, restorable=FIELDS),
)
HISTORY.add("company.user", HistorySource("company.User", people_visible_to, told=lambda user, row: ACCOUNT))
