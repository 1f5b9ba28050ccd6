"""Contacts of a customer, and who of ours answers for him."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import notices
from core.editing import tell_changes
from core.errors import Conflict, DomainError
from customers import queries, services
from customers.forms import ContactForm, ResponsibleForm
from customers.models import Contact, Customer
from customers.queries.contacts import contacts_visible_to, responsibles_of, vcard


def _customer(request: HttpRequest, pk: int) -> Customer:
    found = queries.customers_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _contact(request: HttpRequest, pk: int, contact_pk: int) -> Contact:
    found = contacts_visible_to(request.user).select_related("customer").filter(customer_id=pk, pk=contact_pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int, contact_pk: int | None = None) -> HttpResponse:
    """A new contact, or one to change."""
    held = _contact(request, pk, contact_pk) if contact_pk else None
    customer = held.customer if held else _customer(request, pk)
    form = ContactForm(request.POST or None, instance=held, country=customer.country)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["shown_version"]
        try:
            saved, undo_url = services.save_contact(
                customer=customer, contact=held, version=version, actor=request.user, **form.values()
            )
        except Conflict:
            tell_changes(form, _contact(request, pk, contact_pk or 0), stamp="shown_version")
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            notices.done(request, f"{saved}, guardado", undo_url=undo_url)
            return redirect("customers:detail", pk=pk)
    context = {"form": form, "customer": customer, "contact": held, "cancel_url": f"/clientes/{pk}/"}
    return render(request, "customers/contact.html", context, status=422 if form.errors else 200)


@require_POST
def contact_remove(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Put a contact out of use."""
    held = _contact(request, pk, contact_pk)
    try:
        undo_url = services.set_contact_active(contact=held, active=False, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, f"{held} ya no está entre los contactos", undo_url=undo_url)
    return redirect("customers:detail", pk=pk)


@require_GET
def contact_card(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """The contact as a vCard."""
    held = _contact(request, pk, contact_pk)
    name = slugify(str(held)) or "contacto"
    disposition = content_disposition_header(True, f"{name}.vcf") or "attachment"
    return HttpResponse(
        vcard(held), content_type="text/vcard; charset=utf-8", headers={"Content-Disposition": disposition}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def responsibles(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for this customer in service, programme and collection."""
    customer = _customer(request, pk)
    held: dict[str, Any] = {area: user for area, _, user in responsibles_of(customer)}
    form = ResponsibleForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        undo_url = ""
        try:
            for area, user in form.cleaned_data.items():
                if user != held[area]:
                    undo_url = services.put_responsible(customer=customer, area=area, user=user, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            notices.done(request, "Guardado", undo_url=undo_url)
            return redirect("customers:detail", pk=pk)
    context = {"form": form, "customer": customer, "cancel_url": f"/clientes/{pk}/"}
    return render(request, "customers/responsibles.html", context, status=422 if form.errors else 200)
