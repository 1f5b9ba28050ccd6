"""Homes of the roles whose day is a list of work: what waits, most urgent and most valuable first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum, Window
from django.urls import reverse

from company.models import Company, User
from core.models import ImportBatch
from customers.models import Customer, CustomerStanding
from inventory.models import Product
from sales.enums import OrderKind, OrderStatus
from sales.models import Order

from . import links
from .segments import CALL_FIRST, names_of, with_names
from .wording import Finding, Piece, Voice, WorkRow, say

SHOWN = 8


@dataclass(frozen=True)
class WorkGroup:
    """Rows of work under one heading; ``more`` leads to all of them."""

    title: str
    rows: list[WorkRow]
    note: str = ""
    more_label: str = ""
    more_url: str = ""
    empty: str = ""


@dataclass(frozen=True)
class WorkHome:
    """The home of a role. ``findings`` come first, then the groups."""

    title: str
    findings: list[Finding] = field(default_factory=list)
    groups: list[WorkGroup] = field(default_factory=list)
    freshness: str = ""


def first_hour() -> WorkHome:
    """The gestor's home before anything was computed."""
    rows = [
        WorkRow(
            title="Carga tus ventas",
            detail="Un archivo con fecha, cliente, producto, cantidad y precio. Lo que falte se crea solo.",
            act="Importar",
            act_url="/importaciones/",
            icon="database-import",
        ),
        WorkRow(
            title="Calcula la semana",
            detail="Se calcula sola cada lunes; si no quieres esperar, pídelo en Segmentos.",
            act="Ir a Segmentos",
            act_url=links.page("rfm"),
            icon="grid-dots",
        ),
        WorkRow(
            title="Mira cómo se usa",
            detail="Qué responde cada página y de dónde sale cada cifra.",
            act="Leer la ayuda",
            act_url=reverse("core:help"),
            icon="help-circle",
        ),
    ]
    said = say("Aquí verás cada lunes cuánto se vendió, quién subió y quién bajó, qué falta y qué conviene hacer.")
    return WorkHome("Semana", [said], [WorkGroup("Para empezar", rows)])


# ── Ventas y supervisor ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class SalesWork:
    """Customers who leave and orders that wait, of some people."""

    findings: list[Finding]
    groups: list[WorkGroup]


def sales_groups(team: Collection[int], *, voice: Voice) -> SalesWork:
    """What the customers and orders of a team ask for; two queries."""
    leaving, left = _leaving(team, whose="de tu equipo", filters={}, voice=voice)
    waiting, pending = _waiting(team, filters={}, voice=voice)
    return SalesWork([finding for finding in (left, pending) if finding], [leaving, waiting])


def _leaving(
    team: Collection[int], *, whose: str, filters: dict[str, Any], voice: Voice
) -> tuple[WorkGroup, Finding | None]:
    """Customers in the segments that want a call, the richest first."""
    found = CustomerStanding.objects.filter(
        customer__owner_id__in=team, customer__is_active=True, segment__in=CALL_FIRST
    )
    whole = {"people": Window(Count("customer_id")), "money": Window(Sum("monetary"))}
    found = with_names(found.select_related("customer").annotate(**whole))
    shown: list[Any] = list(found.order_by("-monetary", "-customer")[:SHOWN])
    rows = [_leaving_row(standing, voice) for standing in shown]
    people, money = (shown[0].people, shown[0].money) if rows else (0, 0)
    url = links.customers(segment=CALL_FIRST, **filters)
    group = WorkGroup(
        "Llamar antes de que se vayan",
        rows,
        note="por dinero",
        more_label=f"Ver los {voice.number(people)}" if people > len(rows) else "",
        more_url=url,
        empty=f"Ningún cliente {whose} está por irse.",
    )
    if not rows:
        return group, None
    return group, say(
        Piece(voice.count(people, "cliente", "clientes"), url),
        f" {whose} dejaron de comprar como antes. Llevan comprado ",
        Piece(voice.money(money), url),
        ".",
        why="Están en No perder o En riesgo en la última semana calculada: gastaban bien y hace tiempo que no vienen.",
    )


def _waiting(team: Collection[int], *, filters: dict[str, Any], voice: Voice) -> tuple[WorkGroup, Finding | None]:
    """Orders that are not delivered yet, the oldest first."""
    states = [OrderStatus.DRAFT, OrderStatus.CONFIRMED]
    found = Order.objects.filter(seller_id__in=team, kind=OrderKind.SALE, status__in=states)
    found = found.annotate(n=Window(Count("id")), money=Window(Sum("total"))).select_related("customer")
    shown = list(found.order_by("placed_at", "id")[:SHOWN])
    rows = [_order_row(order, voice) for order in shown]
    n, money = (shown[0].n, shown[0].money) if shown else (0, 0)
    url = links.orders(status=states, seller=filters.get("owner"))
    group = WorkGroup(
        "Pedidos pendientes",
        rows,
        note="los más antiguos primero",
        more_label=f"Ver los {voice.number(n)}" if n > len(rows) else "",
        more_url=url,
        empty="No hay pedidos esperando.",
    )
    if not rows:
        return group, None
    words = voice.count(n, "pedido espera", "pedidos esperan")
    return group, say(Piece(words, url), " confirmación o entrega, por ", Piece(voice.money(money), url), ".")


