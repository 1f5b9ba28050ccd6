"""The rules of the house about selling."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from activities.models import ActionType
from core import notices
from core.errors import Conflict, DomainError
from core.idempotency import once
from sales.forms.rules import RulesForm
from sales.queries import quotes as queries
from sales.services.rules import change_rules


@require_http_methods(["GET", "HEAD", "POST"])
@once
def rules(request: HttpRequest) -> HttpResponse:
    """See and change them; beside them what selling costs, which each kind of action says."""
    user: Any = request.user
    form = RulesForm(request.POST or None, instance=queries.rules())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            change_rules(actor=user, version=values.pop("version"), **values)
        except Conflict as error:
            form.stand_beside(queries.rules(), str(error))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Guardado")
            return redirect("sales:rules")
    context = {
        "form": form,
        "kinds": ActionType.objects.filter(is_active=True),
        "kinds_url": reverse("admin:activities_actiontype_changelist") if "administrador" in user.roles else "",
    }
    return render(request, "sales/rules.html", context, status=422 if form.errors else 200)
