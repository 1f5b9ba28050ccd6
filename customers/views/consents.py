"""What a customer allows, with its proofs, and the form that notes a new answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock, house, notices
from core.errors import DomainError
from customers import queries, services
from customers.forms import ConsentForm
from customers.models import Consent

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers in force as sentences, the form, and every answer ever given."""
    customer = queries.customer_page(request.user, pk)
    if customer is None:
        raise Http404
    facts = house.current()
    form = ConsentForm(request.POST or None, today=facts.today, zone=facts.zone)
    texts = queries.texts_in_force(on=facts.today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        text = texts.get(data["purpose"])
        try:
            written = services.record_consents(
                customer=customer,
                channels=data["channels"],
                purpose=data["purpose"],
                granted=data["granted"] == "yes",
                evidence=data["evidence"],
                proof=data["proof"],
                text_version=text.code if text else "",
                given_at=form.given_at(clock.now()),
                actor=request.user,
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Anotado" if written else "Ya constaba así: no hizo falta anotarlo otra vez")
            return redirect("customers:consents", pk=pk)
    context = {
        "customer": customer,
        "form": form,
        "sentences": queries.consent_sentences(customer),
        "texts": list(texts.values()),
        "history": Consent.objects.filter(customer=customer).select_related("recorded_by").order_by("-id")[:SHOWN],
        "trail": [("Clientes", "/clientes/"), (customer.name, f"/clientes/{pk}/")],
    }
    return render(request, "customers/consents.html", context, status=422 if form.errors else 200)
