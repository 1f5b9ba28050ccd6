"""Writing a quote: a new one (for a customer, from a deal, from another quote) and one that is not sent yet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from company.queries import today
from core import named, notices
from core.editing import stand_beside
from core.errors import Conflict, DomainError
from core.idempotency import once
from customers.models import Customer
from customers.queries import customers_visible_to
from sales.forms.lines import row_of
from sales.forms.quotes import QuoteForm
from sales.models import Opportunity, Quote
from sales.queries.library import library_visible_to
from sales.queries.opportunities import opportunities_visible_to
from sales.queries.quotes import current_version, default_template, quotes_visible_to, rules
from sales.services import quotes
from sales.services.quote_lines import LineError, copied
from sales.services.quote_money import QuoteLineInput

from .line_editor import LineEditor
from .quote_acts import finished
from .quotes import load

TRAIL = ("Cotizaciones", "sales:quotes")


@dataclass
class Given:
    """What the address brings: for whom, of which deal, from which quote."""

    customer: Customer | None
    opportunity: Opportunity | None
    source: Quote | None


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A new quote; «Guardar y enviar» goes on to sending it."""
    given = _given(request)
    posted = request.POST if request.method == "POST" else None
    head, rows = _first_values(request, given)
    editor = LineEditor(request, initial=rows, words=True)
    form = _form(request, editor, customer=given.customer, initial=head)
    if posted is not None and not editor.asked and form.is_valid() & editor.is_valid():
        try:
            made = _create(request, form, editor, given)
        except DomainError as error:
            _say(error, form, editor)
        else:
            return _saved(request, made)
    context = {
        "form": form,
        "quote": None,
        "customer": given.customer,
        "source": given.source,
        "heading": "Nueva cotización",
        "cancel_url": reverse("sales:quotes"),
        "trail": [(TRAIL[0], reverse(TRAIL[1]))],
    }
    return _page(request, editor, context)


