"""A quote as PDF and Word, and the templates that say how it looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import named, notices
from core.errors import DomainError
from core.exports.http import TYPES
from core.idempotency import once
from sales.forms.quote_send import QuoteTemplateForm
from sales.models import Quote, QuoteTemplate, QuoteVersion
from sales.queries import quote_fields
from sales.queries.quote_paper import Paper, paper_of, sample_paper
from sales.queries.quotes import current_version, quotes_visible_to
from sales.services import quote_documents, quote_templates

TEXTS = ("intro", "terms", "footer")
SHOWN = ("show_sku", "show_discount", "show_tax")


def load(request: HttpRequest, pk: int) -> Quote:
    """The quote with whom it is for, if the person may see it; else 404."""
    rows = quotes_visible_to(request.user).select_related("customer", "contact", "owner", "template", "order")
    return get_object_or_404(rows, pk=pk)


@require_safe
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """``?version=2`` gives that one, else the newest."""
    return file_of(paper_of(_version(request, pk)), "pdf")


@require_safe
def quote_word(request: HttpRequest, pk: int) -> HttpResponse:
    return file_of(paper_of(_version(request, pk)), "docx")


def file_of(paper: Paper, kind: str) -> HttpResponse:
    """The paper as a download; PDF opens in the browser."""
    made = quote_documents.pdf(paper) if kind == "pdf" else quote_documents.word(paper)
    response = HttpResponse(made, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(kind != "pdf", f"{paper.name}.{kind}") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _version(request: HttpRequest, pk: int) -> QuoteVersion:
    quote, text = load(request, pk), request.GET.get("version", "")
    if not text:
        return current_version(quote)
    found = get_object_or_404(quote.versions, number=named.number(text, digits=4))
    found.quote = quote
    return found


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    context = {
        "templates": list(QuoteTemplate.objects.all()),
        "trail": [("Cotizaciones", reverse("sales:quotes"))],
    }
    return render(request, "sales/quote_template_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def template_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(QuoteTemplate, pk=pk))


@require_POST
def template_preview(request: HttpRequest) -> HttpResponse:
    """What a paper looks like with the texts of the form; writes nothing."""
    return render(request, "sales/quote_template_preview.html", _shown(request.POST))


def _edit(request: HttpRequest, template: QuoteTemplate | None) -> HttpResponse:
    form = QuoteTemplateForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        held = QuoteTemplate.objects.get(pk=template.pk) if template else None
        try:
            quote_templates.save_template(actor=request.user, template=held, **form.values())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Guardada")
            return redirect("sales:quote_templates")
    values = form.data if form.is_bound else {name: form[name].value() for name in (*TEXTS, *SHOWN)}
    context = {
        "form": form,
        "name": template.name if template else "Nueva plantilla",
        "chips": quote_fields.chips(),
        "trail": [("Cotizaciones", reverse("sales:quotes")), ("Plantillas", reverse("sales:quote_templates"))],
        "cancel_url": reverse("sales:quote_templates"),
        **_shown(values),
    }
    return render(request, "sales/quote_template_form.html", context, status=422 if form.errors else 200)


def _shown(values: Any) -> dict[str, Any]:
    """The sample paper, or why a text is wrong."""
    texts: dict[str, Any] = {name: str(values.get(name) or "") for name in TEXTS}
    shown: dict[str, Any] = {name: bool(values.get(name)) for name in SHOWN}
    try:
        for name, text in texts.items():
            quote_fields.check(text, field=name)
    except DomainError as error:
        return {"fault": str(error), "paper": None}
    return {"fault": "", "paper": sample_paper(**texts, **shown)}
