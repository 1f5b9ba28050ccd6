"""The family of a customer as a tree, and moves in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import named, notices
from core.errors import DomainError
from customers import queries, services
from customers.forms import MoveForm
from customers.models import Customer
from customers.queries.family import family_of


@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree from its root; ``?mover=`` asks where one of it goes; a post moves him."""
    customer = _visible(request, pk)
    found = family_of(request.user, customer)
    wanted = named.number(request.POST.get("customer") or request.GET.get("mover"))
    moving = _visible(request, wanted) if wanted else None
    form = MoveForm(request.POST or None, user=request.user, family=found, moving=moving)
    if request.method == "POST" and moving is not None and _move(request, form, moving):
        return redirect(reverse("customers:family", args=[pk]))
    context = {
        "customer": customer,
        "family": found,
        "moving": moving,
        "form": form,
        "trail": [("Clientes", "/clientes/"), (customer.name, f"/clientes/{pk}/")],
        "may_change": queries.may_change(request.user, customer),
    }
    return render(request, "customers/family.html", context, status=422 if form.errors else 200)


def _move(request: HttpRequest, form: MoveForm, moving: Customer) -> bool:
    """Did it go, or is there something to say over the page?"""
    if not form.is_valid():
        # A drag onto somebody below him: the choice is not offered, the sentence is the service's.
        target = named.number(request.POST.get("parent"))
        if "parent" not in form.errors or not target:
            return False
        parent = _visible(request, target)
    else:
        parent = form.cleaned_data["found"]
    try:
        undo_url = services.move_in_family(customer=moving, parent=parent, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        where = f"ahora pertenece a {parent}" if parent else "ya no pertenece a nadie"
        notices.done(request, f"{moving} {where}", undo_url=undo_url)
    return True


def _visible(request: HttpRequest, pk: int) -> Customer:
    found = queries.customers_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
