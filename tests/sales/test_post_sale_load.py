"""Post-sale rules under load: two runs at once make each task once, and nobody gets more tasks a day than fit."""

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from activities.models import Task
from activities.services import by_rule
from company.models import Notice, User
from company.queries import today
from customers.models import Customer
from sales.models import PostSaleRule, PostSaleTurn, SalesRules
from sales.queries.post_sale_turns import left_out, preview, this_round
from sales.services import post_sale
from sales.services.post_sale import Ran, move_up, nightly, run_all, run_rule
from tests.factories.company import person
from tests.factories.customers import customers, standing
from tests.factories.post_sale import rule
from tests.factories.sales import order
from tests.racing import at_once, both

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def only_mine(request: pytest.FixtureRequest) -> None:
    """The shipped rules are not what these tests are about."""
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    PostSaleRule.objects.all().delete()


@pytest.fixture
def luz() -> User:
    return person("luz", "ventas")


def closed() -> None:
    Task.objects.filter(state="open").update(state="done", done_at=datetime.now(UTC))


def _due_now() -> PostSaleRule:
    luz = person("luz", "ventas")
    for one in customers(5, owner=luz):
        order(one, date(2026, 8, 18))
    return rule()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_each_task_once(transactional_db: None) -> None:
    _due_now()

    both(lambda: nightly(at=datetime(2026, 11, 18, 12, tzinfo=UTC)))

    assert Task.objects.count() == 5
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("unique", [True, False])
def test_two_runs_side_by_side_fall_on_the_unique_key(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, unique: bool
) -> None:
    """The lock taken away, both find the same customers: the database lets each key stand once. Without it: doubles."""
    one = _due_now()
    met = threading.Barrier(2)
    monkeypatch.setattr(post_sale, "_one_at_a_time", lambda: None)
    found = post_sale.queries.due

    def slow(*args: Any, **kwargs: Any) -> Any:
        rows = found(*args, **kwargs)
        met.wait(timeout=10)
        return rows

    def blind(*args: Any, **kwargs: Any) -> Any:
        met.wait(timeout=10)
        return set()

    monkeypatch.setattr(post_sale.queries, "due", slow)
    monkeypatch.setattr(by_rule, "_standing", blind)
    if not unique:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX task_of_a_rule_once")

    both(lambda: run_rule(rule=one, day=TODAY, actor=None))
    count = Task.objects.count()
    if not unique:
        Task.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX task_of_a_rule_once ON activities_task (rule_key) WHERE NOT (rule_key = '')"
            )

    assert count == (5 if unique else 10)


# ── Not more than a person can do ───────────────────────────────────────────────────────────────────────────
def _most(tasks: int) -> None:
    """So many a day and person, of all rules."""
    SalesRules.objects.update_or_create(pk=1, defaults={"tasks_per_day": tasks})


def _crowd(owner: User, count: int, *, back: int = 0) -> list[Customer]:
    """So many customers due ``back`` days before the 18th, each one worth more than the one before."""
    made = customers(count, owner=owner, prefix=f"{owner}{back}")
    for worth, one in enumerate(made, 1):
        order(one, date(2026, 8, 18) - timedelta(days=back))
        standing(one, money=str(worth * 10))
    return made


def test_a_first_night_gives_each_as_many_as_fit_and_the_rest_follow(luz: User) -> None:
    crowd = _crowd(luz, 25)
    one = rule(every=False)

    tried = preview(one, today=TODAY)
    ran = [run_rule(rule=one, day=TODAY + timedelta(days=n), actor=None) for n in (0, 0, 1, 2, 3)]

    assert (len(tried.make), tried.waits, tried.until, tried.out) == (10, 15, TODAY + timedelta(days=2), 0)
    assert ran == [Ran(10, 0, 15), Ran(0, 0, 15), Ran(10, 0, 5), Ran(5, 0, 0), Ran(0, 0, 0)]
    worth_most_first = [one.pk for one in reversed(crowd)]
    assert list(Task.objects.order_by("pk").values_list("customer_id", flat=True)) == worth_most_first
    assert left_out(one, today=TODAY + timedelta(days=3)) == []


def test_free_days_add_nothing_to_a_full_day(luz: User) -> None:
    _crowd(luz, 25)
    one = rule(every=False, days=2)  # due on Friday the 20th

    made = [run_rule(rule=one, day=date(2026, 11, 20) + timedelta(days=n), actor=None).made for n in range(4)]

    assert made == [10, 0, 0, 10]


def test_whose_time_passes_before_his_turn_is_counted(client: Client, luz: User) -> None:
    crowd = _crowd(luz, 5)
    _most(3)
    one = rule(every=False, within_days=0)
    assert preview(one, today=TODAY).out == 2

    run_rule(rule=one, day=TODAY, actor=None)
    run_rule(rule=one, day=TODAY + timedelta(days=1), actor=None)

    assert Task.objects.count() == 3
    poorest = {each.pk for each in crowd[:2]}
    assert {each.customer_id for each in left_out(one, today=TODAY + timedelta(days=1))} == poorest
    PostSaleTurn.objects.filter(left_on__isnull=False).update(left_on=today())
    client.force_login(person("g", "gestor"))
    page = client.get(f"/equipo/posventa/{one.pk}/").content.decode()
    assert "Se quedaron sin tarea" in page and "2 clientes a quien" in page


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_foretold_is_what_happens_day_by_day(luz: User, seed: int) -> None:
    rng = random.Random(seed)
    owners = [luz, person("karla", "ventas"), person("renzo", "ventas")]
    for owner in owners:
        for back in range(-6, 6):
            _crowd(owner, rng.randint(0, 5), back=back)
    most = rng.randint(2, 4)
    _most(most)
    one = rule(every=False)

    told = preview(one, today=TODAY)
    first = {each.event for each in this_round(one, day=TODAY).waits}
    run_rule(rule=one, day=TODAY, actor=None)
    for n in range(1, 20):
        run_rule(rule=one, day=TODAY + timedelta(days=n), actor=None)

    turns = {(each.customer_id, each.part): each for each in PostSaleTurn.objects.all()}
    assert told.waits == len(first) and told.waits > 0
    assert told.out == sum(turns[each].left_on is not None for each in first)
    assert told.until == max(turns[each].made_on for each in first if turns[each].made_on)
    per_day = Counter((each.owner_id, each.made_on) for each in turns.values() if each.made_on)
    assert max(per_day.values()) <= most
    assert Task.objects.count() == sum(each.made_on is not None for each in turns.values())


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_give_no_more_than_fits(transactional_db: None) -> None:
    _crowd(person("luz", "ventas"), 9)
    _most(4)
    one = rule(every=False)

    both(lambda: run_rule(rule=one, day=TODAY, actor=None))

    assert Task.objects.count() == 4
    assert PostSaleTurn.objects.filter(made_on=TODAY).count() == 4


