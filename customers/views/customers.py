"""The forms that change a customer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import house, notices
from core.errors import Conflict, DomainError
from customers import queries, services
from customers.enums import Kind
from customers.forms import CustomerForm
from customers.models import Customer
from customers.queries.duplicates import possible_duplicates


def _load(request: HttpRequest, pk: int) -> Customer:
    customer = queries.customer_page(request.user, pk)
    if customer is None:
        raise Http404
    return customer


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new customer; ``?kind=`` chooses the form."""
    wanted = request.GET.get("kind", Kind.PERSON)
    kind = wanted if wanted in Kind.values else Kind.PERSON.value
    form = CustomerForm(request.POST or None, kind=kind, user=request.user)
    alike: list[Any] = []
    if request.method == "GET":
        form.initial["owner"] = request.user.pk
    if request.method == "POST" and form.is_valid() and "anyway" not in request.POST:
        alike = possible_duplicates(request.user, form.values())
    if request.method == "POST" and form.is_valid() and not alike:
        try:
            customer = services.create_customer(actor=request.user, **form.values())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, f"{customer.name} ya está entre tus clientes")
            return redirect("customers:detail", pk=customer.pk)
    kinds = [{"label": label, "url": f"?kind={value}", "current": value == kind} for value, label in Kind.choices]
    context = {"form": form, "kinds": kinds, "customer": None, "cancel_url": "/clientes/", "alike": alike}
    return render(request, "customers/form.html", context, status=422 if form.errors or alike else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a customer. Who saves second sees what the first changed, and loses nothing he wrote."""
    customer = _load(request, pk)
    if not queries.may_change(request.user, customer):
        notices.failed(request, "Este cliente está a cargo de otra persona: pídele el cambio o que te lo pase.")
        return redirect("customers:detail", pk=pk)
    form = CustomerForm(request.POST or None, instance=customer, kind=customer.kind, user=request.user)
    changed: list[dict[str, str]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["shown_version"] or 0
        try:
            services.update_customer(customer=customer, version=version, actor=request.user, **form.values())
        except Conflict:
            status, changed = 409, _differences(form, _load(request, pk))
            again = request.POST.copy()
            again["shown_version"] = str(_load(request, pk).version)
            form.data = again
        except DomainError as error:
            name = "parent_code" if error.field == "parent" else error.field
            form.add_error(name if name in form.fields else None, str(error))
        else:
            notices.done(request, "Guardado")
            return redirect("customers:detail", pk=pk)
    context = {
        "form": form,
        "kinds": [],
        "customer": customer,
        "changed": changed,
        "conflict": status == 409,
        "cancel_url": f"/clientes/{pk}/",
    }
    return render(request, "customers/form.html", context, status=422 if form.errors else status)


def _differences(form: CustomerForm, held: Customer) -> list[dict[str, str]]:
    """Fields where what stands now is not what this form says."""
    found = []
    for name, value in form.values().items():
        if name in ("kind", "categories", "parent", "pass_work") or name not in form.fields:
            continue
        now = getattr(held, name)
        if (now or "") != (value or ""):
            label = str(form.fields[name].label)
            found.append({"label": label, "now": str(now or "–"), "written": str(value or "–")})
    facts = house.current()
    for info in form.own:
        pair = [info.word(one, facts.locale, on=facts.today) for one in (info.read(held), form.cleaned_data[info.code])]
        if pair[0] != pair[1]:
            found.append({"label": info.label, "now": pair[0] or "–", "written": pair[1] or "–"})
    return found


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=False)


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=True)


def _set_active(request: HttpRequest, pk: int, *, active: bool) -> HttpResponse:
    customer = _load(request, pk)
    try:
        undo_url = services.set_active(customer=customer, active=active, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        said = "vuelve a las listas" if active else "queda fuera de las listas; su historia se conserva"
        notices.done(request, f"{customer.name} {said}", undo_url=undo_url)
    return redirect("customers:detail", pk=pk)
