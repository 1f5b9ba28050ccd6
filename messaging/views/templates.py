"""The editor of templates, with what it will look like beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import notices
from core.editing import tell_changes
from core.errors import Conflict, DomainError
from core.idempotency import once
from customers.queries import customers_visible_to
from messaging import queries, services
from messaging.forms import TemplateForm
from messaging.models import Template
from messaging.services.fields import FIELDS


def chips() -> list[dict[str, str]]:
    """The dictionary, to click into the text."""
    return [{"place": f"{{{{{name}}}}}", "label": field.label} for name, field in FIELDS.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(queries.templates_visible_to(request.user), pk=pk))


def _edit(request: HttpRequest, template: Template | None) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_template(
                actor=request.user, template=template, version=form.cleaned_data["shown_version"] if template else None,
                **form.values(),
            )  # fmt: skip
        except Conflict:
            now = get_object_or_404(queries.templates_visible_to(request.user), pk=template.pk if template else 0)
            tell_changes(form, now, stamp="shown_version")
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Guardada")
            return redirect("messaging:template", pk=saved.pk)
    context = {
        "form": form,
        "template": template,
        "chips": chips(),
        "shown": _shown(request, _texts(form)),
        "trail": [("Mensajes", "/mensajes/"), ("Plantillas", "/mensajes/plantillas/")],
    }
    return render(request, "messaging/template_form.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the text in the form will look like; writes nothing."""
    texts = {name: request.POST.get(name, "") for name in ("subject", "body", "html", "channel")}
    return render(request, "messaging/_preview.html", {"shown": _shown(request, texts)})


def _texts(form: TemplateForm) -> dict[str, str]:
    return {name: str(form[name].value() or "") for name in ("subject", "body", "html", "channel")}


def _shown(request: HttpRequest, texts: dict[str, str]) -> dict[str, Any]:
    """The filled text with a customer of the house, and what is wrong with it."""
    fault = ""
    try:
        services.templates.check(texts)
    except DomainError as error:
        fault = str(error)
    someone = customers_visible_to(request.user).filter(is_active=True).exclude(email="").order_by("id").first()
    text = services.preview(
        subject=texts["subject"], body=texts["body"], html=texts["html"], customer=someone, author=request.user
    )
    return {
        "subject": text.subject if texts["channel"] == "email" else "",
        "body": text.body,
        "html": text.html if texts["html"] and texts["channel"] == "email" else "",
        "fault": fault if texts["body"] else "",
        "whom": someone.name if someone else "un cliente de ejemplo",
    }
