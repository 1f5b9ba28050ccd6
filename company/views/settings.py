"""Settings of the company and of oneself."""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company import queries, services
from company.forms import COMPANY_FIELDS, CompanyForm, PreferencesForm
from company.models import Company, User
from core import notices
from core.errors import Conflict, DomainError
from core.files import IMAGES, check_upload
from core.idempotency import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def company(request: HttpRequest) -> HttpResponse:
    """Who we are: country, zone, currency, fiscal data, logo."""
    held = Company.objects.get_or_create(pk=1)[0]
    form = CompanyForm(request.POST or None, request.FILES or None, instance=held)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["logo_file"]
        try:
            services.change_company(
                actor=request.user,
                values={name: form.cleaned_data[name] for name in COMPANY_FIELDS},
                logo=check_upload(upload, allowed=IMAGES - {".gif"}) if upload else None,
                remove_logo=form.cleaned_data["remove_logo"],
                shown=form.shown(),
            )
        except Conflict as error:
            form.stand_beside(held, error)
        except DomainError as error:
            form.add_error("logo_file" if error.field == "file" else error.field, str(error))
        else:
            notices.done(request, "Guardado")
            return redirect("company:settings")
    status = 422 if form.errors else 200
    return render(request, "company/settings.html", {"form": form, "company": held}, status=status)


@require_safe
def logo(request: HttpRequest) -> FileResponse:
    """The logo, for pages before and after the door. Pictures only: they were re-encoded when they came."""
    held = queries.current().logo
    if not held:
        raise Http404
    try:
        content = held.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = mimetypes.guess_type(str(held.name))[0] or "application/octet-stream"
    response = FileResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """My account: colours, density, password, second step."""
    person = get_object_or_404(User, pk=request.user.pk or 0)
    form = PreferencesForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.change_preferences(person=person, **form.cleaned_data)
        notices.done(request, "Guardado")
        return redirect("company:preferences")
    return render(request, "company/preferences.html", {"form": form, "person": person})
