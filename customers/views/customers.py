"""The page of one customer, and the forms that change him."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import formatting, house, notices
from core.errors import Conflict, DomainError
from core.slots import CUSTOMER_FIGURES, CUSTOMER_PANELS
from customers import queries, services
from customers.enums import Kind, segment_name
from customers.forms import CustomerForm
from customers.models import Customer
from customers.queries.duplicates import possible_duplicates

MOST_FACTS = 4


def _load(request: HttpRequest, pk: int) -> Customer:
    customer = queries.customer_page(request.user, pk)
    if customer is None:
        raise Http404
    return customer


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who he is, what he is worth, his story."""
    customer = _load(request, pk)
    panels: dict[str, list[Any]] = {"facts": [], "main": [], "side": []}
    for panel in CUSTOMER_PANELS:
        context = panel.context(request.user, customer)
        if context is not None:
            panels[panel.place].append({"title": panel.title, "template": panel.template, **context})
    context = {
        "customer": customer,
        "facts": [*_facts(customer), *panels["facts"]][:MOST_FACTS],
        "main": panels["main"],
        "side": panels["side"],
        "children": queries.children_of(request.user, customer),
        "data": _data(customer),
        "may_change": queries.may_change(request.user, customer),
        "trail": [("Clientes", "/clientes/")],
    }
    return render(request, "customers/detail.html", context)


def _facts(customer: Customer) -> list[dict[str, Any]]:
    standing = customer.standing
    today, locale = house.current().today, house.current().locale
    since = f"desde la {formatting.week(standing.segment_since, today=today)}" if standing.segment_since else ""
    before = f"; antes, {segment_name(standing.segment_before)}" if standing.segment_before else ""
    months = CUSTOMER_FIGURES.get("months")([customer.pk]) if "months" in CUSTOMER_FIGURES else {}
    orders = formatting.plural(standing.frequency, "pedido", "pedidos", locale)
    day = formatting.day(standing.last_order_on, today=today) if standing.last_order_on else ""
    return [
        {
            "label": "Segmento",
            "value": segment_name(standing.segment),
            "detail": f"{since}{before}" or "todavía sin calcular",
        },
        {
            "label": "Compró",
            "value": formatting.money(standing.monetary, locale),
            "detail": orders,
            "spark": months.get(customer.pk),
        },
        {"label": "Última compra", "value": formatting.ago(standing.last_order_on, today=today), "detail": day},
    ]


def _data(customer: Customer) -> list[tuple[str, str]]:
    place = ", ".join(
        dict.fromkeys(part for part in (customer.street, customer.district, customer.city, customer.region) if part)
    )
    today = house.current().today
    rows = [
        ("Código", customer.code),
        (customer.get_document_kind_display() or "Documento", customer.document_number),
        ("Clase", customer.get_kind_display()),
        ("Etapa", customer.get_lifecycle_display()),
        ("Razón social", customer.legal_name if customer.legal_name != customer.name else ""),
        ("Categorías", ", ".join(str(one) for one in customer.categories.all())),
        ("Teléfono", customer.phone),
        ("Correo", customer.email),
        ("Dirección", place),
        ("Nacimiento", formatting.day(customer.birth_date, today=today) if customer.birth_date else ""),
    ]
    return [(name, value) for name, value in rows if value]


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
        if name in ("kind", "categories", "parent") or name not in form.fields:
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
