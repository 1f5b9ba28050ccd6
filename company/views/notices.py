"""One's own notices."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from company import queries, services
from company.models import User

PAGE = 40


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the access middleware lets nobody else in
    return request.user


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """All my notices, newest first."""
    page = Paginator(queries.notices_of(_me(request)), PAGE).get_page(request.GET.get("pagina"))
    unread = queries.unread_count(_me(request))
    return render(request, "company/notices.html", {"page": page, "notices": page.object_list, "unread": unread})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of them as read."""
    services.mark_read(user=_me(request))
    return redirect("company:notices")


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads (inside this house only)."""
    notice = get_object_or_404(queries.notices_of(_me(request)), pk=pk)
    services.mark_read(user=_me(request), notice_id=pk)
    local = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if local else "company:notices")
