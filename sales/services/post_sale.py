"""Post-sale rules kept and run: tasks after a sale that nobody has to remember, each of them once."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.urls import reverse

from activities.queries import after_business_days, moment
from activities.services.by_rule import RuleTask, make_by_rule
from company.enums import NoticeKind, Role
from company.queries import time_zone, today, with_role
from company.services import notify
from core import formatting, history, house
from core.audit import acting
from core.errors import DomainError
from core.schedule import latest_daily_slot, run_once
from sales.enums import RuleAssign, RuleEvent
from sales.models import PostSaleRule, PostSaleStanding, PostSaleTurn
from sales.queries import post_sale as queries
from sales.queries.post_sale import BEAT, KEY, WEEKS, Due
from sales.queries.post_sale_check import faults
from sales.queries.post_sale_turns import Round, taken_before, this_round

log = logging.getLogger(__name__)
HOUR = 5  # of the company's morning
KEPT = timedelta(weeks=WEEKS)  # how long it stands who got a task and who did not
SCORE_FIELDS = ("event", "variable", "least", "most")


@dataclass(frozen=True)
class Ran:
    """What a run of one rule did: tasks ``made``, customers whom ``nobody`` attends, who is ``waiting``."""

    made: int
    nobody: int
    waiting: int = 0


def save_rule(*, rule: PostSaleRule, actor: Any, shown: int | None = None) -> PostSaleRule:
    """Keep a new or changed rule. Raises ``DomainError`` (``check``), and ``Conflict`` if what is kept is no longer
    what was ``shown`` (its ``history.stamp``).
    """
    check(rule)
    with transaction.atomic(), acting(actor=actor, why=f"regla de posventa: {rule.name}"):
        _one_at_a_time()
        held = PostSaleRule.objects.filter(pk=rule.pk).first() if rule.pk else None
        if held is not None:
            history.refuse_stale(held, shown)
        else:
            rule.order = (PostSaleRule.objects.aggregate(last=Max("order"))["last"] or 0) + 1
        rule.save()
        if held is None or any(getattr(held, name) != getattr(rule, name) for name in (*SCORE_FIELDS, "is_active")):
            _look_afresh(rule)
    return rule


def switch(*, rule: PostSaleRule, on: bool, actor: Any) -> PostSaleRule:
    """Start or stop a rule. What it made stays."""
    held = PostSaleRule.objects.get(pk=rule.pk)
    held.is_active = on
    return save_rule(rule=held, actor=actor)


def delete_rule(*, rule: PostSaleRule, actor: Any) -> None:
    """Take a rule away; the tasks that it made stay with who has them."""
    with transaction.atomic(), acting(actor=actor, why=f"regla de posventa quitada: {rule.name}"):
        PostSaleRule.objects.filter(pk=rule.pk).delete()


def move_up(*, rule: PostSaleRule, actor: Any) -> bool:
    """Let its tasks come before those of the rule above it; gives ``False`` where there is none."""
    with transaction.atomic(), acting(actor=actor, why="orden de las reglas de posventa"):
        _one_at_a_time()
        rows = list(PostSaleRule.objects.all())
        place = next((n for n, one in enumerate(rows) if one.pk == rule.pk), 0)
        if place == 0:
            return False
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for order, one in enumerate(rows, 1):
            if one.order != order:
                # Not ``save``: how far back a rule looks hangs on when somebody last changed what it asks for.
                PostSaleRule.objects.filter(pk=one.pk).update(order=order)
        return True


def run_rule(*, rule: PostSaleRule, day: date, actor: Any, others_ran: bool = False) -> Ran:
    """Make the tasks that are due by ``rule`` on the company's ``day``; each owner hears once of all of his.

    What the rules before it still have to make keeps its place, unless they had their turn today (``others_ran``).
    """
    with transaction.atomic():
        _one_at_a_time()
        rule = PostSaleRule.objects.select_related("category").get(pk=rule.pk)  # as it stands once we hold it
        if rule.event == RuleEvent.SCORE:
            _score("post_sale_left", rule)
        found = this_round(rule, day=day, taken=Counter() if others_ran else taken_before(rule, day=day))
        if rule.event == RuleEvent.SCORE:
            _score("post_sale_seen", rule, since=day)
        moments = {one: _deadline(rule, one, day) for one in {each.due_on for each in found.now}}
        made = make_by_rule(
            wanted=[_task(rule, one, moments[one.due_on]) for one in found.now],
            actor=actor,
            why=f"regla de posventa: {rule.name}",
        )
        _keep_turns(rule, found, day)
        _tell(rule, made, len(found.nobody), day)
    return Ran(len(made), len(found.nobody), len(found.waits))


def run_all(*, day: date) -> dict[str, int]:
    """Every rule in motion, in order, each in a transaction of its own: one that fails does not stop the others."""
    made = nobody = 0
    failed: list[str] = []
    for rule in PostSaleRule.objects.filter(is_active=True).select_related("category"):
        try:
            ran = run_rule(rule=rule, day=day, actor=None, others_ran=True)
        except Exception:
            log.exception("post-sale rule %s failed", rule.pk)
            failed.append(rule.name)
        else:
            made, nobody = made + ran.made, nobody + ran.nobody
    if failed:
        raise RuntimeError(f"post-sale rules that failed: {', '.join(failed)}")
    return {"made": made, "nobody": nobody}


def nightly(*, at: datetime) -> bool:
    """The beat's work: once a day after five in the company's morning, whoever beats. Gives whether it ran here."""
    slot = latest_daily_slot(at=at, zone=time_zone(), hour=HOUR)
    return run_once(name=BEAT, slot=slot, work=lambda: run_all(day=today(at=at)))


def _keep_turns(rule: PostSaleRule, found: Round, day: date) -> None:
    """Write down who got his task, who waits and whose time passed; what is no longer due stops waiting."""
    rows = PostSaleTurn.objects.filter(rule=rule)
    rows.filter(Q(made_on__lt=day - KEPT) | Q(left_on__lt=day - KEPT)).delete()
    ends = ((found.now, "made_on", day), (found.left, "left_on", day), (found.waits, "made_on", None))
    turns = [
        PostSaleTurn(
            rule=rule, customer_id=one.customer_id, part=one.part, owner_id=one.owner_id or 0, due_on=one.due_on,
            seen_on=found.seen.get(one.event, day), **{end: on},
        )
        for group, end, on in ends for one in group
    ]  # fmt: skip
    rows.filter(made_on=None, left_on=None).delete()
    PostSaleTurn.objects.bulk_create(
        turns,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["rule", "customer", "part"],
        update_fields=["owner", "due_on", "seen_on", "made_on", "left_on"],
    )


def _task(rule: PostSaleRule, one: Due, due_at: datetime) -> RuleTask:
    return RuleTask(
        rule_key=one.key(rule.pk),
        title=queries.said_title(rule.title, one),
        owner_id=one.owner_id or 0,
        due_at=due_at,
        customer_id=one.customer_id,
        type_id=rule.action_type_id,
        note=rule.note,
    )


def _deadline(rule: PostSaleRule, due_on: date, day: date) -> datetime:
    """The event's day and the rule's time to do it; never before the run, and on a day on which people work."""
    last = max(due_on + timedelta(days=rule.within_days), day)
    return moment(after_business_days(last, 0), queries.MIDNIGHT)


def _tell(rule: PostSaleRule, made: list[RuleTask], nobody: int, day: date) -> None:
    locale = house.current().locale
    mark = f"{KEY}:{rule.pk}:{day.isoformat()}"
    for owner_id, count in Counter(one.owner_id for one in made).items():
        notify(
            users=[owner_id],
            text=f"{rule.name}: {formatting.plural(count, 'tarea nueva', 'tareas nuevas', locale)} para ti",
            url=f"{reverse('activities:tasks')}?owner={owner_id}&rule={KEY}:{rule.pk}",
            kind=NoticeKind.ASSIGNMENT,
            dedupe_key=mark,
        )
    if nobody:
        said = formatting.plural(nobody, "cliente", "clientes", locale)
        notify(
            users=with_role(Role.GESTOR.value),
            text=f"{rule.name}: {said} sin nadie que los atienda, y por eso sin tarea",
            url=f"{reverse('sales:post_sale_rule', args=[rule.pk])}?probar=1",
            dedupe_key=f"{mark}:nadie",
        )


def check(rule: PostSaleRule) -> None:
    """Raises ``DomainError`` where the rule could not work as it stands."""
    for field, sentence in faults(rule):
        raise DomainError(sentence, field=field)
    if rule.assign != RuleAssign.PERSON:
        rule.person = None


def _look_afresh(rule: PostSaleRule) -> None:
    """A rule by score that starts, or asks for another score: who has it already is no event."""
    PostSaleStanding.objects.filter(rule=rule).delete()
    if rule.event == RuleEvent.SCORE and rule.is_active:
        _score("post_sale_seen", rule, since=None)


def _score(name: str, rule: PostSaleRule, **more: Any) -> None:
    variable, least, most = queries.score_of(rule)
    with connection.cursor() as cursor:
        cursor.execute(
            queries.statement(name), {"rule": rule.pk, "variable": variable, "least": least, "most": most, **more}
        )


def _one_at_a_time() -> None:
    """Two runs must not both find the same customer without an open task, nor the same room in somebody's day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('post-sale'), 0)")