@require_http_methods(["GET", "POST"])
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a quote that is not sent. Who comes second is told what the first one changed; nothing typed is lost."""
    quote = load(request, pk)
    if quote.state not in quotes.EDITABLE:
        notices.failed(request, "Lo enviado no se cambia: haz una versión nueva.")
        return redirect("sales:quote", pk)
    version = current_version(quote)
    head = {name: getattr(quote, f"{name}_id") for name in ("contact", "opportunity", "owner", "template")}
    head |= {"title": quote.title, "valid_until": quote.valid_until, "version": quote.version}
    head |= {"intro": version.intro, "terms": version.terms}
    editor = LineEditor(request, initial=[_row(line) for line in copied(version)], words=True)
    form = _form(request, editor, customer=quote.customer, initial=head, standing=quote)
    if request.method == "POST" and not editor.asked and form.is_valid() & editor.is_valid():
        try:
            saved = _save(request, form, editor, quote)
        except Conflict as error:
            stand_beside(form, Quote.objects.get(pk=pk), str(error), stamp="version")
        except DomainError as error:
            _say(error, form, editor)
        else:
            return _saved(request, saved)
    back = reverse("sales:quote", args=[pk])
    context = {
        "form": form,
        "quote": quote,
        "customer": quote.customer,
        "source": None,
        "heading": f"Cambiar la cotización {quote.number}",
        "cancel_url": back,
        "trail": [(TRAIL[0], reverse(TRAIL[1])), (quote.number, back)],
    }
    return _page(request, editor, context)


def _page(request: HttpRequest, editor: LineEditor, context: dict[str, Any]) -> HttpResponse:
    context |= {"editor": editor, "rows": editor.rows(), "sums": editor.sums()}
    status = 422 if request.method == "POST" and not editor.asked else 200
    return render(request, "sales/quote_form.html", context, status=status)


def _form(
    request: HttpRequest, editor: LineEditor, *, customer: Customer | None, initial: Any, **more: Any
) -> QuoteForm:
    """Bound when it is to be saved; after a button of a row it only keeps what was typed."""
    posted = request.POST if request.method == "POST" else None
    if editor.asked and posted is not None:
        initial, posted = {**initial, **posted.dict()}, None
    lookup = reverse("sales:redirected_customers")
    return QuoteForm(posted, user=request.user, customer=customer, lookup_url=lookup, initial=initial, **more)


def _create(request: HttpRequest, form: QuoteForm, editor: LineEditor, given: Given) -> Quote:
    data, lines = form.cleaned_data, editor.quote_lines()
    customer = form.found
    assert customer is not None, "the form has found him"  # noqa: S101 - clean_customer raises otherwise
    contact = data.get("contact")
    if "contact" not in form.fields:
        contact = customer.contacts.filter(is_active=True, is_main=True).first()
    return quotes.create(
        customer=customer,
        title=data["title"].strip() or _title(lines),
        lines=lines,
        actor=request.user,
        owner=data.get("owner"),
        contact=contact,
        opportunity=data.get("opportunity"),
        template=data.get("template"),
        valid_until=data.get("valid_until"),
        copied_from=given.source,
        **_texts(data),
    )


def _save(request: HttpRequest, form: QuoteForm, editor: LineEditor, quote: Quote) -> Quote:
    data, lines = form.cleaned_data, editor.quote_lines()
    return quotes.save(
        quote=quote,
        version=data["version"] or 0,
        lines=lines,
        actor=request.user,
        title=data["title"].strip() or _title(lines),
        contact=data.get("contact"),
        opportunity=data.get("opportunity"),
        owner=data.get("owner") or (quote.owner if "owner" not in form.data else request.user),
        template=data.get("template") or quote.template,
        valid_until=data.get("valid_until") or quote.valid_until,
        intro=data["intro"],
        terms=data["terms"],
    )


def _saved(request: HttpRequest, quote: Quote) -> HttpResponse:
    if request.POST.get("next") == "send":
        return finished(request, quote)
    notices.done(request, "Guardada como borrador")
    return redirect("sales:quote", quote.pk)


def _say(error: DomainError, form: QuoteForm, editor: LineEditor) -> None:
    """Each sentence beside its cell or field."""
    if isinstance(error, LineError):
        editor.add_error(error)
    elif error.field == "lines":
        editor.said = str(error)
    else:
        form.add_error(error.field if error.field in form.fields else None, str(error))


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    """Texts that nobody touched are left to the template that was chosen."""
    usual = default_template()
    found: dict[str, Any] = {}
    for name in ("intro", "terms"):
        told = data[name].replace("\r\n", "\n").strip()
        same = usual is not None and told == getattr(usual, name).replace("\r\n", "\n").strip()
        found[name] = None if same else told
    return found


def _title(lines: list[QuoteLineInput]) -> str:
    """ "Taza de corazones y 2 más"."""
    first = lines[0].name or (lines[0].product.name if lines[0].product else "")
    return first[:140] if len(lines) == 1 else f"{first[:140]} y {len(lines) - 1} más"


def _given(request: HttpRequest) -> Given:
    """``?customer=``, ``?opportunity=``, ``?from=``: what the person may not see is 404."""
    customer = _one(request, "customer", customers_visible_to(request.user))
    opportunity = _one(request, "opportunity", opportunities_visible_to(request.user).select_related("customer"))
    if opportunity is not None:
        customer = opportunity.customer
    seen = quotes_visible_to(request.user) | library_visible_to(request.user)
    return Given(customer, opportunity, _one(request, "from", seen.select_related("customer", "template")))


def _one(request: HttpRequest, name: str, rows: Any) -> Any:
    text = request.GET.get(name, "")
    return named.one_or_404(rows, text) if text else None


def _first_values(request: HttpRequest, given: Given) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and rows as the page opens."""
    usual = default_template()
    head: dict[str, Any] = {
        "valid_until": today() + timedelta(days=rules().quote_days),
        "intro": usual.intro if usual else "",
        "terms": usual.terms if usual else "",
    }
    if given.customer is not None:
        main = given.customer.contacts.filter(is_active=True, is_main=True).first()
        head["contact"] = main.pk if main else None
    if given.source is not None:
        offer = quotes.offer_of(given.source, actor=request.user)
        head["title"] = offer.title
        if offer.terms is not None:
            head["terms"] = offer.terms
        return head, [_row(line) for line in offer.lines]
    if given.opportunity is not None:
        head |= {"title": given.opportunity.name, "opportunity": given.opportunity.pk}
        wanted = given.opportunity.products.select_related("product").order_by("position")
        return head, [
            row_of(
                product=one.product,
                name=one.name,
                quantity=one.quantity,
                unit_price=one.unit_price or (one.product.price if one.product else None),
            )
            for one in wanted
        ]
    return head, []


def _row(line: QuoteLineInput) -> dict[str, Any]:
    return row_of(
        product=line.product,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        tax_rate=line.tax_rate,
        detail=line.detail,
    )
