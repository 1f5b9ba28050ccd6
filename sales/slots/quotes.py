"""Quotes in the slots of the apps below: navigation, search, the day, the story, the customer's page, history."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import current, team_of, time_zone
from core import formatting, house
from core.clock import business_date
from core.history import HistorySource
from core.imports.kinds import Kind
from core.slots import (
    ACTIONS,
    CUSTOMER_PANELS,
    HISTORY,
    IMPORT_KINDS,
    MESSAGE_LINKS,
    NAVIGATION,
    PERSONAL_DATA,
    SEARCH,
    STORY,
    TODAY,
    CustomerPanel,
    NavItem,
    PaletteAction,
    SearchHit,
    SearchSource,
    StoryItem,
    StorySource,
    TodayAct,
    TodayItem,
    TodaySource,
)
from customers.services.privacy_fields import ERASED, personal_data
from sales.enums import QuoteState
from sales.importers import QUOTE_FIELDS
from sales.models import Quote
from sales.queries import quotes as queries
from sales.queries.scope import LEAD, SELL, sees_whole_house
from sales.services import import_quotes, quotes
from sales.services.quote_links import address_with
from sales.tables.quotes import TONES, is_over, quote_url

from .hits import hits_of

SHOWN = 5
DATA = (
    "jsonb_build_object('id', q.id, 'number', q.number, 'title', q.title, 'state', q.state, 'total', q.total::text, "
    "'versions', q.version_count, 'until', q.valid_until)"
)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    return hits_of(
        queries.find_quotes(user, text, limit),
        title=lambda row: f"{row.number} {row.title}",
        about=lambda row: str(row.customer),
        money=lambda row: row.total,
        url=quote_url,
    )


def _today(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """What waits for his yes, then his own that end without an answer: one query for both."""
    day = business_date(at, time_zone())
    asked = queries.to_approve(user).order_by("updated_at", "id")[:limit]
    ending = queries.ending(user, day).order_by("valid_until", "-total", "id")[:limit]
    rows = list(asked.union(ending, all=True))
    rows.sort(key=lambda row: (row.valid_until, -row.total, row.pk))
    waiting = sorted((row for row in rows if row.state == QuoteState.WAITING), key=lambda row: (row.updated_at, row.pk))
    return [_to_approve(row) for row in waiting] + [
        _ending(row, at, day) for row in rows if row.state != QuoteState.WAITING
    ]


def _to_approve(row: Quote) -> TodayItem:
    locale = house.current().locale
    return TodayItem(
        title=f"{row.owner} espera tu sí para {row.customer}",
        reason=f"Descuento sobre el límite · {formatting.money(row.total, locale)} · {row.number}",
        act=TodayAct("Aprobar descuento", quote_url(row), "rosette-discount"),
        url=quote_url(row),
        due=row.updated_at,
        money=row.total,
        icon="file-text",
        key=f"aprobar-{row.pk}",
    )


def _ending(row: Quote, at: datetime, day: Any) -> TodayItem:
    locale = house.current().locale
    when = {0: "vence hoy", 1: "vence mañana"}.get(
        (row.valid_until - day).days, f"vence en {(row.valid_until - day).days} días"
    )
    phone = row.customer.phone if row.customer.phone.startswith("+") else ""
    call = f"{reverse('activities:log_call')}?customer={row.customer_id}"
    return TodayItem(
        title=f"{row.customer} no ha respondido tu cotización",
        reason=f"{row.title} · {formatting.money(row.total, locale)} · {when}",
        act=TodayAct("Llamar", call, "phone") if phone else TodayAct("Abrir", quote_url(row), "file-text"),
        url=quote_url(row),
        due=at + timedelta(days=(row.valid_until - day).days),
        money=row.total,
        urgent=row.valid_until == day,
        icon="file-text",
        key=f"vence-{row.pk}",
    )


def _told(data: dict[str, Any], at: Any) -> StoryItem:
    state = data["state"]
    versions = f" · {data['versions']} versiones" if data["versions"] > 1 else ""
    return StoryItem(
        strong=f"Cotización {data['number']}",
        rest=f"· {data['title']}{versions}",
        badge=str(QuoteState(state).label).lower(),
        badge_tone=TONES.get(state, ""),
        money=Decimal(data["total"]),
        url=reverse("sales:quote", args=[data["id"]]),
        icon="file-text",
        tone="good" if state == QuoteState.ACCEPTED else "",
    )


def _story_of(user: Any) -> str | None:
    """In the story stand the quotes that one may open."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if not roles & SELL:
        return None
    if sees_whole_house(user):
        return ""
    return f"q.owner_id IN ({', '.join(str(int(pk)) for pk in sorted(team_of(user)))})"


