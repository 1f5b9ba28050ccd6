"""What followed the demo's sales: post-sale tasks of the last weeks, customers who passed to another seller, pairs."""

from datetime import date, timedelta

from django.db.models import F

from activities.models import Task
from activities.queries import moment
from company.models import User
from customers.models import Customer
from customers.services import assign
from inventory.models import Category
from sales.models import HandOver, PostSaleRule
from sales.services.cross_sell import compute_pairs
from sales.services.post_sale import move_up, run_rule, save_rule

WINDOW = 2  # days that the rules look back here, so that the lists stay small
PASSED = (("luz", "jhon", 2), ("karla", "renzo", 1))


def fill(*, today: date, seed: int) -> None:
    """Two nights of the rules, a rule of a category, three hand-overs and the pairs of products."""
    _rules(today)
    _passed()
    compute_pairs(day=today)


def _rules(today: date) -> None:
    kept = PostSaleRule.objects.filter(code="evaluar-producto").first()
    if kept is None:
        return
    category = Category.objects.filter(products__order_lines__isnull=False).order_by("pk").first()
    mine = PostSaleRule(
        name="Reponer lo que más usa",
        why="Quien compra de esta categoría vuelve a necesitarla.",
        event="order",
        months=2,
        every=False,
        category=category,
        action_type=kept.action_type,
        title="Ofrecer a {cliente} reponer {producto}",
        within_days=WINDOW,
        is_active=True,
    )
    save_rule(rule=mine, actor=None)
    while move_up(rule=mine, actor=None):
        pass
    for rule in (mine, kept):
        rule.refresh_from_db()
        usual, rule.within_days = rule.within_days, WINDOW
        save_rule(rule=rule, actor=None)
        for back in (14, 0):
            run_rule(rule=rule, day=today - timedelta(days=back), actor=None)
        rule.within_days = usual
        save_rule(rule=rule, actor=None)
    made = Task.objects.filter(rule_key__startswith="posventa:")
    # What the rules made two weeks ago was mostly done since, as work is.
    old = made.filter(due_at__lt=moment(today - timedelta(days=7)))
    for number, task in enumerate(old.order_by("pk")):
        if number % 4:
            Task.objects.filter(pk=task.pk).update(state="done", done_at=F("due_at") + timedelta(hours=10))


def _passed() -> None:
    chief = User.objects.filter(username="supervisor").first()
    for former, taker, count in PASSED:
        giver, receiver = (User.objects.filter(username=name).first() for name in (former, taker))
        if giver is None or receiver is None or chief is None:
            continue
        ids = Customer.objects.filter(owner=giver, opportunities__isnull=False, is_active=True).order_by("pk")
        chosen = list(ids.values_list("pk", flat=True).distinct()[:count])
        if chosen:
            assign(customers=Customer.objects.filter(pk__in=chosen), owner=receiver, actor=chief)
    first = HandOver.objects.order_by("pk").first()
    if first is not None:
        HandOver.objects.filter(pk=first.pk).update(read_at=F("at") + timedelta(hours=2))
