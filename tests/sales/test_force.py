"""The board of the sales force: by hand and by an oracle in plain Python; whom each sees; targets."""

import csv
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from activities.models import Interaction, PhoneCall
from core.errors import DomainError, NotAllowed
from customers.models import CustomerStanding
from inventory.models import Product
from sales.enums import Metric, TargetScope
from sales.models import (
    OpportunityInteraction,
    Order,
    OrderLine,
    Target,
)
from sales.queries import cost_to_serve, force_board, targets
from sales.queries.force import Work, total, work
from sales.services import targets as services
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.force import FIRST, LAST, NOON, deal, quote, touch
from tests.factories.inventory import product
from tests.factories.sales import order, plain_order
from tests.factories.work import place

pytestmark = pytest.mark.django_db


def test_a_week_by_hand():
    luz, ana = person("luz", "ventas"), customer("C-1")
    visits = [touch(luz, ana), touch(luz, ana, "meeting"), touch(luz, ana, "visit", at=NOON - timedelta(days=20))]
    touch(luz, ana, "call_out", cost="1.50")
    told = touch(luz, ana, "call_in", cost="1.00")
    PhoneCall.objects.create(  # the same call by the exchange: not counted twice
        number="1", direction="in", answered=True, started_at=NOON, user=luz, interaction=told
    )
    PhoneCall.objects.create(number="2", direction="in", answered=True, started_at=NOON, user=luz)
    answer = PhoneCall.objects.create(number="3", direction="out", answered=True, started_at=NOON, user=luz)
    PhoneCall.objects.create(  # called back, and written down there: the call out is the touch
        number="3", direction="in", answered=False, started_at=NOON, user=luz, called_back=answer,
        interaction=Interaction.objects.get(channel="call_out"),
    )  # fmt: skip
    quote(luz, ana, "K-1", versions=2)
    quote(luz, ana, "K-2", no=True)
    won = deal(luz, ana, "O-1")
    deal(luz, ana, "O-2", state="lost")
    for one in visits[1:]:
        OpportunityInteraction.objects.create(opportunity=won, interaction=one)
    order(ana, date(2026, 11, 3), "200.00", seller=luz, cost=Decimal("120"))
    order(ana, date(2026, 11, 8), "-50.00", seller=luz, kind="return", cost=Decimal("-30"))
    order(ana, date(2026, 11, 9), "900.00", seller=luz)

    (found,) = work(first=FIRST, last=LAST).values()

    assert found == Work(
        visits=2, calls_out=1, calls_in=2, calls_missed=1, proposals=2, versions=3, rejections=1, won=1, lost=1,
        sales=Decimal("150.00"), costed=Decimal("150.00"), goods=Decimal("90.00"), cost=Decimal("22.50"),
        closing_visits=2, cycle_sum=10,
    )  # fmt: skip
    assert (found.visits_per_closing, found.cycle_days, found.conversion) == (2, 10, Decimal("0.5"))
    assert (found.margin, found.known) == (Decimal("60.00"), 1)
    assert Work().visits_per_closing is None


def sold(seller, who, *lines):
    """A sale of 3 November: ``lines`` (kind, total, cost or None)."""
    costs = [Decimal(cost) for _, _, cost in lines if cost is not None]
    total = sum(Decimal(money) for _, money, _ in lines)
    made = plain_order(f"P-{Order.objects.count()}", who, total=str(total), day=date(2026, 11, 3), seller=seller)
    Order.objects.filter(pk=made.pk).update(cost=sum(costs) if costs else None)
    goods = Product.objects.first() or product()
    for position, (kind, money, cost) in enumerate(lines, 1):
        OrderLine.objects.create(
            order=made, position=position, kind=kind, product=goods if kind == "product" else None, name="x",
            quantity=1, unit_price=Decimal(money), unit_cost=cost, total=Decimal(money),
        )  # fmt: skip


