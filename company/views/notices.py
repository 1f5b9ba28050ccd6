"""One's own notices."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company import queries, services
from company.enums import NoticeKind
from company.models import User
from core import notices as told

PAGE = 40
EXAMPLES = {
    NoticeKind.REMINDER: "A la hora que pusiste en la tarea.",
    NoticeKind.ASSIGNMENT: "Cuando alguien te pasa algo.",
    NoticeKind.REDIRECTED: "Uno nuevo para ti, o uno que sigue esperando.",
    NoticeKind.CALL: "Te toca devolver una.",
    NoticeKind.OTHER: "Cargas y exportaciones que terminan o se cortan.",
}


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


@require_http_methods(["GET", "HEAD", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """Which kinds of notices reach my bell, and my mail."""
    me = _me(request)
    if request.method == "POST":
        mails = request.POST.getlist("mail")
        services.choose_kinds(person=me, wanted=request.POST.getlist("kind"), by_mail=mails, actor=me)
        told.done(request, "Guardado")
        return redirect("company:notice_kinds")
    wanted, mails = queries.kinds_wanted(me), queries.kinds_mailed(me)
    rows = [(kind, EXAMPLES[kind], kind in wanted, kind in mails) for kind in NoticeKind]
    return render(request, "company/notice_kinds.html", {"rows": rows, "address": me.email})
