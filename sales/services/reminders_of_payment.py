"""Reminders to debtors: by rule, once each, or by hand. When one leaves is the gate's to say (purpose "cobranza")."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse

from company.models import User
from company.queries import time_zone, today
from company.services.notices import notify
from core import clock, formatting, house
from core.audit import acting
from core.clock import business_date
from core.errors import DomainError
from messaging.enums import Purpose, State
from messaging.models import Message, Template
from messaging.services import ask_many, cancel, compose, queue, queue_composed
from messaging.services.gate import REFUSE, Verdict
from sales.models import Order, ReminderRule
from sales.queries.receivables import credit_of, debts

# A rule that could not run for some days still speaks; what is older than that is no news any more.
CATCH_UP = timedelta(days=3)
MARKS = (30, 60, 90)


def templates() -> Any:
    """The texts that remind of a payment."""
    return Template.objects.filter(is_active=True, purpose=Purpose.COLLECTION).order_by("name")


def preview(*, order: Order, template: Template, actor: Any, at: datetime | None = None) -> tuple[Message, Verdict]:
    """What would leave and what the gate says of it now. Nothing is written."""
    return previews(orders=[order], template=template, actor=actor, at=at)[0]


def previews(
    *, orders: Sequence[Any], template: Template, actor: Any, at: datetime | None = None
) -> list[tuple[Message, Verdict]]:
    """The same for each of these debts, in as many queries as for one."""
    messages = [compose(**draft) for draft in _drafts(orders, template, actor, today(at=at))]
    return list(zip(messages, ask_many(messages, at=at), strict=True))


def remind(*, order: Order, template: Template, actor: Any, at: datetime | None = None) -> Message:
    """Queue a reminder by hand: one a day for each order. Raises ``DomainError`` if it may not leave at all."""
    message, verdict = preview(order=order, template=template, actor=actor, at=at)
    if verdict.decision == REFUSE:
        raise DomainError(f"No puede salir. {verdict.said}")
    return queue_by_hand(letters=[(order, message)], actor=actor, at=at)[0]


def queue_by_hand(*, letters: Sequence[tuple[Any, Message]], actor: Any, at: datetime | None = None) -> list[Message]:
    """Queue what ``previews`` composed for these orders; who was reminded today has the letter that stands."""
    at = at or clock.now()
    for order, message in letters:
        message.dedupe_key = _by_hand(order, today(at=at))
    with transaction.atomic(), acting(actor=actor, why="recordatorio de pago"):
        return queue_composed(messages=[message for _, message in letters], actor=actor, at=at)


def reminded_today(*, orders: Sequence[Any], at: datetime | None = None) -> set[int]:
    """The keys of those of these orders of which their customer was reminded by hand today."""
    day = today(at=at)
    keys = {_by_hand(order, day): order.pk for order in orders}
    return {keys[key] for key in Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)}


def _by_hand(order: Order, day: date) -> str:
    return f"cobro:mano:{order.pk}:{day}"


def run_rules(*, at: datetime | None = None) -> int:
    """Queue what the rules ask for today, each order once a rule; gives how many are new."""
    moment = at or clock.now()
    day = business_date(moment, time_zone())
    count = 0
    for rule in ReminderRule.objects.filter(is_active=True, template__is_active=True).select_related("template"):
        last = day - timedelta(days=rule.days)
        rows: Any = debts().filter(due_on__range=(last - CATCH_UP, last), balance__gte=rule.least)
        for order in rows.select_related("customer").order_by("pk"):
            count += _by_rule(rule, order, day, moment)
    return count


def _by_rule(rule: ReminderRule, order: Any, day: date, at: datetime) -> int:
    key = f"cobro:{rule.pk}:{order.pk}"
    customer = order.customer
    if customer is None or Message.objects.filter(dedupe_key=key).exists():
        return 0
    if credit_of(customer.pk) >= order.balance:  # his money is here: it only has to be applied
        return 0
    draft = _draft(order, rule.template, None, day)
    if not compose(**draft).to_address:
        return 0
    with transaction.atomic(), acting(actor=None, why=f"regla de cobro: {rule.name}"):
        queue(**draft, dedupe_key=key, at=at)
    return 1


def stop_for_paid(orders: list[Order], *, actor: Any) -> int:
    """Reminders that wait for their hour are taken back when the order is paid meanwhile; gives how many."""
    paid = [order.pk for order in orders if not debts().filter(pk=order.pk).exists()]
    customers = {order.customer_id for order in orders if order.pk in paid and order.customer_id}
    if not customers:
        return 0
    waiting = Message.objects.filter(
        customer_id__in=customers,
        state=State.QUEUED,
        purpose=Purpose.COLLECTION,
        related_url__in=[reverse("sales:detail", args=[pk]) for pk in paid],
    )
    return cancel(messages=waiting, actor=actor) if waiting.exists() else 0


def tell_of_age(*, as_of: date) -> int:
    """Who sold or leads the customer hears once that a debt passed 30, 60 or 90 days; gives how many lines are new."""
    facts = house.current()
    count = 0
    for mark in MARKS:
        last = as_of - timedelta(days=mark + 1)
        rows: Any = debts().filter(due_on__range=(last - CATCH_UP, last)).select_related("customer")
        for order in rows.order_by("pk"):
            people = {order.seller_id, order.customer.owner_id if order.customer else None} - {None}
            if not people:
                continue
            who = order.customer.name if order.customer else order.number
            count += notify(
                users=User.objects.filter(pk__in=people, is_active=True),
                text=f"{who}: {formatting.money(order.balance, facts.locale)} con más de {mark} días de atraso",
                url=_account(order),
                dedupe_key=f"cartera:{mark}:{order.pk}",
            )
    return count


def save_rule(*, rule: ReminderRule, actor: Any) -> ReminderRule:
    """Keep a new or changed rule. Raises ``DomainError`` for a second one of the same day."""
    if rule.template.purpose != Purpose.COLLECTION:
        raise DomainError("Elige una plantilla de cobranza: solo esas respetan su horario.", field="template")
    if ReminderRule.objects.filter(days=rule.days).exclude(pk=rule.pk).exists():
        raise DomainError("Ya hay una regla para ese día.", field="days")
    if rule.least < 0:
        raise DomainError("El importe mínimo no puede ser negativo.", field="least")
    with transaction.atomic(), acting(actor=actor, why="regla de cobro"):
        rule.save()
        return rule


def _account(order: Order) -> str:
    if order.customer_id is None:
        return reverse("sales:detail", args=[order.pk])
    return reverse("sales:receivables_customer", args=[order.customer_id])


def _draft(order: Any, template: Template, actor: Any, day: date) -> dict[str, Any]:
    return _drafts([order], template, actor, day)[0]


def _drafts(orders: Sequence[Any], template: Template, actor: Any, day: date) -> list[dict[str, Any]]:
    """What a letter about each of these debts says: of the debt, and of all that its customer owes."""
    prefetch_related_objects(list(orders), "customer")
    owed = defaultdict(list)
    rows: Any = debts().filter(customer_id__in={one.customer_id for one in orders if one.customer_id})
    for row in rows:
        owed[row.customer_id].append(row)
    return [_said_of(one, owed[one.customer_id] if one.customer_id else [one], template, actor, day) for one in orders]


def _said_of(order: Any, rows: list[Any], template: Template, actor: Any, day: date) -> dict[str, Any]:
    facts = house.current()
    own: Any = next((row for row in rows if row.pk == order.pk), None)
    if own is None:
        raise DomainError(f"El pedido {order.number} ya está pagado.")
    total = sum((row.balance for row in rows), Decimal(0))
    late = sum((row.balance for row in rows if row.due_on < day), Decimal(0))
    return {
        "actor": actor,
        "channel": template.channel,
        "purpose": Purpose.COLLECTION.value,
        "customer": order.customer,
        "template": template,
        "related": (f"Pedido {order.number}", reverse("sales:detail", args=[order.pk])),
        "values": {
            "documento.numero": order.number,
            "documento.total": formatting.money(own.balance, facts.locale),
            "documento.vence": f"el {formatting.day_long(own.due_on, today=day)}",
            "saldo.total": formatting.money(total, facts.locale),
            "saldo.vencido": formatting.money(late, facts.locale),
            "saldo.dias": str(max(0, (day - own.due_on).days)),
        },
    }
