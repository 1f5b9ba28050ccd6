"""Taking oneself off, by anybody who holds the link. GET shows and changes nothing; POST acts (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from customers.enums import ConsentPurpose
from messaging import services
from messaging.enums import Channel


# The mail program of the reader posts without our cookie or token; the signed link is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    message = services.message_of(token)
    if message is None:
        return render(request, "messaging/unsubscribe_unknown.html", status=404)
    done = request.method == "POST"
    if done:
        services.unsubscribe(message=message)
    words = [str(ConsentPurpose(one).label).lower() for one in services.purposes_of(message)]
    context = {
        "done": done,
        "what": " ni ".join(words),
        "channel": str(Channel(message.channel).label),
        "address": _masked(message.to_address),
    }
    return render(request, "messaging/unsubscribe.html", context)


def _masked(address: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    name, at, host = address.partition("@")
    return f"{name[:2]}…{at}{host}" if at else f"…{address[-3:]}"
