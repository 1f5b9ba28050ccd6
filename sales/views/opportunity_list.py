"""The list of opportunities."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html

from core import formatting, house
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, SumOf, list_view
from sales.enums import OpportunityState
from sales.filters.opportunities import OpportunityFilter, only_open
from sales.forms.board import GiveForm
from sales.models import Opportunity
from sales.queries.board import as_cards, opportunities_weighed, standing_still
from sales.queries.opportunities import opportunities_visible_to, search_opportunities
from sales.services import opportunity_owner
from sales.tables.opportunities import OpportunityTable, opportunity_url

Rows = QuerySet[Opportunity]
LEADERS = frozenset({"gestor", "supervisor", "administrador"})
NEW = HeadAct("Nueva oportunidad", "sales:opportunity_new", "plus", primary=True, key="n")
BOARD = HeadAct("Tablero", "sales:board", "layout-kanban")
FUNNEL = HeadAct("Embudo", "sales:funnel", "filter")


def open_only(user: Any, rows: Rows) -> Rows:
    """Closed ones keep their owner: it is he who sold or lost them."""
    return rows.filter(state=OpportunityState.OPEN)


def give_many(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    count, undo_url = opportunity_owner.give(opportunities=rows, owner=values["owner"], actor=actor)
    said = formatting.plural(count, "oportunidad", "oportunidades", house.current().locale)
    return BulkDone(f"{said} para {values['owner']}", undo_url)


def with_cards(rows: list[Any], user: Any) -> None:
    """Days, steps and what comes next of a page, each in one query for all rows."""
    for row, card in zip(rows, as_cards(rows), strict=True):
        row.card = card


def what_wants_you(user: Any) -> str:
    """What stands still, with the way to it."""
    stuck, bare = standing_still(opportunities_visible_to(user), on=house.current().today)
    if not (stuck or bare):
        return ""
    return format_html(
        '<a class="figure" href="?stuck=true">{}</a> y <a class="figure" href="?next=no">{}</a>.',
        formatting.plural(stuck, "estancada", "estancadas", house.current().locale),
        f"{formatting.number(bare, house.current().locale)} sin próximo paso",
    )


OPPORTUNITIES = ListSpec(
    key="oportunidades",
    title="Oportunidades",
    one="oportunidad",
    many="oportunidades",
    base=opportunities_weighed,
    table=OpportunityTable,
    filters=OpportunityFilter,
    columns=("name", "stage", "amount", "weighted", "days", "step", "expected", "owner"),
    sorts={
        "amount": Sort("Por importe", "amount", "id", down=True),
        "days": Sort("Primero las que más llevan en su etapa", "stage_since", "id"),
        "expected": Sort("Por fecha de cierre", "expected_on", "id", nullable=True),
        "opened": Sort("Las más nuevas primero", "opened_on", "id", down=True),
    },
    order="-amount",
    url_name="sales:opportunities",
    placeholder="Número, qué quiere o cliente",
    search=search_opportunities,
    alike=None,
    prepare=with_cards,
    prepared=frozenset({"days", "step", "progress", "step_day"}),
    narrow=only_open,
    row_url=opportunity_url,
    row_name=lambda row: f"{row.number} {row.name}, {row.customer.name}",
    sums=(SumOf("amount", "Suman {sum} sin impuesto,"), SumOf("weighted", "{sum} ponderados.")),
    views=(
        BuiltInView("mias", "Mías", "owner={user}", roles=frozenset({"ventas", "supervisor"})),
        BuiltInView("equipo", "Mi equipo", "team={user}", roles=frozenset({"supervisor"})),
        BuiltInView("sin-paso", "Sin próximo paso", "next=no"),
        BuiltInView("estancadas", "Estancadas", "stuck=true"),
        BuiltInView("ganadas", "Ganadas", "state=won"),
        BuiltInView("perdidas", "Perdidas", "state=lost"),
    ),
    bulk=(
        BulkAction(
            "give",
            "Pasar a otra persona",
            "user-plus",
            "Pasar",
            give_many,
            GiveForm,
            open_only,
            LEADERS,
            sentence="Se pasarán {rows}.",
        ),
    ),
    acts=(BOARD, FUNNEL, NEW),
    all_label="Abiertas",
    lead=what_wants_you,
    empty=Empty(
        icon="trending-up",
        title="Aquí está lo que estás por vender",
        text="Cada oportunidad con su etapa, lo que vale, los pasos que ya diste y el que sigue.",
        act=NEW,
        second=HeadAct("Traerlas de un archivo", "core:imports", "upload"),
    ),
)

opportunity_list = list_view(OPPORTUNITIES)
