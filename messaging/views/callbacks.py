"""Where a mail provider tells what became of messages. Public, off unless configured; its signature is the proof."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from messaging import services
from messaging.services import providers


# The provider posts without our cookie or token.
@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """404 without a provider in the settings, 403 for a forged notice, 400 for one that cannot be read, else 200."""
    if not settings.MAIL_CALLBACKS:
        raise Http404
    if request.method == "HEAD":  # some providers ask first whether anybody is there
        return HttpResponse()
    try:
        notices = providers.read(request, at=clock.now())
    except providers.Forged:
        return HttpResponse(status=403)
    except providers.Unreadable:
        return HttpResponse(status=400)
    for notice in notices:
        services.receive_notice(notice=notice)
    return HttpResponse()
