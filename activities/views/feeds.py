"""One's agenda on the telephone: the page that makes the secret address, and the address itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities.exports import calendar_file
from activities.models import CalendarFeed
from activities.services import feeds
from core import notices
from core.clock import now

LONGEST_SECRET = 64


@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    """Make the address (shown once), make it anew, revoke it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "revoke":
            feeds.revoke_feed(actor=request.user)
            notices.done(request, "Esa dirección ya no sirve")
            return redirect("activities:subscription")
        secret = feeds.make_feed(actor=request.user)
        address = f"{settings.SITE_URL.rstrip('/')}{reverse('activities:feed', args=[secret])}"
    held = CalendarFeed.objects.filter(user_id=request.user.pk or 0).first()
    return render(request, "activities/subscription.html", {"held": held, "address": address})


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever holds the secret; everything else is the same 404."""
    held = feeds.read(secret) if len(secret) <= LONGEST_SECRET else None
    if held is None:
        raise Http404
    body = calendar_file(held.user, at=now(), site=settings.SITE_URL.rstrip("/"))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="agenda.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
