"""Post-sale rules: who is due on which day, each task once whatever happens, what is tried is what is made."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from activities.models import Task
from activities.services.tasks import cancel
from company.models import Company, Notice, User
from core.errors import DomainError
from core.models import ScheduleSlot
from customers.models import Customer, CustomerStanding, Responsible
from inventory.models import Category
from sales.models import PostSaleRule, PostSaleStanding
from sales.queries.post_sale import unknown_fields
from sales.queries.post_sale_turns import preview
from sales.services import post_sale
from sales.services.post_sale import Ran, delete_rule, nightly, run_all, run_rule, save_rule, switch
from tests.factories.company import person
from tests.factories.customers import customer, customers, standing
from tests.factories.inventory import product
from tests.factories.post_sale import rule
from tests.factories.sales import order

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


def titles() -> list[str]:
    return sorted(Task.objects.values_list("title", flat=True))


# ── Which day ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("bought", "months", "days", "due"),
    [
        (date(2026, 1, 31), 3, 0, date(2026, 4, 30)),
        (date(2026, 1, 31), 1, 0, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, 0, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, 2, date(2026, 3, 2)),
        (date(2026, 1, 31), 0, 45, date(2026, 3, 17)),
    ],
)
def test_months_end_where_the_month_ends(luz: User, bought: date, months: int, days: int, due: date) -> None:
    order(customer(owner=luz), bought)
    one = rule(months=months, days=days, every=False, within_days=0)

    assert run_rule(rule=one, day=due - timedelta(days=1), actor=None).made == 0
    assert run_rule(rule=one, day=due, actor=None).made == 1


def test_repetitions_count_from_the_purchase_and_do_not_slip_to_shorter_days(luz: User) -> None:
    order(customer(owner=luz), date(2026, 1, 31))
    one = rule(months=1, within_days=0)

    made = []
    for day in (date(2026, 2, 1) + timedelta(days=n) for n in range(130)):
        if run_rule(rule=one, day=day, actor=None).made:
            made.append(day)
            closed()

    assert made == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


def test_a_new_purchase_starts_the_count_again(luz: User) -> None:
    who = customer(owner=luz)
    order(who, date(2026, 8, 18))
    order(who, date(2026, 10, 1))

    assert run_rule(rule=rule(), day=TODAY, actor=None).made == 0
    assert run_rule(rule=rule(name="Cada compra", event="order"), day=TODAY, actor=None).made == 1


def test_every_so_many_months_counts_from_the_first_purchase(luz: User) -> None:
    who = customer(owner=luz)
    order(who, date(2025, 11, 18))
    order(who, date(2026, 11, 1))

    assert run_rule(rule=rule(event="every", within_days=0), day=TODAY, actor=None).made == 1
    assert run_rule(rule=rule(event="every", within_days=0, months=5), day=TODAY, actor=None).made == 0


def test_the_night_belongs_to_the_day_of_the_company(luz: User) -> None:
    """At 06:00 UTC it is still one in the morning in Lima: the slot of yesterday; at 10:30 UTC it is 05:30."""
    Company.objects.update(time_zone="America/Lima")
    order(customer(owner=luz), TODAY - timedelta(days=92))  # 18 August, three months to the 18th
    one = rule(within_days=0)

    nightly(at=datetime(2026, 11, 18, 4, 0, tzinfo=UTC))  # the 17th at 23:00
    assert not Task.objects.exists()
    nightly(at=datetime(2026, 11, 18, 10, 30, tzinfo=UTC))

    assert Task.objects.get().rule_key.startswith(f"posventa:{one.pk}:")
    assert Task.objects.get().due_at == datetime(2026, 11, 18, 5, tzinfo=UTC)  # midnight in Lima


def test_the_deadline_falls_on_a_day_of_work(luz: User) -> None:
    order(customer(owner=luz), date(2026, 8, 14))

    run_rule(rule=rule(within_days=8), day=date(2026, 11, 14), actor=None)  # a Saturday; eight days later, a Sunday

    assert Task.objects.get().due_at.astimezone(UTC).date() == date(2026, 11, 23)


# ── Whom ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_conditions_narrow_whom_it_finds(luz: User) -> None:
    root = Category.objects.create(code="soft", name="Software", path="1/")
    below = Category.objects.create(code="lic", name="Licencias", parent=root, path="1/2/")
    licence, cup = product(sku="LIC", category=below), product(sku="CUP")
    buyer = customer("C-LIC", owner=luz, activity_code="4773")
    other = customer("C-CUP", owner=luz, first_name="Otra", activity_code="5610")
    order(buyer, date(2026, 8, 18), product=licence)
    order(other, date(2026, 8, 18), product=cup)
    standing(buyer, segment="campeones", r=5)
    standing(other, segment="en-riesgo", r=2)
    expected = ["Preguntar a Rosa Quispe por " + licence.name]

    for more in ({"category": root}, {"product": licence}, {"activity_code": "47"}, {"segment": "campeones"},
                 {"variable": "r", "least": 4}):  # fmt: skip
        run_rule(rule=rule(**more), day=TODAY, actor=None)
        assert titles() == expected, more
        Task.objects.all().delete()


def test_who_is_gone_gets_no_task(luz: User) -> None:
    stays = customer("C-0", owner=luz)
    gone = [customer(f"C-{n}", owner=luz) for n in (1, 2, 3)]
    for one in (stays, *gone):
        order(one, date(2026, 8, 18))
    Customer.objects.filter(pk=gone[0].pk).update(is_active=False)
    Customer.objects.filter(pk=gone[1].pk).update(erased_at=datetime.now(UTC))
    Customer.objects.filter(pk=gone[2].pk).update(merged_into=stays)

    run_rule(rule=rule(), day=TODAY, actor=None)

    assert list(Task.objects.values_list("customer_id", flat=True)) == [stays.pk]


def test_entering_a_segment_is_the_event(luz: User) -> None:
    who = customer(owner=luz)
    standing(who, segment="en-riesgo", segment_since="2026-W46")  # published on Monday the 16th
    one = rule(event="segment", segment="en-riesgo", months=0, days=0, every=False, within_days=3)

    assert run_rule(rule=one, day=date(2026, 11, 15), actor=None).made == 0
    assert run_rule(rule=one, day=TODAY, actor=None).made == 1


def test_a_score_counts_when_somebody_comes_to_it_not_while_he_has_it(luz: User) -> None:
    had, comes = customer("C-HAD", owner=luz), customer("C-COMES", owner=luz)
    standing(had, r=1)
    standing(comes, r=4)
    one = rule(event="score", variable="r", most=2, months=0, every=False)
    assert preview(one, today=TODAY).holding == 1

    assert run_rule(rule=one, day=TODAY, actor=None).made == 0
    CustomerStanding.objects.filter(pk=comes.pk).update(r=2)
    assert [each.customer_id for each in preview(one, today=TODAY).make] == [comes.pk]
    assert run_rule(rule=one, day=TODAY, actor=None).made == 1
    assert run_rule(rule=one, day=TODAY + timedelta(days=1), actor=None).made == 0

    closed()
    CustomerStanding.objects.filter(pk=comes.pk).update(r=5)
    run_rule(rule=one, day=TODAY + timedelta(days=2), actor=None)
    CustomerStanding.objects.filter(pk=comes.pk).update(r=1)
    assert run_rule(rule=one, day=TODAY + timedelta(days=9), actor=None).made == 1


def test_each_task_goes_to_whom_the_rule_says(luz: User) -> None:
    serves, boss = person("serves", "servicio"), person("boss", "gestor")
    who = customer(owner=luz)
    Responsible.objects.create(customer=who, area="service", user=serves)
    order(who, date(2026, 8, 18))

    for assign, person_, expected in (("owner", None, luz), ("service", None, serves), ("person", boss, boss)):
        run_rule(rule=rule(assign=assign, person=person_), day=TODAY, actor=None)
        assert Task.objects.latest("pk").owner == expected


def test_whom_nobody_attends_is_told_to_who_steers(luz: User) -> None:
    gestor = person("g", "gestor")
    order(customer("C-1"), date(2026, 8, 18))
    left = person("left", "ventas", is_active=False)
    order(customer("C-2", owner=left), date(2026, 8, 18))
    one = rule()

    assert run_rule(rule=one, day=TODAY, actor=None) == Ran(made=0, nobody=2)
    run_rule(rule=one, day=TODAY, actor=None)

    assert [each.text for each in Notice.objects.filter(user=gestor)] == [
        "Evaluar: 2 clientes sin nadie que los atienda, y por eso sin tarea"
    ]
    assert len(preview(one, today=TODAY).nobody) == 2


# ── Once, and not a flood ───────────────────────────────────────────────────────────────────────────────────
def test_what_is_tried_is_what_is_made(luz: User) -> None:
    for n, one in enumerate(customers(30, owner=luz)):
        order(one, TODAY - timedelta(days=80 + n))
    one = rule(is_active=False)

    tried = preview(one, today=TODAY)
    one = switch(rule=one, on=True, actor=None)
    run_rule(rule=one, day=TODAY, actor=None)

    assert tried.make
    assert sorted(Task.objects.values_list("rule_key", flat=True)) == sorted(each.key(one.pk) for each in tried.make)


def test_a_rule_just_started_does_not_look_further_back_than_its_days(luz: User) -> None:
    for n, one in enumerate(customers(200, owner=luz)):
        order(one, TODAY - timedelta(days=n + 92))  # due today, yesterday, and so on into the past
    one = rule(every=False)

    assert run_rule(rule=one, day=TODAY, actor=None).made == 8


def test_after_days_away_it_catches_up(luz: User) -> None:
    order(customer(owner=luz), TODAY - timedelta(days=92 + 20))
    one = rule(every=False)
    PostSaleRule.objects.update(updated_at=datetime(2026, 10, 1, tzinfo=UTC))
    ScheduleSlot.objects.create(
        name="sales.post_sale", slot="2026-10-20", finished_at=datetime(2026, 10, 20, 11, tzinfo=UTC)
    )
    one.refresh_from_db()

    assert run_rule(rule=one, day=TODAY, actor=None).made == 1


def test_the_same_event_never_gives_two_tasks(luz: User) -> None:
    who = customer(owner=luz)
    order(who, date(2026, 8, 18))
    one = rule()
    run_rule(rule=one, day=TODAY, actor=None)
    run_rule(rule=one, day=TODAY, actor=None)

    cancel(task=Task.objects.get(), actor=luz, reason="No hace falta")
    run_rule(rule=one, day=TODAY + timedelta(days=1), actor=None)
    one.event, one.within_days, one.title = "order", 10, "Otra cosa para {cliente}"
    save_rule(rule=one, actor=None)
    run_rule(rule=one, day=TODAY + timedelta(days=1), actor=None)
    assert Task.objects.count() == 1

    # After a merge the task carries the key of the former record, and still counts.
    winner = customer("C-2", owner=luz)
    who.orders.update(customer=winner)
    Task.objects.update(customer=winner)
    run_rule(rule=one, day=TODAY + timedelta(days=1), actor=None)
    assert Task.objects.count() == 1


def test_no_second_task_while_one_is_open(luz: User) -> None:
    who = customer(owner=luz)
    order(who, date(2026, 8, 16))
    order(who, date(2026, 8, 18))
    one = rule(event="order")

    run_rule(rule=one, day=date(2026, 11, 16), actor=None)
    run_rule(rule=one, day=TODAY, actor=None)
    assert Task.objects.count() == 1
    closed()
    run_rule(rule=one, day=TODAY, actor=None)
    assert Task.objects.count() == 2


def test_one_rule_that_fails_does_not_stop_the_others(luz: User, monkeypatch: pytest.MonkeyPatch) -> None:
    order(customer(owner=luz), date(2026, 8, 18))
    bad, _ = rule(name="Mala", order=1), rule(name="Buena", order=2)
    worked = post_sale.run_rule

    def failing(*, rule: PostSaleRule, **more: Any) -> Ran:
        if rule.pk == bad.pk:
            raise ValueError("broken")
        return worked(rule=rule, **more)

    monkeypatch.setattr(post_sale, "run_rule", failing)
    with pytest.raises(RuntimeError, match="Mala"):
        run_all(day=TODAY)

    assert Task.objects.count() == 1


# ── Kept, shown ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "Llamar a {clienta}"}, "title"),
        ({"title": "Llamar a {cliente"}, "title"),
        ({"event": "every", "months": 0}, "months"),
        ({"event": "segment"}, "segment"),
        ({"event": "score", "variable": "r"}, "variable"),
        ({"event": "score", "variable": "r", "most": 7}, "most"),
        ({"least": 4, "most": 2, "variable": "f"}, "least"),
        ({"assign": "person"}, "person"),
    ],
)
def test_what_could_not_work_is_refused_with_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        rule(**values)
    assert refused.value.field == field


def test_the_shipped_rules_could_be_kept_as_they_are() -> None:
    from django.apps import apps

    from sales.migrations import __path__  # noqa: F401 - the package of the module below

    module = __import__("sales.migrations.0009_first_processes_and_rules", fromlist=["rules"])
    module.rules(apps)
    for one in PostSaleRule.objects.all():
        assert not unknown_fields(one.title)
        save_rule(rule=one, actor=None)


def test_a_deleted_rule_leaves_its_tasks(luz: User) -> None:
    order(customer(owner=luz), date(2026, 8, 18))
    one = rule(event="score", variable="r", most=2)
    PostSaleStanding.objects.create(rule=one, customer=Customer.objects.get())
    other = rule()
    run_rule(rule=other, day=TODAY, actor=None)

    delete_rule(rule=one, actor=None)
    delete_rule(rule=other, actor=None)

    assert Task.objects.count() == 1
