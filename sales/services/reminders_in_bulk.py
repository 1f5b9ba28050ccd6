"""Reminding many debtors at once: one letter a customer, and what the gate would say of each, told before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import formatting, house
from core.errors import DomainError
from messaging.models import Message, Template
from messaging.services.gate import REFUSE, SEND, Verdict
from sales.queries.receivables import ZERO, credits_of

from .reminders_of_payment import previews, queue_by_hand, reminded_today

MOST = 100
TOLD = "told"  # he was reminded today already
WHY = {
    "address": "no tienen adónde escribirles",
    "person": "pidieron que no se les escriba más",
    "exclusion": "están en la lista de excluidos",
    "consent": "dijeron que no",
    "hours": "no hay hora permitida para ellos",
    "credit": "su dinero ya está a favor y solo falta aplicarlo",
    "caps": "ya recibieron todo lo que se puede",
}


@dataclass(frozen=True)
class Outlook:
    """What would become of the letter to one customer, about the oldest of his chosen debts; ``letter`` if any."""

    order: Any
    decision: str
    rule: str = ""
    said: str = ""
    letter: Message | None = None


def outlook(*, orders: Sequence[Any], template: Template, actor: Any, at: datetime | None = None) -> list[Outlook]:
    """One for each customer of these debts, the gate being asked once for all of them. Nothing is written.

    Raises ``DomainError`` for too many of them.
    """
    oldest: dict[int, Any] = {}
    for order in sorted(orders, key=lambda one: (one.due_on, one.pk)):
        oldest.setdefault(order.customer_id, order)
    if len(oldest) > MOST:
        many = formatting.number(len(oldest), house.current().locale)
        raise DomainError(f"Son {many} clientes: recuerda como mucho a {MOST} a la vez, empieza por lo más antiguo.")
    chosen = list(oldest.values())
    told, credit = reminded_today(orders=chosen, at=at), credits_of(list(oldest))
    spared = {one.pk for one in chosen if credit.get(one.customer_id, ZERO) >= one.balance}
    asked = [one for one in chosen if one.pk not in told | spared]
    letters = previews(orders=asked, template=template, actor=actor, at=at)
    found = {one.pk: _of(one, *letter) for one, letter in zip(asked, letters, strict=True)}
    found |= {one.pk: Outlook(one, REFUSE, "credit") for one in chosen if one.pk in spared}
    found |= {one.pk: Outlook(one, TOLD) for one in chosen if one.pk in told}
    return [found[one.pk] for one in chosen]


def _of(order: Any, letter: Message, verdict: Verdict) -> Outlook:
    rule = verdict.checks[-1].rule if verdict.checks else ""
    return Outlook(order, verdict.decision, rule, verdict.said, letter)


def remind_many(
    *, orders: Sequence[Any], template: Template, actor: Any, at: datetime | None = None
) -> tuple[list[Message], list[Outlook]]:
    """Queue the letters that may leave, now or at their hour; gives them and what was found of every customer."""
    with transaction.atomic():
        found = outlook(orders=orders, template=template, actor=actor, at=at)
        leave = [(one.order, one.letter) for one in found if one.letter and one.decision != REFUSE]
        return queue_by_hand(letters=leave, actor=actor, at=at), found


def sentences(found: Sequence[Outlook], *, done: bool) -> list[str]:
    """How many leave now, wait for their hour, or do not leave and why: before it is done, and after."""
    locale = house.current().locale

    def customers(count: int) -> str:
        return formatting.plural(count, "cliente", "clientes", locale)

    now = sum(one.decision == SEND for one in found)
    waits = Counter(one.said for one in found if one.decision not in (SEND, REFUSE, TOLD))
    refused = Counter(one.rule for one in found if one.decision == REFUSE)
    told = sum(one.decision == TOLD for one in found)
    said = [f"{'Va' if done else 'Saldrá'} ahora a {customers(now)}."] if now else []
    said += [f"Para {customers(count)}, a su hora: {why[:1].lower()}{why[1:]}" for why, count in waits.items()]
    said += [f"No sale para {customers(count)}: {WHY.get(rule, 'no se puede')}." for rule, count in refused.items()]
    said += [f"A {customers(told)} ya se le recordó hoy: no se repite."] if told else []
    return said
