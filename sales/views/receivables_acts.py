"""The acts on the cartera: remind, rules, statement of account."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from core import notices
from core.errors import DomainError
from core.idempotency import once
from customers.models import Customer
from messaging.services import ask
from messaging.services.gate import REFUSE, SEND
from sales.forms.payments import RemindForm, RuleForm, SpanForm
from sales.models import ReminderRule
from sales.queries import receivables as owed
from sales.queries.statement import statement_of
from sales.services import reminders_of_payment as reminders
from sales.services.statements import send_statement, statement_lines, statement_pdf
from sales.tables import customer_name
from sales.tables.receivables import customer_account, late_said

from .receivables import account_or_404


@require_http_methods(["GET", "POST"])
@once
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to one debtor: the text as it leaves, and when."""
    order = get_object_or_404(owed.debts_visible_to(request.user), pk=pk)
    posted = request.POST if request.method == "POST" else None
    first = reminders.templates().first()
    form = RemindForm(posted or request.GET or None, initial={"template": first})
    template = form.cleaned_data["template"] if form.is_bound and form.is_valid() else first
    if posted is not None and form.is_valid():
        try:
            message = reminders.remind(order=order, template=template, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            answer = ask(message)
            notices.done(request, "En camino" if answer.decision == SEND else answer.said)
            return redirect(customer_account(order))
    shown: Any = None
    verdict: Any = None
    if template is not None and order.customer is not None:
        shown, verdict = reminders.preview(order=order, template=template, actor=request.user)
    context = {
        "order": order,
        "form": form,
        "shown": shown,
        "verdict": verdict,
        "leaves": verdict is not None and verdict.decision != REFUSE,
        "late": late_said(order),
        "cancel_url": customer_account(order),
        "trail": [("Cartera", reverse("sales:receivables")), (customer_name(order), customer_account(order))],
    }
    return render(request, "sales/receivables_remind.html", context, status=422 if posted is not None else 200)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The rules that remind by themselves: a form for each, and one for a new one."""
    held = list(ReminderRule.objects.select_related("template"))
    if pk is not None and pk not in {row.pk for row in held}:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    forms = [RuleForm(posted if row.pk == pk else None, instance=row, prefix=f"r{row.pk}") for row in held]
    forms.append(RuleForm(posted if posted is not None and pk is None else None, prefix="new"))
    bound = next((form for form in forms if form.is_bound), None)
    if bound is not None and bound.is_valid():
        try:
            made = reminders.save_rule(rule=bound.save(commit=False), actor=request.user)
        except DomainError as error:
            bound.add_error(error.field if error.field in bound.fields else None, str(error))
        else:
            notices.done(request, f"«{made.name}» {'en marcha' if made.is_active else 'parada'}")
            return redirect("sales:receivables_rules")
    context = {"forms": forms, "trail": [("Cartera", reverse("sales:receivables"))]}
    return render(request, "sales/receivables_rules.html", context, status=422 if bound is not None else 200)


@require_http_methods(["GET", "POST"])
@once
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of account: on screen, as PDF (``format=pdf``), or by mail (POST)."""
    found = account_or_404(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = SpanForm(asked if asked.get("first") else None, initial=SpanForm.usual())
    span = form.cleaned_data if form.is_bound and form.is_valid() else SpanForm.usual()
    days: dict[str, Any] = {"first": span["first"], "last": span["last"]}
    if request.method == "POST" and form.is_valid():
        try:
            message = send_statement(customer=found, actor=request.user, **days)
        except DomainError as error:
            notices.failed(request, str(error))
        else:
            verdict = ask(message)
            notices.done(request, "En camino" if verdict.decision == SEND else verdict.said)
        return redirect("sales:receivables_customer", pk)
    if request.GET.get("format") == "pdf" and (not form.is_bound or form.is_valid()):
        name = f"estado-de-cuenta-{found.code}-{days['last'].isoformat()}.pdf"
        content = statement_pdf(customer=found, **days)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )
    context = {
        "customer": found,
        "form": form,
        "statement": statement_of(found.pk, **days),
        "lines": statement_lines(statement_of(found.pk, **days)),
        "pdf_url": "?" + urlencode({**days, "format": "pdf"}),
        "may_act": owed.collects(request.user),
        "trail": [("Cartera", reverse("sales:receivables")), (found.name, customer_account_of(found))],
    }
    return render(request, "sales/statement.html", context, status=422 if form.errors else 200)


def customer_account_of(found: Customer) -> str:
    return reverse("sales:receivables_customer", args=[found.pk])
