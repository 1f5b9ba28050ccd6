"""Progress of background jobs. The page asks again each second by htmx; without JavaScript by the Refresh header."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import jobs, notices
from core.errors import DomainError
from core.queries.jobs import jobs_visible_to

SHOWN = 100


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """My jobs, newest first."""
    found = jobs_visible_to(request.user).select_related("owner")[:SHOWN]
    return render(request, "core/job_list.html", {"jobs": found})


@require_safe
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; as a fragment for htmx. An ended job stops the asking (286)."""
    job = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "trabajo":
        return render(request, "core/_job.html", {"job": job}, status=200 if job.is_open else 286)
    response = render(request, "core/job.html", {"job": job})
    if job.is_open and not request.headers.get("HX-Request"):
        response["Refresh"] = "3"
    return response


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    try:
        jobs.cancel(job=job, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("core:job", pk=pk)


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue an ended job again."""
    job = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    try:
        jobs.retry(job=job, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("core:job", pk=pk)