def _panel(user: Any, customer: Any) -> dict[str, Any] | None:
    if not SELL & getattr(user, "roles", frozenset()):
        return None
    day = house.current().today
    rows = queries.quotes_of(user, customer, SHOWN + 1)
    return {
        "quotes": [(row, is_over(row, day)) for row in rows[:SHOWN]],
        "new_url": f"{reverse('sales:quote_new')}?customer={customer.pk}",
        "all_url": f"{reverse('sales:quotes')}?customer={customer.pk}" if len(rows) > SHOWN else "",
    }


def _waiting(user: Any) -> int:
    """How many wait for the person's yes."""
    return queries.to_approve(user).order_by()[:100].count()


NAVIGATION.add("sales.quotes", NavItem("Cotizaciones", "sales:quotes", "file-text", "Vender", count=_waiting), order=95)
MESSAGE_LINKS.add("sales.quotes", address_with)
NAVIGATION.add(
    "sales.quote_templates",
    NavItem("Plantillas de cotización", "sales:quote_templates", "template", "Ajustes", roles=LEAD),
    order=890,
)
SEARCH.add("sales.quotes", SearchSource("Cotizaciones", "file-text", _hits), order=22)
TODAY.add("sales.quotes", TodaySource("Cotizaciones", _today, SELL), order=25)
STORY.add(
    "sales.quotes",
    StorySource(
        label="Cotizaciones",
        icon="file-text",
        table="sales_quote q",
        customer="q.customer_id",
        at="coalesce(q.sent_at, q.created_at)",
        id="q.id",
        data=DATA,
        item=_told,
        visible=_story_of,
    ),
    order=45,
)
CUSTOMER_PANELS.add("sales.quotes", CustomerPanel("Cotizaciones", "sales/_customer_quotes.html", _panel), order=25)
ACTIONS.add(
    "sales.quotes",
    PaletteAction("Nueva cotización", "file-text", "sales:quote_new", roles=SELL, for_customer=True),
)


def _restore(actor: Any, row: Quote, field: str, value: Any) -> None:
    quotes.save(quote=row, version=row.version, lines=None, actor=actor, **{field: value})


def _fixed(user: Any, row: Quote) -> str:
    if row.state == QuoteState.DRAFT:
        return "Mientras es un borrador, sus datos pueden volver a lo de antes. Las líneas se cambian en la cotización."
    return (
        "Esta cotización ya no es un borrador: nada vuelve a lo de antes desde aquí, y lo enviado no cambia nunca. "
        "Para ofrecer otra cosa, haz una versión nueva."
    )


HISTORY.add(
    "sales.quote",
    HistorySource(
        "sales.Quote",
        queries.quotes_visible_to,
        url=quote_url,
        hidden=frozenset({"cost"}),
        restore=_restore,
        restorable=frozenset(quotes.HEAD),
        may=lambda user, row: row.state == QuoteState.DRAFT and bool(SELL & user.roles),
        told=_fixed,
    ),
)
PERSONAL_DATA.add(
    "sales.quote",
    personal_data(label="Cotizaciones", model="sales.Quote", path="customer", fields={"title": ERASED}),
)
PERSONAL_DATA.add(
    "sales.quoteversion",
    personal_data(
        label="Versiones de cotizaciones",
        model="sales.QuoteVersion",
        path="quote__customer",
        fields={"intro": "", "terms": "", "adjustment": "", "approval_note": ""},
    ),
)
PERSONAL_DATA.add(
    "sales.quoteline",
    personal_data(
        label="Líneas de cotizaciones", model="sales.QuoteLine", path="version__quote__customer", fields={"detail": ""}
    ),
)
IMPORT_KINDS.add(
    "quotes",
    Kind(
        key="quotes",
        label="Cotizaciones",
        fields=QUOTE_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_quotes.check,
        apply=import_quotes.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("sales.Quote",),
        before_undo=import_quotes.before_undo,
        stands=import_quotes.stands,
        whole="quote_number",
        help="Una fila por línea. El mismo número en varias filas es una sola cotización. La que ya está no se toca.",
        icon="file-text",
    ),
    order=28,
)