def test_a_margin_is_of_what_has_a_known_cost_and_empty_where_none_has(client, capsys):
    boss, eva, ana = person("oscar", "supervisor"), person("eva", "gestor"), customer("C-1")
    half, none, all_ = (person(name, "ventas", first_name=name.upper()) for name in ("half", "none", "whole"))
    place(boss)
    for one in (half, none, all_):
        place(one, under=boss)
    sold(half, ana, ("product", "60.00", "40.00"), ("product", "30.00", None), ("fee", "10.00", None))
    sold(none, ana, ("product", "50.00", None))
    sold(all_, ana, ("product", "60.00", "40.00"), ("adjustment", "-5.00", None))

    found = {key[0]: one for key, one in work(first=FIRST, last=LAST).items()}

    assert [(found[one.pk].margin, found[one.pk].known) for one in (half, none, all_)] == [
        (Decimal("30.00"), Decimal("0.7")), (None, 0), (Decimal("15.00"), 1)
    ]  # fmt: skip
    client.force_login(eva)
    url = f"{reverse('sales:force')}?desde=2026-11-02&hasta=2026-11-08"
    page = client.get(url).content.decode()
    assert ">sin costo<" in page and ">del 70 % vendido<" in page.replace("\xa0", " ")
    table = b"".join(client.get(f"{url}&format=csv").streaming_content).decode("utf-8-sig")
    head, *rows = list(csv.reader(table.splitlines(), delimiter=";"))
    told = {row[0].strip(): (row[head.index("Margen")], row[head.index("Ventas de costo conocido")]) for row in rows}
    assert told["NONE"][0] == "" and told["HALF"][0].startswith("30")
    call_command("report", "sales_force", "--from", "2026-11-02", "--to", "2026-11-08", "--format", "csv")
    report = {row["seller"]: row["margin"] for row in csv.DictReader(capsys.readouterr().out.splitlines())}
    assert {name: report[name] for name in ("half", "none", "whole")} == {"half": "30.00", "none": "", "whole": "15.00"}


def test_who_is_in_no_segment_can_be_chosen_and_opens_his_rows(client):
    eva, luz = person("eva", "gestor"), person("luz", "ventas")
    place(luz)
    known, unknown = customer("C-1", first_name="Canario", last_name="Leal"), customer("C-2", first_name="Nadie")
    CustomerStanding.objects.filter(customer=known).update(segment="leales")
    touch(luz, known)
    touch(luz, unknown)
    order(None, date(2026, 11, 3), "7.00", seller=luz)
    order(known, date(2026, 11, 3), "90.00", seller=luz)
    client.force_login(eva)
    asked = "desde=2026-11-02&hasta=2026-11-08&segmento=-"

    (found,) = work(first=FIRST, last=LAST, segment="-").values()
    page = client.get(f"{reverse('sales:force')}?{asked}").content.decode()
    rows = client.get(f"{reverse('sales:force_rows')}?que=visits&{asked}").content.decode()
    orders = client.get(f"{reverse('sales:force_rows')}?que=sales&{asked}").content.decode()

    assert (found.visits, found.sales) == (1, Decimal("7.00"))
    assert '<option value="-" selected>Sin segmento</option>' in page and "segmento=-" in page
    assert "Nadie" in rows and "Canario Leal" not in rows
    assert "Venta de mostrador" in orders and "Canario Leal" not in orders


