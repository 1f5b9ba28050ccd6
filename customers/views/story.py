"""The story of a customer: more of it, or one stream of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers import queries


@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The next lines (htmx) or a page of them; ``?que=`` one stream, ``?antes=`` a cursor."""
    customer = queries.customer_page(request.user, pk)
    if customer is None:
        raise Http404
    only, before = request.GET.get("que", ""), request.GET.get("antes", "")
    more = bool(request.headers.get("HX-Request") and before)
    told = queries.story_of(request.user, pk, only=only, before=before, chips=not more)
    context = {
        "customer": customer,
        "story": told,
        "chips": told.chips,
        "trail": [("Clientes", "/clientes/"), (customer.name, f"/clientes/{pk}/")],
    }
    if more:
        return render(request, "customers/_story_items.html", context)
    template = "customers/_story.html" if request.headers.get("HX-Request") else "customers/story.html"
    return render(request, template, context)
