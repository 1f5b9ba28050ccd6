"""Every figure of the board opens its rows: all of them, in pages, and they come to the figure."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.clock import now
from sales.filters.force import force_filter
from sales.models import OpportunityInteraction, Order
from sales.queries.force import total, work
from sales.queries.force_board import MEASURES
from sales.queries.force_rows import FIGURES, rows_behind
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.force import FIRST, LAST, deal, quote, touch
from tests.factories.sales import order, plain_order
from tests.factories.work import place

pytestmark = pytest.mark.django_db
WEEK = "desde=2026-11-02&hasta=2026-11-08"


@pytest.fixture
def luz():
    made = person("luz", "ventas")
    place(made, under=None)
    return made


def test_the_rows_come_to_every_figure(luz):
    ana = customer("C-1")
    visit = touch(luz, ana)
    for channel in ("meeting", "call_out", "call_in", "call_missed"):
        touch(luz, ana, channel)
    quote(luz, ana, "K-1", versions=2)
    quote(luz, ana, "K-2", no=True)
    won = deal(luz, ana, "O-1")
    deal(luz, ana, "O-2", state="lost")
    OpportunityInteraction.objects.create(opportunity=won, interaction=visit)
    order(ana, date(2026, 11, 3), "200.00", seller=luz, cost=Decimal("120"))
    order(ana, date(2026, 11, 8), "-50.00", seller=luz, kind="return", cost=Decimal("-30"))
    order(ana, date(2026, 11, 5), "900.00", seller=luz)

    done = total(work(first=FIRST, last=LAST))
    found = {name: rows_behind(name, people=None, first=FIRST, last=LAST, segment="") for name in FIGURES}

    assert {one.rows for one in MEASURES} <= set(FIGURES), "each column opens something"
    counted = ("visits", "calls_out", "calls_in", "calls_missed", "proposals", "versions", "rejections", "won", "lost")
    assert [found[name].count for name in counted] == [getattr(done, name) for name in counted]
    assert (found["closed"].count, found["closing_visits"].count) == (2, done.closing_visits)
    assert [found[name].sum for name in ("sales", "margin", "cost")] == [done.sales, done.margin, done.cost]
    for rows in found.values():
        assert sum((one.money or 0 for one in rows.all()), Decimal(0)) == rows.sum
        assert len(list(rows.all())) == rows.count


def test_many_rows_stand_on_pages_and_all_of_them_in_the_file(luz, client):
    ana = customer("C-1")
    for n in range(130):
        plain_order(f"P-{n}", ana, total="1.50", day=date(2026, 11, 3), seller=luz)
    client.force_login(luz)
    address = f"{reverse('sales:force_rows')}?que=sales&{WEEK}"

    first, second = client.get(address), client.get(f"{address}&desde_fila=100")
    assert [len(page.context["rows"]) for page in (first, second)] == [100, 30]
    assert (first.context["count"], first.context["sum"]) == (130, Decimal("195.00"))
    assert "101 a 130 de 130" in second.content.decode()
    file = b"".join(client.get(f"{address}&format=csv").streaming_content).decode()
    assert sum(line.count("Venta P-") for line in file.splitlines()) == 130 == Order.objects.count()


def test_a_person_s_weeks_and_who_has_no_place_open_their_rows(luz, client):
    boss = person("eva", "gestor")
    stray = person("kiosko", "ventas")
    order(customer("C-1"), date(2026, 11, 3), "7.00", seller=stray)
    client.force_login(boss)

    board = client.get(f"{reverse('sales:force')}?{WEEK}").context["rows"]
    loose = next(cell for row in board if row.name.startswith("Sin puesto") for cell in row.cells if cell.url)
    rows = client.get(loose.url).context["rows"]
    assert [one.seller for one in rows] == [str(stray)]

    client.force_login(luz)
    touch(luz, customer("C-2"), at=now())
    weeks = client.get(reverse("sales:force_person", args=[luz.pk])).context["weeks"]
    [cell] = [cell for _, cells in weeks for cell in cells if cell.url and "que=visits" in cell.url]
    assert client.get(cell.url).context["count"] == 1
    assert client.get(f"{reverse('sales:force_rows')}?que=visits&quien=sin-puesto").context["count"] == 0


def test_the_rows_of_a_margin_are_for_who_sees_costs(luz, client, monkeypatch):
    client.force_login(luz)
    monkeypatch.setattr("sales.views.force.sees_costs", lambda user: False)
    assert client.get(f"{reverse('sales:force_rows')}?que=margin").status_code == 404


def test_days_written_by_hand_win_over_the_period_that_stood():
    today = date(2026, 11, 20)
    days = {"desde": "2026-10-01", "hasta": "2026-10-31"}
    by_hand = force_filter({"periodo": "mes", "antes": "mes", **days}, today=today)
    assert (by_hand.first, by_hand.last, by_hand.period) == (date(2026, 10, 1), date(2026, 10, 31), "")
    changed = force_filter({"periodo": "semana", "antes": "", **days}, today=today)
    assert (changed.first, changed.period) == (date(2026, 11, 16), "semana")


def test_what_a_customer_and_a_deal_cost_opens_its_touches(luz, client):
    ana, rosa = customer("C-1"), customer("C-2")
    visit = touch(luz, ana, cost="25.00")
    touch(luz, ana, "note", cost="0")
    touch(luz, rosa, cost="7.00")
    OpportunityInteraction.objects.create(opportunity=deal(luz, ana, "O-1"), interaction=visit)
    client.force_login(person("eva", "gestor"))
    for by, sums in (("cliente", [(2, 25), (1, 7)]), ("oferta", [(1, 25), (2, 7)]), ("campana", [(3, 32)])):
        page = client.get(f"{reverse('sales:force_cost')}?por={by}&{WEEK}").context
        assert [(one.touches, one.cost) for one, _, _ in page["rows"]] == sums
        opened = [client.get(behind).context for _, _, behind in page["rows"]]
        assert [(one["count"], one["sum"]) for one in opened] == sums
        assert client.get(page["behind"]).context["sum"] == page["money"] == 32


def test_nonsense_in_the_address_falls_back(luz, client):
    client.force_login(person("eva", "gestor"))
    assert client.get(f"{reverse('sales:force')}?segmento=%00&periodo=%00").status_code == 200
    assert force_filter({"segmento": "x\0"}, today=LAST).segment == ""


def test_who_left_counts_in_the_total_and_in_its_rows(client):
    oscar, left = person("oscar", "supervisor"), person("paz", "ventas")
    place(oscar, level=3)
    place(left, under=oscar)
    touch(left, customer("C-1"))
    left.is_active = False
    left.save()
    client.force_login(oscar)
    whole = client.get(f"{reverse('sales:force')}?{WEEK}").context["whole"]
    assert whole.cells[0].text == "1"
    assert client.get(whole.cells[0].url).context["count"] == 1