@pytest.mark.parametrize("seed", [3, 11])
def test_an_oracle_counts_the_same_and_every_group_adds_up(seed):
    rng = random.Random(seed)
    people = [person(f"s{n}", "ventas") for n in range(3)]
    buyers = [customer(f"C-{n}") for n in range(3)]
    expected: dict[int, Counter] = {one.pk: Counter() for one in people}
    edge = datetime(2026, 11, 2, 5, tzinfo=UTC)  # midnight in Lima between Sunday and Monday
    for n in range(60):
        who, buyer = rng.choice(people), rng.choice(buyers)
        at = edge + timedelta(hours=rng.randint(-30, 200))
        inside = edge <= at < edge + timedelta(days=7)
        channel = rng.choice(["visit", "meeting", "call_out", "call_in", "mail", "note"])
        touch(who, buyer, channel, at=at, cost=str(rng.randint(0, 9)))
        if inside:
            expected[who.pk]["cost"] += int(Interaction.objects.latest("id").cost)
            name = {"visit": "visits", "meeting": "visits", "call_out": "calls_out", "call_in": "calls_in"}.get(channel)
            expected[who.pk][name or "other"] += 1
        day = FIRST + timedelta(days=rng.randint(-3, 9))
        order(buyer, day, f"{n}.00", seller=who)
        if FIRST <= day <= LAST:
            expected[who.pk]["sales"] += n

    found = work(first=FIRST, last=LAST)

    for one in people:
        mine = found.get((one.pk,), Work())
        names = ("visits", "calls_out", "calls_in", "cost", "sales")
        assert [getattr(mine, name) for name in names] == [expected[one.pk][name] for name in names]
    for by in (("week",), ("month",), ("segment",), ("customer",), ("seller", "week")):
        assert total(work(first=FIRST, last=LAST, by=by)) == total(found)
    assert work(first=FIRST, last=LAST, people=[people[0].pk]) == {
        key: one for key, one in found.items() if key == (people[0].pk,)
    }
    assert work(first=FIRST, last=LAST, user=people[1], people=[people[0].pk]) == {}


@pytest.fixture
def house():
    """Two teams below a national supervisor: luz below oscar, karla below teresa."""
    people = {
        name: person(name, role, first_name=name.upper())
        for name, role in {
            "director": "supervisor", "nacional": "supervisor", "oscar": "supervisor", "teresa": "supervisor",
            "luz": "ventas", "karla": "ventas", "eva": "gestor",
        }.items()
    }  # fmt: skip
    for name, chief in (
        ("director", None), ("nacional", "director"), ("oscar", "nacional"), ("teresa", "nacional"), ("luz", "oscar"),
        ("karla", "teresa"),
    ):  # fmt: skip
        place(people[name], under=people[chief] if chief else None)
    touch(people["luz"], customer("C-LUZ", first_name="Canario", last_name="Luz"))
    touch(people["karla"], customer("C-KARLA", first_name="Canario", last_name="Karla"))
    return people


@pytest.mark.parametrize(
    ("who", "sees_luz", "sees_karla"),
    [("oscar", True, False), ("teresa", False, True), ("nacional", True, True), ("director", True, True),
     ("eva", True, True), ("luz", True, False)],
)  # fmt: skip
def test_the_tree_decides_who_sees_whom(client, house, who, sees_luz, sees_karla):
    client.force_login(house[who])
    asked = "desde=2026-11-02&hasta=2026-11-08"
    board = client.get(f"{reverse('sales:force')}?{asked}", follow=True).content.decode()
    export = b"".join(client.get(f"{reverse('sales:force_rows')}?que=visits&format=csv&{asked}").streaming_content)
    page = client.get(f"{reverse('sales:force_rows')}?que=visits&{asked}").content.decode()

    for name, seen in (("luz", sees_luz), ("karla", sees_karla)):
        assert (name.upper() in board) is seen
        assert (f"Canario {name.capitalize()}" in page) is seen
        assert (f"Canario {name.capitalize()}" in export.decode("utf-8-sig")) is seen
        other = client.get(reverse("sales:force_person", args=[house[name].pk]))
        rows = client.get(f"{reverse('sales:force_rows')}?que=visits&quien={house[name].pk}&{asked}")
        assert (other.status_code, rows.status_code) == ((200, 200) if seen else (404, 404))


def test_the_number_of_queries_is_the_same_with_two_and_with_twenty(client, house, django_assert_max_num_queries):
    client.force_login(house["nacional"])
    counts = []
    for extra in (0, 18):
        for n in range(extra):
            new = person(f"n{n}", "ventas")
            place(new, under=house["oscar"])
            touch(new, customer(f"N-{n}"))
        for name, most in (("sales:force", 8), ("analytics:home", 13), ("sales:targets", 15)):
            url = reverse(name)
            client.get(url)  # warm
            with django_assert_max_num_queries(most) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_the_command_has_its_columns(capsys, house):
    call_command("report", "sales_force", "--from", "2026-11-02", "--to", "2026-11-08", "--format", "csv")
    head, *rows = capsys.readouterr().out.strip().splitlines()
    assert head == (
        "seller,visits,calls_out,calls_in,calls_missed,proposals,versions,rejections,won,lost,sales,margin,cost,"
        "visits_per_closing,cycle_days"
    )
    assert [row.split(",")[:2] for row in rows if row.startswith(("luz", "karla"))] == [["karla", "1"], ["luz", "1"]]


