"""The sales tree, drawn by indentation and rearranged by form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from company import queries
from company.forms import PlaceForm
from company.models import SalesPosition
from company.services import sales_tree
from core import named, notices
from core.errors import DomainError
from core.idempotency import once
from core.trees import depth


@require_http_methods(["GET", "HEAD", "POST"])
@once
def tree(request: HttpRequest) -> HttpResponse:
    """Who answers to whom; the form places a person or moves him with his team (``?mover=ID`` fills it)."""
    moving = named.one_of(SalesPosition.objects.all(), request.GET.get("mover"))
    initial = {"person": moving.user_id, "level": moving.level, "parent": moving.parent_id} if moving else None
    form = PlaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sales_tree.place(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            notices.done(request, "Guardado")
            return redirect("company:tree")
    rows = [(position, depth(position.path)) for position in queries.tree()]
    return render(request, "company/tree.html", {"form": form, "rows": rows, "moving": moving})


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of the tree."""
    try:
        sales_tree.remove(position=get_object_or_404(SalesPosition, pk=pk), actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("company:tree")
