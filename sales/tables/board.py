"""A card of the board as markup, as short and as cheap as can be: a page holds more than a hundred of them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core import formatting, house
from core.formatting import Locale
from sales.queries.board import Card

STEP_LETTERS = 44


def drawn(cards: Iterable[Card]) -> SafeString:
    """The cards of a column. Every text of people goes through ``escape``."""
    facts = house.current()
    base, move = reverse("sales:opportunities"), f"{reverse('sales:board')}mover/"
    # mark_safe: markup of this module, with escaped texts and numbers of our own
    return mark_safe("".join(_card(one, base, move, facts) for one in cards))  # noqa: S308


def _card(card: Card, base: str, move: str, facts: house.House) -> str:
    row = card.row
    return (
        f'<li class="deal" id="d{row.pk}" data-deal="{row.pk}" data-version="{row.version}" data-row>'
        f'<a class="deal-name" href="{base}{row.pk}/">{escape(row.name)}</a>'
        f'<span class="deal-who">{escape(row.customer.name)}</span>'
        f'<span class="deal-line"><b>{escape(formatting.money_short(row.amount, facts.locale))}</b>'
        f"{_days(card, facts.locale)}</span>{_steps(card)}{_next(card, facts)}"
        f'<span class="deal-foot"><span>{escape(row.owner.first_name or row.owner.username)}</span>'
        f'<a class="deal-move" href="{move}{row.pk}/" hx-get="{move}{row.pk}/">Mover'
        f'<span class="visually-hidden"> {escape(row.number)}</span></a></span><i class="deal-grip"></i></li>'
    )


def _days(card: Card, locale: Locale) -> str:
    said = formatting.plural(card.days, "día", "días", locale)
    return f'<span class="warn">{said}, estancada</span>' if card.stuck else f"<span>{said}</span>"


def _steps(card: Card) -> str:
    done, total = card.progress.done, card.progress.total
    if not total:
        return ""
    return (
        f'<span class="deal-steps"><progress max="{total}" value="{done}" aria-label="Pasos hechos"></progress>'
        f"{done} de {total} pasos</span>"
    )


def _next(card: Card, facts: house.House) -> str:
    if card.step is None:
        return '<span class="deal-next warn">Sin próximo paso</span>'
    title = card.step.title
    if len(title) > STEP_LETTERS:
        title = f"{title[: STEP_LETTERS - 1]}…"
    day = formatting.day_short(card.step.due_at.astimezone(facts.zone).date(), today=facts.today)
    return f'<span class="deal-next">{escape(title)}, {day}</span>'
