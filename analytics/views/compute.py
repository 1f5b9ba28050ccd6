"""The button "Calcular ahora"."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from analytics.services import computing
from core.errors import DomainError


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Ask for the computation and show how it goes."""
    try:
        job = computing.ask(actor=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("analytics:rfm")
    return redirect("core:job", pk=job.pk)