# ── Of all rules together ───────────────────────────────────────────────────────────────────────────────────
def _per_day() -> Counter[tuple[int, date]]:
    return Counter(PostSaleTurn.objects.filter(made_on__isnull=False).values_list("owner", "made_on"))


def _by_rule(day: date) -> dict[str, int]:
    return dict(Counter(PostSaleTurn.objects.filter(made_on=day).values_list("rule__name", flat=True)))


def test_three_rules_share_a_day_and_the_first_goes_first(luz: User) -> None:
    _crowd(luz, 4)
    _most(6)
    third = [rule(name=name, every=False) for name in ("Primera", "Segunda", "Tercera")][-1]

    told = preview(third, today=TODAY)
    nights = [run_all(day=TODAY + timedelta(days=n))["made"] for n in range(3)]

    assert nights == [6, 6, 0]
    assert _by_rule(TODAY) == {"Primera": 4, "Segunda": 2}
    assert _by_rule(TODAY + timedelta(days=1)) == {"Segunda": 2, "Tercera": 4}
    assert (len(told.make), told.waits, told.until) == (0, 4, TODAY + timedelta(days=1))
    assert told.before == ["Primera", "Segunda"]
    assert Task.objects.count() == 12 == Task.objects.values("rule_key").distinct().count()


def test_a_rule_run_by_hand_leaves_the_first_ones_their_place(luz: User) -> None:
    _crowd(luz, 4)
    _most(6)
    first, second = rule(name="Primera", every=False), rule(name="Segunda", every=False)

    assert run_rule(rule=second, day=TODAY, actor=None) == Ran(2, 0, 2)
    assert run_rule(rule=first, day=TODAY, actor=None) == Ran(4, 0, 0)


def test_a_rule_that_moves_up_takes_its_place_first(luz: User) -> None:
    _crowd(luz, 4)
    _most(4)
    first, second = rule(name="Primera", every=False), rule(name="Segunda", every=False)
    looked = PostSaleRule.objects.get(pk=second.pk).updated_at

    assert move_up(rule=second, actor=None)
    assert not move_up(rule=second, actor=None)
    run_all(day=TODAY)

    assert _by_rule(TODAY) == {"Segunda": 4}
    assert PostSaleRule.objects.get(pk=second.pk).updated_at == looked
    assert first.pk != second.pk


def test_a_rule_that_breaks_leaves_its_place_to_the_next(luz: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _crowd(luz, 3)
    _most(3)
    rule(name="Rota", every=False)
    rule(name="Sana", every=False)
    real = post_sale._tell

    def breaks(one: PostSaleRule, *args: Any) -> None:
        if one.name == "Rota":
            raise ValueError("no")
        real(one, *args)

    monkeypatch.setattr(post_sale, "_tell", breaks)
    with pytest.raises(RuntimeError, match="Rota"):
        run_all(day=TODAY)

    assert _by_rule(TODAY) == {"Sana": 3}


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_what_is_foretold_of_the_last_of_three_rules_is_what_happens(luz: User, seed: int) -> None:
    rng = random.Random(seed)
    for owner in (luz, person("karla", "ventas")):
        for back in range(-6, 6):
            _crowd(owner, rng.randint(0, 3), back=back)
    most = rng.randint(4, 7)
    _most(most)
    rule(name="Primera", every=False)
    rule(name="Segunda", every=False, within_days=3)
    last = rule(name="Tercera", every=False)

    told = preview(last, today=TODAY)
    first = {each.event for each in this_round(last, day=TODAY, taken=post_sale.taken_before(last, day=TODAY)).waits}
    for n in range(20):
        run_all(day=TODAY + timedelta(days=n))

    rows = {(each.customer_id, each.part): each for each in PostSaleTurn.objects.filter(rule=last)}
    turns = {event: rows[event] for event in first}
    assert told.waits == len(first) > 0
    assert told.out == sum(each.left_on is not None for each in turns.values())
    assert told.until == max((each.made_on for each in turns.values() if each.made_on), default=None)
    assert max(_per_day().values()) <= most
    assert Task.objects.count() == PostSaleTurn.objects.filter(made_on__isnull=False).count()


@pytest.mark.django_db(transaction=True)
def test_two_rules_at_once_give_no_more_than_fits(transactional_db: None) -> None:
    _crowd(person("luz", "ventas"), 5)
    _most(6)
    ran = [partial(run_rule, rule=rule(name=name, every=False), day=TODAY, actor=None) for name in ("A", "B")]

    at_once(*ran)

    assert Task.objects.count() == 6
