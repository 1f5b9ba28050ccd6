"""What is added to an opportunity on its page: notes, people, competitors, files, commitments. Each is one post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core import named, notices
from core.errors import DomainError
from core.idempotency import once
from sales.forms.opportunities import PersonForm, PromiseForm, RivalForm
from sales.services import opportunity_parts as parts

from .opportunities import load


@once
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(request, pk)
    text = request.POST.get("text", "")[:4000]

    def act() -> str:
        parts.note(opportunity=row, text=text, actor=request.user)
        return ""  # a note is not taken back

    return _done(request, pk, "Nota guardada", act)


@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part; ``gone`` names the one that does not any more."""
    row = load(request, pk)
    gone = bool(request.POST.get("gone"))
    form = PersonForm(request.POST, customer=row.customer)

    def act() -> str:
        if gone:
            held = named.one_or_404(row.contacts.select_related("contact"), request.POST["gone"])
            parts.name_contact(opportunity=row, contact=held.contact, actor=request.user, gone=True)
            return ""
        data = _cleaned(form)
        parts.name_contact(opportunity=row, contact=data["contact"], role=data["role"], actor=request.user)
        return ""

    return _done(request, pk, "Ya no participa" if gone else "Participa en la oportunidad", act)


@require_POST
def rival(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else offers; ``gone`` names the one that does not any more."""
    row = load(request, pk)
    gone = bool(request.POST.get("gone"))
    form = RivalForm(request.POST)

    def act() -> str:
        if gone:
            held = named.one_or_404(row.competitors.select_related("competitor"), request.POST["gone"])
            parts.name_competitor(opportunity=row, competitor=held.competitor, actor=request.user, gone=True)
            return ""
        data = _cleaned(form)
        parts.name_competitor(
            opportunity=row, competitor=data["name"], price=data["price"], note=data["note"], actor=request.user
        )
        return ""

    return _done(request, pk, "Ya no compite" if gone else "Competidor anotado", act)


@once
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, checked by its content."""
    row = load(request, pk)
    upload = request.FILES.get("file")

    def act() -> str:
        if upload is None:
            raise DomainError("Elige un archivo.")
        parts.attach(opportunity=row, upload=upload, actor=request.user)
        return ""

    return _done(request, pk, "Archivo guardado", act)


@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file away."""
    row = load(request, pk)
    held = get_object_or_404(row.files.select_related("file"), pk=file)

    def take_away() -> str:
        parts.detach(file=held, actor=request.user)
        return ""  # what cannot be taken back has no address of undo

    return _done(request, pk, f"Archivo quitado: {held.file.name}", take_away)


@once
@require_POST
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment: the next step of the deal."""
    row = load(request, pk)
    form = PromiseForm(request.POST)
    return _done(
        request,
        pk,
        "Compromiso anotado",
        lambda: parts.promise(opportunity=row, actor=request.user, **_promised(form))[1],
    )


def _promised(form: PromiseForm) -> dict[str, Any]:
    _cleaned(form)
    return form.values()


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """What a short form says; its first fault becomes the sentence of the page."""
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise DomainError(f"{label}: {faults[0]}" if label else str(faults[0]))
    return form.cleaned_data


def _done(request: HttpRequest, pk: int, said: str, act: Callable[[], str]) -> HttpResponse:
    try:
        undo_url = act()
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, said, undo_url=undo_url)
    return redirect("sales:opportunity", pk)
