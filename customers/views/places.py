"""Suggestions while one types: places of Peru, products of the catalogue. Options of a datalist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.slots import PRODUCT_LOOKUP
from customers.queries.places import suggest

MOST = 12
LEVELS = frozenset({"region", "city", "district"})


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Departments, provinces or districts (``level``) that hold what was typed."""
    get, level = request.GET.get, request.GET.get("level", "")
    options: list[tuple[str, str]] = []
    if level in LEVELS:
        options = suggest(
            level,
            get(level, "")[:80],
            region=get("region", "") if level != "region" else "",
            city=get("city", "") if level == "district" else "",
            country=get("country", "PE"),
        )
    return render(request, "customers/_options.html", {"options": options})


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    """Products that hold what was typed in the field named by ``field``."""
    text = request.GET.get(request.GET.get("field", ""), "")[:120]
    hits = PRODUCT_LOOKUP.get("find")(request.user, text, MOST) if text and "find" in PRODUCT_LOOKUP else []
    return render(request, "customers/_options.html", {"options": [(hit.sku, hit.name) for hit in hits]})