def _leaving_row(standing: CustomerStanding, voice: Voice) -> WorkRow:
    customer = standing.customer
    now, was = names_of(standing)
    fell = f"{now}; antes, {was}" if was and was != now else now
    return WorkRow(
        title=f"{customer.name} no compra {_since(standing, voice)}",
        detail=f"{fell} · {voice.count(standing.frequency, 'pedido', 'pedidos')}",
        act="Llamar" if customer.phone else "Ver cliente",
        act_url=f"tel:{customer.phone}" if customer.phone else links.customer(customer.pk),
        icon="phone" if customer.phone else "user",
        figure=voice.money(standing.monetary),
        figure_label="lleva comprado",
        url=links.customer(customer.pk),
    )


def _since(standing: CustomerStanding, voice: Voice) -> str:
    if standing.last_order_on is None:
        return "todavía"
    days = (voice.today - standing.last_order_on).days
    return f"hace {voice.count(days, 'día', 'días')}"


def _order_row(order: Order, voice: Voice) -> WorkRow:
    who = order.customer.name if order.customer else "Venta de mostrador"
    state = "por confirmar" if order.status == OrderStatus.DRAFT else "por entregar"
    return WorkRow(
        title=f"{who}: pedido {order.number} {state}",
        detail=f"Lo hizo {voice.ago(order.placed_on)}",
        act="Ver pedido",
        act_url=links.order(order.pk),
        icon="shopping-bag",
        figure=voice.cents(order.total),
    )


# ── Administrador ───────────────────────────────────────────────────────────────────────────────────────────
def admin_home(user: User, *, voice: Voice) -> WorkHome:
    """What is not set up yet, what failed, who cannot come in."""
    company = Company.objects.first()
    roleless = list(User.objects.filter(is_active=True, is_superuser=False, groups=None).order_by("username")[:SHOWN])
    failed = list(ImportBatch.objects.filter(state=ImportBatch.State.FAILED).order_by("-id")[:SHOWN])
    setup = _setup_rows(company)
    people = [
        WorkRow(
            title=f"{person} no tiene rol",
            detail="Puede entrar, pero no ve nada.",
            act="Dar un rol",
            act_url=reverse("admin:company_user_change", args=[person.pk]),
            icon="user-plus",
        )
        for person in roleless
    ]
    files = [
        WorkRow(
            title=f"{batch.file_name} no se pudo cargar",
            detail=f"Se recibió {voice.day(batch.created_at.date())}",
            act="Ver por qué",
            act_url="/importaciones/",
            icon="file-alert",
        )
        for batch in failed
    ]
    left = len(setup) + len(people) + len(files)
    findings = [
        say("La casa está en orden: nada espera por ti.")
        if not left
        else say(Piece(voice.count(left, "cosa espera", "cosas esperan")), " por ti.")
    ]
    groups = [
        WorkGroup("Puesta en marcha", setup, empty="" if setup else "La empresa está configurada y tiene datos."),
        WorkGroup("Archivos que fallaron", files, empty="" if files else "Ninguno."),
        WorkGroup("Cuentas sin rol", people, empty="" if people else "Todas las cuentas tienen un rol."),
    ]
    return WorkHome("Hoy", findings, groups)


def _setup_rows(company: Company | None) -> list[WorkRow]:
    """What the house still lacks."""
    missing = {
        "company": company is None or not (company.tax_id or company.is_demo),
        "products": not Product.objects.exists(),
        "orders": not Order.objects.exists(),
        "owners": not Customer.objects.filter(owner__isnull=False).exists(),
    }
    rows = {
        "company": WorkRow(
            title="Faltan los datos de la empresa",
            detail="País, moneda, zona horaria e identificación fiscal.",
            act="Completar",
            act_url=reverse("admin:index"),
            icon="building",
        ),
        "products": WorkRow(
            title="Todavía no hay productos",
            detail="Cárgalos de un archivo; también se crean solos al cargar ventas.",
            act="Importar",
            act_url="/importaciones/",
            icon="box",
        ),
        "orders": WorkRow(
            title="Todavía no hay ventas",
            detail="Con ellas se calculan los segmentos y los tableros.",
            act="Importar",
            act_url="/importaciones/",
            icon="database-import",
        ),
        "owners": WorkRow(
            title="Ningún cliente tiene quien lo atienda",
            detail="Asigna clientes para que cada vendedor vea los suyos al entrar.",
            act="Asignar",
            act_url=links.customers(),
            icon="users",
        ),
    }
    return [row for key, row in rows.items() if missing[key]]
