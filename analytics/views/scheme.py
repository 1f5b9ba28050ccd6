"""How segments are computed: the rule in words, its cut points, its versions; and the form that makes the next one."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analytics.forms import CUTS, SchemeForm
from analytics.models import RfmScheme, SegmentRule
from analytics.queries import rollups, scheme_words
from analytics.queries.freshness import may_compute
from analytics.queries.segments import table_of
from analytics.queries.wording import Finding, Piece, Voice, say, voice
from analytics.services import preview as previews
from analytics.services import schemes
from analytics.views.pages import Page
from core.errors import DomainError

SEGMENT_FIELDS = ("code", "name", "rank", "r_min", "r_max", "fm_min", "fm_max", "meaning", "act")
PASSAGES_SHOWN = 4


@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: HttpRequest) -> HttpResponse:
    """Show the rule; a POST tries another one or stores it as the next version."""
    current = schemes.current()
    speaks = voice()
    form = SchemeForm(initial=SchemeForm.initial_of(current), bins=current.bins)
    shown: list[Finding] = []
    if request.method == "POST":
        if not may_compute(request.user):
            raise PermissionDenied
        form = SchemeForm(request.POST, bins=current.bins)
        if form.is_valid():
            try:
                if request.POST.get("act") == "save":
                    return _save(request, form, current)
                shown = _preview(form, current, speaks)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
    context = _context(current, speaks) | {"form": form, "preview": shown, "may_change": may_compute(request.user)}
    return render(request, "analytics/scheme.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: SchemeForm, current: RfmScheme) -> HttpResponse:
    data = form.cleaned_data
    wanted = form.scheme_json()
    r, f, m = (Decimal(wanted["weights"][name]) for name in "rfm")
    made = schemes.new_version(
        weights=(r, f, m),
        bins=current.bins,
        window_days=data["window_days"],
        cuts={name: data[name] for name in CUTS} if wanted["cuts"] else None,
        segments=list(current.segments.values(*SEGMENT_FIELDS)),
        note=data["note"],
        actor=request.user,
    )
    messages.success(request, f"Guardada la versión {made.version}. Se usará en la próxima semana que se calcule.")
    return redirect("analytics:scheme")


def _preview(form: SchemeForm, current: RfmScheme, speaks: Voice) -> list[Finding]:
    found = previews.preview(form.scheme_json())
    if found is None:
        return [say("Todavía no hay una semana calculada con la cual comparar.")]
    if not found.changed:
        return [say("Nadie cambiaría de segmento.")]
    table = table_of(current.segments.all())
    share = speaks.percent(Decimal(found.changed) / found.customers)
    people = speaks.count(found.changed, "cliente cambiaría", "clientes cambiarían")
    said = [say(Piece(people), f" de segmento, {share} de todos. Todavía no se guardó nada.")]
    for old, new, count in found.passages[:PASSAGES_SHOWN]:
        who = speaks.count(count, "pasaría", "pasarían")
        said.append(say(Piece(who), f" de {table.get(old).name} a {table.get(new).name}."))
    return said


def _context(current: RfmScheme, speaks: Voice) -> dict[str, Any]:
    runs = rollups.runs(limit=1)
    table = table_of(SegmentRule.objects.filter(scheme=current))
    versions = list(RfmScheme.objects.select_related("created_by").order_by("-version")[:30])
    page = Page(title="Cómo se calcula", heading="Cómo se calcula")
    cuts = scheme_words.cuts_table(runs[0], speaks).shown(speaks) if runs and runs[0].recency_cuts else None
    scores = list(range(1, current.bins + 1))
    return {
        "page": page,
        "rule": scheme_words.rule_words(current, speaks),
        "cuts": cuts,
        "scores": scores,
        "segment_rows": [{"label": fm, "names": [table.at(r, fm).name for r in scores]} for fm in reversed(scores)],
        "versions": scheme_words.versions_table(versions, speaks).shown(speaks),
    }
