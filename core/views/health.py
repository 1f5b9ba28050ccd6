"""Two questions of a supervisor: do you live, and may I send you people?"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nobody else."""
    return HttpResponse("viva\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, cache and migrations are in order, else 503. Names the part, not the reason."""
    parts = {name: _passes(name, check) for name, check in CHECKS.items()}
    return JsonResponse(
        {"lista": all(parts.values()), "partes": parts},
        status=200 if all(parts.values()) else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever it is, the answer is "not ready"; the reason goes to the log
        log.exception("La comprobación de %s falló", name)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    cache.set("salud", "1", timeout=30)
    return bool(cache.get("salud") == "1")


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


CHECKS: dict[str, Callable[[], bool]] = {"base_de_datos": _database, "cache": _cache, "migraciones": _migrations}
