"""The home of each role: what wants you today. The first role of the table that a person holds decides."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.queries import homes
from analytics.queries.homes import WorkHome
from analytics.queries.wording import Voice, voice
from company.enums import Role
from company.models import User

WORK_HOMES: dict[str, Callable[..., WorkHome]] = {
    Role.SUPERVISOR: homes.supervisor_home,
    Role.SELLER: homes.seller_home,
    Role.SERVICE: homes.service_home,
    Role.ADMINISTRATOR: homes.admin_home,
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Work of the role."""
    user: User = request.user  # type: ignore[assignment]  # the middleware let nobody else in
    speaks = voice()
    return _work(request, user, speaks)


def _work(request: HttpRequest, user: User, speaks: Voice) -> HttpResponse:
    build = next((made for role, made in WORK_HOMES.items() if role in user.roles), homes.admin_home)
    return render(request, "analytics/home_work.html", {"page": build(user, voice=speaks), "today": speaks.today})
