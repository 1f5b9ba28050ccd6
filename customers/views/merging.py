"""Two or more records become one: the page that shows what would happen, and the way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import named, notices
from core.errors import DomainError
from customers import queries
from customers.models import Customer, Merge
from customers.queries import merging
from customers.queries.duplicates import open_pair
from customers.services import merging as services
from customers.services import merging_undo


def _chosen(request: HttpRequest) -> list[Customer]:
    """The records named in ``ids``, the one that sold most first; 404 if one of them is not to be seen."""
    said = (request.POST.get("ids") or request.GET.get("ids", "")).split(",")
    ids = {named.number(one) for one in said} - {0}
    if len(ids) < 2 or len(ids) > merging.MOST:
        raise Http404
    rows = list(
        queries.customers_visible_to(request.user).filter(pk__in=ids).select_related("standing", "owner", "parent")
    )
    if len(rows) != len(ids):
        raise Http404
    return sorted(rows, key=lambda one: (one.merged_into_id is not None, -one.standing.frequency, one.pk))


def _picks(request: HttpRequest) -> dict[str, str]:
    return {key.removeprefix("pick."): str(value) for key, value in request.POST.items() if key.startswith("pick.")}


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """``?ids=1,2`` shows the merge; posted with ``do=merge`` it is done, else shown again with what was chosen."""
    rows = _chosen(request)
    wanted = request.POST.get("winner") or request.GET.get("winner", "")
    winner = next((one for one in rows if str(one.pk) == wanted), rows[0])
    picks = _picks(request)
    if request.method == "POST" and request.POST.get("do") == "merge":
        try:
            _, undo_url = services.merge(
                ids=[one.pk for one in rows],
                winner_id=winner.pk,
                picks=picks,
                seal=request.POST.get("seal", "-"),
                actor=request.user,
            )
        except DomainError as error:
            notices.failed(request, str(error))
            rows = _chosen(request)
            winner = next(one for one in rows if one.pk == winner.pk)
        else:
            notices.done(request, f"{len(rows)} fichas son ahora una: {winner.name}", undo_url=undo_url)
            return redirect("customers:detail", pk=winner.pk)
    context = {
        "plan": merging.plan(rows, winner_id=winner.pk, picks=picks),
        "ids": ",".join(str(one.pk) for one in rows),
        "records": [_record(one, winner, request) for one in rows],
        "pair": _pair(rows),
    }
    return render(request, "customers/merge.html", context)


def _record(customer: Customer, winner: Customer, request: HttpRequest) -> dict[str, Any]:
    return {
        "customer": customer,
        "stays": customer is winner,
        "may_change": queries.may_change(request.user, customer),
        "since": customer.since,
    }


def _pair(rows: list[Customer]) -> Any:
    """The open pair of the queue that these two are, with its reasons."""
    if len(rows) != 2:
        return None
    first, second = sorted(one.pk for one in rows)
    return open_pair(first, second)


@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    made = Merge.objects.filter(pk=pk, winner__in=queries.customers_visible_to(request.user)).first()
    if made is None:
        raise Http404
    try:
        notices.done(request, merging_undo.unmerge(merge_id=pk, actor=request.user))
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect(f"{reverse('customers:merge')}?ids={made.winner_id},{','.join(str(one) for one in made.losers)}")


@require_GET
def merges(request: HttpRequest, pk: int) -> HttpResponse:
    """What was merged into a customer, with the way back."""
    customer = queries.customers_visible_to(request.user).filter(pk=pk).first()
    if customer is None:
        raise Http404
    rows = list(Merge.objects.filter(winner=customer).select_related("made_by", "undone_by").order_by("-pk")[:50])
    names = dict(Customer.objects.filter(pk__in={one for row in rows for one in row.losers}).values_list("pk", "name"))
    told = [
        {
            "merge": row,
            "names": ", ".join(names.get(one, str(one)) for one in row.losers),
            "rows": sum(len(pairs) for pairs in row.moved["rows"].values()),
        }
        for row in rows
    ]
    trail = [("Clientes", "/clientes/"), (customer.name, reverse("customers:detail", args=[pk]))]
    return render(request, "customers/merges.html", {"customer": customer, "merges": told, "trail": trail})
