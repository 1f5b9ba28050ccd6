"""What we hold of a person: a copy for him, and the page that forgets him."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import house, notices
from core.errors import DomainError
from core.exports import documents
from customers import queries
from customers.forms.privacy import ErasureForm
from customers.models import Customer
from customers.queries.relations import links
from customers.services import privacy


def _load(request: HttpRequest, pk: int) -> Customer:
    found = queries.customers_visible_to(request.user).select_related("standing").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def personal(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is, part by part; ``format=json|pdf`` gives the copy."""
    customer = _load(request, pk)
    wanted = request.GET.get("format", "")
    if wanted in ("json", "pdf"):
        return _copy(request, customer, wanted)
    parts = [(label, len(rows)) for label, rows in privacy.held(customer).items()]
    context = {
        "customer": customer,
        "parts": parts,
        "may_erase": bool(privacy.ERASERS & request.user.roles) and customer.erased_at is None,  # type: ignore[union-attr]
        "trail": [("Clientes", "/clientes/"), (customer.name, reverse("customers:detail", args=[pk]))],
    }
    return render(request, "customers/personal.html", context)


def _copy(request: HttpRequest, customer: Customer, wanted: str) -> HttpResponse:
    try:
        if wanted == "json":
            body, kind = privacy.as_json(customer), "application/json"
        else:
            facts = house.current()
            body, kind = (
                documents.pdf(privacy.as_dataset(customer), locale=facts.locale, zone=facts.zone),
                "application/pdf",
            )
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("customers:personal", pk=customer.pk)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="datos-personales-{customer.pk}.{wanted}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a person, after saying what stays."""
    customer = _load(request, pk)
    if customer.erased_at is not None:
        return redirect("customers:personal", pk=pk)
    form = ErasureForm(request.POST or None, code=customer.code)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            privacy.erase(customer=customer, reason=data["reason"], asked_on=data["asked_on"], actor=request.user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Sus datos se borraron; sus compras siguen en los totales")
            return redirect("customers:personal", pk=pk)
    ids = privacy.records_of(customer)
    counts = [(link.label, link.rows(ids, besides=ids).count()) for link in links()]
    context = {
        "customer": customer,
        "form": form,
        "stays": [(label, count) for label, count in counts if count],
        "trail": [("Clientes", "/clientes/"), (customer.name, reverse("customers:personal", args=[pk]))],
    }
    return render(request, "customers/erase.html", context, status=422 if form.errors else 200)
