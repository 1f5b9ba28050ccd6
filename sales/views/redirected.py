"""The queue of redirected orders, and the page of one."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from company.queries import current, today
from core import formatting, house
from core.clock import now, week_of
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from sales import queries, services
from sales.enums import DiscardReason, LostReason
from sales.filters import RedirectedFilter, only_open
from sales.forms import AssignForm, WhoForm
from sales.models import RedirectedOrder
from sales.queries.scope import LEAD
from sales.tables import RedirectedTable, redirected_url, wait_said
from sales.tables.redirected import is_late, why_stuck

ADD = HeadAct("Anotar uno", "sales:redirected_new", "plus", primary=True, key="n")
REPORT = HeadAct("Informe", "sales:redirected_report", "report-analytics", roles=LEAD)
OPEN = "status=waiting&status=assigned&status=contacted"


def assign_many(*, actor: Any, rows: Any, values: dict[str, Any]) -> BulkDone:
    count, undo_url = services.assign(redirected=rows, seller=values["seller"], actor=actor)
    said = formatting.plural(count, "pedido", "pedidos", house.current().locale)
    return BulkDone(f"{said} para {values['seller']}", undo_url)


def recovered_said(user: Any) -> str:
    """What was won back this week, with the way to its orders."""
    week = week_of(today())
    found = queries.recovered_in(week, user=user, kind="redirected")
    if not found.orders:
        return "Esta semana todavía no se recuperó ningún pedido."
    locale = house.current().locale
    return format_html(
        'Esta semana se recuperaron <a class="figure" href="{}">{}</a> en {}.',
        f"{reverse('sales:list')}?recovered=redirected&week={week}",
        formatting.money(found.money, locale),
        formatting.plural(found.orders, "pedido", "pedidos", locale),
    )


QUEUE = ListSpec(
    key="redirecciones",
    title="Pedidos redirigidos",
    one="pedido redirigido",
    many="pedidos redirigidos",
    base=queries.redirected_listed,
    table=RedirectedTable,
    filters=RedirectedFilter,
    columns=("name", "amount", "waited", "status", "seller"),
    sorts={
        "amount": Sort("Por dinero en juego", "amount", "id", down=True),
        "happened": Sort("Por fecha", "happened_at", "id", down=True),
    },
    order="-amount",
    url_name="sales:redirected_list",
    placeholder="Nombre, teléfono o número",
    search=queries.search_redirected,
    alike=None,
    narrow=only_open,
    row_url=redirected_url,
    row_name=lambda row: f"{row.number}, {row.who}",
    sums=(SumOf("amount", "Hay {sum} en juego."),),
    views=(
        BuiltInView("espera", "Por atender", "status=waiting&status=assigned&contact=no"),
        BuiltInView("mios", "Míos", "seller={user}&" + OPEN),
        BuiltInView("curso", "En curso", "status=contacted"),
        BuiltInView("cerrados", "Cerrados", "status=recovered&status=lost&status=discarded"),
    ),
    bulk=(
        BulkAction(
            "assign",
            "Asignar",
            "user-plus",
            "Asignar",
            assign_many,
            AssignForm,
            queries.assignable_by,
            LEAD,
            sentence="Se asignarán {rows}.",
        ),
    ),
    acts=(ADD, REPORT),
    all_label="Abiertos",
    lead=recovered_said,
    empty=Empty(
        icon="arrow-guide",
        title="Aquí llega quien quiso comprar y no pudo",
        text="Un pago que falló, una web que decía agotado, alguien que llama porque no entendió. Cada uno va a un "
        "vendedor con lo que debe decir, y aquí se ve cuánto se recuperó.",
        act=ADD,
        second=HeadAct("Traerlos de un archivo", "core:imports", "upload"),
    ),
)
redirected_list = list_view(QUEUE)


def load(request: HttpRequest, pk: int) -> RedirectedOrder:
    """One that the person may see, or 404."""
    found: RedirectedOrder = get_object_or_404(queries.redirected_listed(request.user), pk=pk)
    return found


def filled(text: str, row: RedirectedOrder, user: Any) -> str:
    """A script or guide with its names in their places."""
    name = row.customer.first_name if row.customer and row.customer.first_name else row.name.split(" ")[0]
    told = {"{cliente}": name, "{vendedor}": user.first_name or str(user), "{empresa}": current().name}
    for mark, value in told.items():
        text = text.replace(mark, value)
    return text.replace("Hola, ,", "Hola,").replace("Hola, .", "Hola.")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What he tried, where he got stuck, what to say, and every act."""
    row = load(request, pk)
    moment = now()
    order = services.recovered_order(row)
    context = {
        "row": row,
        "stuck": why_stuck(row),
        "wait": wait_said(row, moment),
        "late": is_late(row, moment),
        "lines": queries.lines_tried(row),
        "order": order,
        "orders": queries.orders_to_link(request.user, row) if order is None else [],
        "others": queries.others_open(row, request.user),
        "data": _data(row),
        "lost_reasons": LostReason.choices,
        "discard_reasons": DiscardReason.choices,
        "people": list(queries.sellers().order_by("first_name", "last_name")) if row.is_open else [],
        "may_assign": bool(LEAD & getattr(request.user, "roles", frozenset())) and row.is_open,
        "who_form": None
        if row.customer
        else WhoForm(user=request.user, lookup_url=reverse("sales:redirected_customers")),
        "trail": [("Pedidos redirigidos", reverse("sales:redirected_list"))],
        **_ways(row, request.user),
    }
    return render(request, "sales/redirected.html", context)


def _ways(row: RedirectedOrder, user: Any) -> dict[str, str]:
    """How to reach him: telephone, WhatsApp and mail with the guide already written."""
    phone = row.phone or (row.customer.phone if row.customer else "")
    email = row.email or (row.customer.email if row.customer else "")
    script = filled(row.cause.script, row, user) if row.cause else ""
    guide = filled(row.cause.guide, row, user) if row.cause else ""
    if row.cause and row.cause.guide_url:
        guide = f"{guide}\n{row.cause.guide_url}".strip()
    readable = phone.startswith("+")
    subject = quote(f"Tu pedido en {current().name}")
    return {
        "phone": phone,
        "email": email,
        "script": script,
        "guide": guide,
        "tel_url": f"tel:{phone}" if readable else "",
        "whatsapp_url": f"https://wa.me/{phone[1:]}?text={quote(guide)}" if readable else "",
        "mail_url": f"mailto:{quote(email, safe='@')}?subject={subject}&body={quote(guide)}" if email else "",
    }


def _data(row: RedirectedOrder) -> list[tuple[str, str]]:
    facts = house.current()
    moment = row.happened_at.astimezone(facts.zone)
    pairs = [
        ("Cuándo", f"{formatting.day(moment.date(), today=facts.today)}, {moment:%H:%M}"),
        ("Vino por", str(row.get_source_display())),
        ("Paso", row.step),
        ("Ciudad", row.city),
        ("Nombre que dejó", row.name if row.customer and row.name != row.customer.name else ""),
        ("Teléfono", row.phone),
        ("Correo", row.email),
        ("Número de fuera", row.external_id),
    ]
    return [(name, value) for name, value in pairs if value]
