"""The home of each role: what wants you today. The first role of the list that a person holds decides."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from analytics.queries import homes, homes_force, homes_stock, week_home
from analytics.queries.homes import WorkHome
from analytics.queries.wording import voice
from company.enums import Role

WORK_HOMES: dict[str, Callable[..., WorkHome]] = {
    Role.SUPERVISOR: homes_force.supervisor_home,
    Role.MARKETING: homes_stock.marketing_home,
    Role.PURCHASING: homes_stock.purchasing_home,
    Role.ADMINISTRATOR: homes.admin_home,
}

# Whose home is the list of what waits today, unless a role before it in ``ORDER`` gives him another.
DAYS = (Role.SELLER, Role.SERVICE)
ORDER = (Role.SUPERVISOR, Role.SELLER, Role.MARKETING, Role.PURCHASING, Role.SERVICE, Role.ADMINISTRATOR)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The week for the gestor, a list of work for everybody else."""
    user: Any = request.user
    speaks = voice()
    if Role.GESTOR in user.roles:
        week = week_home.week_home(user, voice=speaks)
        if week is not None:
            return render(request, "analytics/home_week.html", {"page": week})
        return render(request, "analytics/home_work.html", {"page": homes.first_hour(), "today": speaks.today})
    first = next((role for role in ORDER if role in user.roles), None)
    if first in DAYS:
        return redirect("activities:today")
    build = next((made for role, made in WORK_HOMES.items() if role in user.roles), homes.admin_home)
    return render(request, "analytics/home_work.html", {"page": build(user, voice=speaks), "today": speaks.today})