def test_margins_are_for_who_sees_costs(house):
    assert "margin" in {one.key for one in force_board.measures_for(house["eva"])}
    assert "margin" not in {one.key for one in force_board.measures_for(house["luz"])}


def test_targets_are_set_from_above_only(house):
    month = date(2026, 11, 1)
    luz, oscar = house["luz"], house["oscar"]

    def wanted(who):
        return {(who.pk, TargetScope.OWN.value, Metric.SALES.value): Decimal("1000")}

    services.set_targets(month=month, values=wanted(luz), actor=oscar)
    assert Target.objects.get().amount == 1000
    for actor, who in ((oscar, oscar), (oscar, house["karla"]), (luz, luz)):
        with pytest.raises(NotAllowed):
            services.set_targets(month=month, values=wanted(who), actor=actor)
    with pytest.raises(DomainError):
        services.set_targets(month=month, values={(luz.pk, "own", "sales"): Decimal("-1")}, actor=house["nacional"])
    assert services.copy_month(month=date(2026, 12, 1), people=[luz.pk], actor=oscar) == 1
    assert services.copy_month(month=date(2026, 12, 1), people=[luz.pk], actor=oscar) == 0


def test_the_grid_keeps_what_was_typed_and_says_what_is_wrong(client, house):
    client.force_login(house["oscar"])
    good, bad = (f"meta-{house['luz'].pk}-own-{metric}" for metric in ("sales", "visits"))
    url = f"{reverse('sales:targets')}?mes=2026-11"

    answer = client.post(url, {good: "1500,50", bad: "2,5"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1500,50"' in page and "Un número entero." in page
    assert Target.objects.count() == 0

    client.post(url, {good: "1500,50", bad: "2", f"meta-{house['karla'].pk}-own-sales": "1"})
    assert {(one.user_id, str(one.amount)) for one in Target.objects.all()} == {
        (house["luz"].pk, "1500.50"),
        (house["luz"].pk, "2.00"),
    }


def test_where_a_target_will_land():
    luz = person("luz", "ventas")
    target = Target(user=luz, scope="own", metric="sales", month=date(2026, 11, 1), amount=Decimal("2000"))
    # November 2026 in Peru: 21 working days; up to the 6th there were 5.
    month = targets.month_of(date(2026, 11, 6), today=date(2026, 11, 6))
    one = targets.progress(target, Work(sales=Decimal("400")), month)

    assert (month.days, month.gone) == (21, 5)
    assert (one.landing, one.behind) == (Decimal("1680.00"), True)
    early = targets.month_of(date(2026, 11, 3), today=date(2026, 11, 3))
    assert targets.progress(target, Work(sales=Decimal("400")), early).landing is None


def test_three_views_of_cost_add_up_to_one():
    luz, ana, rosa = person("luz", "ventas"), customer("C-1"), customer("C-2")
    one = touch(luz, ana, cost="25.00")
    touch(luz, ana, "call_out", cost="1.50")
    touch(luz, rosa, "mail", cost="0.50")
    touch(luz, rosa, at=NOON + timedelta(days=9), cost="99")
    OpportunityInteraction.objects.create(opportunity=deal(luz, ana, "O-1"), interaction=one)
    rows = cost_to_serve.touches(None, first=FIRST, last=LAST)

    sums = [
        sum(row.cost for row in view(rows))
        for view in (cost_to_serve.by_customer, cost_to_serve.by_offer, cost_to_serve.by_campaign)
    ]

    assert sums == [Decimal("27.00")] * 3
