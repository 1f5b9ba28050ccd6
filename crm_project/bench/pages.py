"""Pages, measured through the whole of Django (middleware, database, template) in one process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import override_settings

from company.models import User

from . import activities

ROUNDS, LEAST, ENOUGH_S = 30, 5, 15.0
PAGES = {
    "trivial": "/salud/viva",
    "list": "/clientes/",
    "search": "/clientes/?q=quispe%20rosa",
    "customer": "/clientes/{customer}/",
    "dashboard": "/",
    "rfm": "/analitica/rfm/",
    "sales": "/analitica/ventas/",
    "rotation": "/analitica/rotacion/",
    "kanban": "/oportunidades/tablero/",
    "pipeline_list": "/oportunidades/",
    "funnel": "/oportunidades/embudo/",
    "order_entry": "/pedidos/nuevo/?customer={customer}",
    "orders": "/pedidos/",
    "orders_pending": "/pedidos/?status=confirmed&kind=sale&sort=promised",
    "cartera": "/cartera/",
    "force": "/equipo/",
    "today": "/hoy/",
    "calls": "/llamadas/",
    "all_calls": "/llamadas/todas/",
    "comments": "/comentarios/",
    "comment_list": "/comentarios/lista/",
}
# As one seller of twenty sees them: a twentieth of a million activities is his.
SELLER_PAGES = {
    "seller_today": "/hoy/",
    "seller_agenda_day": "/agenda/?vista=dia",
    "seller_agenda_week": "/agenda/",
    "seller_agenda_month": "/agenda/?vista=mes",
    "seller_tasks": "/tareas/",
    "seller_customer": "/clientes/{storied}/",
    "seller_calls": "/llamadas/",
    "seller_comments": "/comentarios/",
}
# As the chief of those twenty sees them.
CHIEF_PAGES = {
    "chief_today": "/hoy/",
    "chief_agenda_day": "/agenda/?vista=dia&quien=equipo",
    "chief_agenda_week": "/agenda/?quien=equipo",
    "chief_agenda_month": "/agenda/?vista=mes&quien=equipo",
    "chief_tasks": "/tareas/",
    "chief_force": "/equipo/",
}


# The names of static files without their fingerprints: nothing of theirs is measured, so nothing must be collected.
PLAIN = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@override_settings(STORAGES=PLAIN)
def measure() -> dict[str, Any]:
    """p50 and p95 in milliseconds and number of queries of each page, as the person whose page it is sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(customer_id) FROM analytics_rfmstate WHERE frequency > 20")
        customer = cursor.fetchone()[0] or 1
        # Who has most of a story, of the customers of the seller who asks.
        cursor.execute(
            "SELECT i.customer_id FROM activities_interaction i JOIN company_user u ON u.id = i.user_id "
            "WHERE u.username = %s GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
            [activities.SELLER.format(0)],
        )
        storied = (cursor.fetchone() or [customer])[0]
    gestor, _ = User.objects.get_or_create(username="gestor-bench", defaults={"email": "g@empresa.example"})
    gestor.groups.set([Group.objects.get_or_create(name="gestor")[0]])
    found: dict[str, Any] = {}
    for username, pages in (
        (gestor.username, PAGES),
        (activities.SELLER.format(0), SELLER_PAGES),
        (activities.CHIEF, CHIEF_PAGES),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=username))
        for name, address in pages.items():
            found[name] = _measured(client, address.format(customer=customer, storied=storied))
    return found


def _measured(client: Client, url: str) -> dict[str, Any]:
    answer = client.get(url)
    if answer.status_code != 200:
        return {"status": answer.status_code}
    client.get(url)
    with _counted() as statements:
        client.get(url)
    times: list[float] = []
    while len(times) < ROUNDS and (len(times) < LEAST or sum(times) < 1000 * ENOUGH_S):
        began = time.perf_counter()
        client.get(url)
        times.append(1000 * (time.perf_counter() - began))
    return {
        "queries": len(statements),
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "kb": len(answer.getvalue()) / 1024,
        "slowest_sql_ms": 1000 * max(statements, default=0.0),
    }


@contextmanager
def _counted() -> Iterator[list[float]]:
    """Seconds of each statement, in whichever thread a middleware lets it run."""
    seconds: list[float] = []
    plain = CursorWrapper.execute

    def timed(cursor: CursorWrapper, *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return plain(cursor, *args)
        finally:
            seconds.append(time.perf_counter() - began)

    CursorWrapper.execute = timed  # type: ignore[method-assign, assignment]
    try:
        yield seconds
    finally:
        CursorWrapper.execute = plain  # type: ignore[method-assign]
