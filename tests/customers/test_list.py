"""The list of customers: what it asks of the database, shows, exports and changes."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import ListPreference, SavedView, UndoStep
from customers.models import Category, Customer
from tests.factories.company import person
from tests.factories.customers import customer, customers, standing
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
PAGE = "/clientes/"


def _as(client: Client, username: str = "rocio", *roles: str) -> Any:
    user = person(username, *(roles or ("gestor",)))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _queries(client: Client, address: str) -> list[str]:
    client.get(address)  # the settings of the company are kept in the process, the columns of the person in the cache
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
        return [query["sql"] for query in asked.captured_queries]


def _bulk(client: Client, act: str, **more: Any) -> Any:
    return client.post(PAGE, {"do": "bulk", "act": act, **more})


def _confirm(client: Client, asked: Any, **values: Any) -> Any:
    context = asked.context
    return client.post(
        PAGE,
        {
            "do": "bulk",
            "act": context["act"].key,
            "selection": context["token"],
            "count": context["count"],
            "back": PAGE,
            **values,
        },
        follow=True,
    )


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}?q=persona", f"{PAGE}?segment=campeones&money_min=0", f"{PAGE}?panel=filters"]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client, address: str) -> None:
    _as(client)
    few = customers(10)
    plain_order("P-1", few[0])
    with_few = _queries(client, address)
    for n, row in enumerate(customers(90, prefix="N")):
        plain_order(f"Q-{n}", row)
    with_many = _queries(client, address)

    assert len(with_many) == len(with_few) <= 8
    assert len(set(with_many)) == len(with_many)


def test_a_page_stays_small(client: Client) -> None:
    _as(client)
    for n, row in enumerate(customers(60)):
        standing(row, money="1234.50", last=date(2026, 11, 1), segment="campeones", r=5, f=5, m=5)
        for month in (3, 6, 9):
            plain_order(f"P-{n}-{month}", row, total=f"{n * month}.37", day=date(2026, month, 1))

    assert len(client.get(PAGE).content) < 60_000


def test_only_the_results_come_back_to_htmx(client: Client) -> None:
    _as(client)
    customers(3)

    part = client.get(PAGE, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list").content.decode()

    assert part.lstrip().startswith('<div id="list"')
    assert "<html" not in part


def test_set_filters_read_as_a_sentence_and_each_can_be_taken_away(client: Client) -> None:
    _as(client)
    wanted = standing(customer("C-1"), money="2000", segment="en_riesgo")
    standing(customer("C-2"), money="500", segment="en_riesgo")

    page = client.get(f"{PAGE}?segment=en_riesgo&segment=no_perder&money_min=1000").context["list"]

    assert [row.pk for row in page.rows] == [wanted.pk]
    assert [(chip.before, chip.text) for chip in page.chips] == [
        ("", "en riesgo o no perder"),
        ("que compraron", "desde S/\u00a01,000"),
    ]
    assert page.chips[1].remove_url == f"{PAGE}?segment=en_riesgo&segment=no_perder"


def test_a_filter_that_makes_no_sense_is_said_and_narrows_nothing(client: Client) -> None:
    _as(client)
    customers(2)

    page = client.get(f"{PAGE}?segment=dragones&money_min=mucho").context["list"]

    assert (len(page.rows), sorted(page.misread)) == (2, ["Compró desde", "Segmento"])


def test_a_typing_mistake_shows_what_is_most_like_it_and_says_so(client: Client) -> None:
    _as(client)
    wanted = customer("C-1", first_name="Milagros", last_name="Paredes")

    answer = client.get(f"{PAGE}?q=milagors+paredes")

    assert [row.pk for row in answer.context["list"].rows] == [wanted.pk]
    assert "Esto es lo más parecido" in answer.content.decode()


def test_counts_stop_at_the_cap_until_the_exact_one_is_asked_for(client: Client) -> None:
    _as(client)
    customers(1003)

    assert client.get(PAGE).context["list"].count_said == "más de 1,000"
    assert client.get(f"{PAGE}?count=exact").context["list"].count_said == "1,003"


def test_a_file_holds_the_filtered_rows_in_the_chosen_columns_and_order(client: Client) -> None:
    user = _as(client)
    ListPreference.objects.create(user=user, list_key="clientes", columns=["code", "money", "name"])
    standing(customer("C-1", first_name="=HYPERLINK(1)", last_name=""), money="10.50")
    standing(customer("C-2", first_name="Bea", last_name=""), money="20")
    standing(customer("C-3", first_name="Otra", city="Cusco"), money="30")

    answer = client.get(f"{PAGE}?city=Lima&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Código", "Compró", "Cliente"],
        ["C-2", "20.00", "Bea"],
        ["C-1", "10.50", "'=HYPERLINK(1)"],
    ]


def test_a_workbook_holds_the_same_rows_and_no_formula(client: Client) -> None:
    _as(client)
    standing(customer("C-1", first_name="=1+1", last_name=""), money="10.50")
    customers(120)

    answer = client.get(f"{PAGE}?sort=name&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    names = [row[0].value for row in sheet.iter_rows(min_row=2)]

    assert names == list(Customer.objects.order_by("sort_key", "id").values_list("name", flat=True))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_an_act_on_the_whole_filter_changes_exactly_the_filter_and_is_taken_back(client: Client) -> None:
    user = _as(client)
    luz = person("luz", "ventas")
    inside = customers(55, city="Cusco")
    Customer.objects.filter(pk=inside[0].pk).update(owner=user)
    outside = customers(5, prefix="N", city="Lima")

    asked = client.post(f"{PAGE}?city=Cusco", {"do": "bulk", "act": "assign", "whole": "1"})
    done = _confirm(client, asked, owner=luz.pk)

    assert (asked.context["count"], len(asked.context["sample"])) == (55, 6)
    assert set(Customer.objects.filter(owner=luz).values_list("pk", flat=True)) == {row.pk for row in inside}
    undo_url = next(str(message.extra_tags) for message in done.context["messages"]).removeprefix("undo:")
    client.post(undo_url)
    assert dict(Customer.objects.filter(owner__isnull=False).values_list("pk", "owner_id")) == {inside[0].pk: user.pk}
    assert Customer.objects.filter(pk__in=[row.pk for row in outside], owner=None).count() == 5


def test_a_list_that_changed_since_the_question_is_asked_again(client: Client) -> None:
    _as(client)
    luz = person("luz", "ventas")
    customers(3, city="Cusco")
    asked = client.post(f"{PAGE}?city=Cusco", {"do": "bulk", "act": "assign", "whole": "1"})
    customers(1, prefix="N", city="Cusco")

    again = _confirm(client, asked, owner=luz.pk)

    assert "ahora son 4" in again.content.decode()
    assert not Customer.objects.filter(owner=luz).exists()


def test_a_seller_changes_only_his_own_and_those_of_nobody(client: Client) -> None:
    luz = _as(client, "luz", "ventas")
    other = person("jhon", "ventas")
    own, free, foreign = customer("C-1", owner=luz), customer("C-2"), customer("C-3", owner=other)

    asked = _bulk(client, "lifecycle", id=[own.pk, free.pk, foreign.pk])
    _confirm(client, asked, lifecycle="customer")

    assert (asked.context["count"], asked.context["left"]) == (2, 1)
    assert list(Customer.objects.filter(lifecycle="customer").order_by("pk")) == [own, free]
    assert _bulk(client, "assign", id=[own.pk]).status_code == 302  # not among the acts of a seller


def test_rows_chosen_by_another_person_are_not_taken(client: Client) -> None:
    _as(client)
    customers(2)
    asked = client.post(PAGE, {"do": "bulk", "act": "deactivate", "whole": "1"})
    client.logout()
    _as(client, "otra", "gestor")

    _confirm(client, asked)

    assert Customer.objects.filter(is_active=False).count() == 0


def test_a_category_is_added_to_many_and_taken_back(client: Client) -> None:
    _as(client)
    category = Category.objects.create(code="prueba", name="Prueba")
    rows = customers(3)
    rows[0].categories.add(category)

    done = _confirm(client, _bulk(client, "category", id=[row.pk for row in rows]), way="add", category=category.pk)

    assert category.customers.count() == 3
    client.post(next(str(message.extra_tags) for message in done.context["messages"]).removeprefix("undo:"))
    assert list(category.customers.all()) == [rows[0]]


def test_a_saved_view_is_a_tab_with_its_count_for_the_team_too(client: Client) -> None:
    _as(client)
    customers(2, city="Cusco")
    customers(3, prefix="N", city="Lima")
    client.post(f"{PAGE}?city=Cusco", {"do": "save_view", "name": "Cusco", "shared": "1", "pinned": "1"})
    client.logout()
    _as(client, "marta", "marketing")

    tabs = client.get(PAGE).context["list"].tabs

    assert [tab["count"] for tab in tabs if tab["label"] == "Cusco"] == ["2"]
    view = SavedView.objects.get()
    client.post(PAGE, {"do": "drop_view", "id": view.pk})  # not hers
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_gets_another_name_and_readers_by_its_owner_only(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    rocio = _as(client)
    view = SavedView.objects.create(owner=rocio, list_key="clientes", name="Cusco", query="q=cusco", shared=True)
    SavedView.objects.create(owner=rocio, list_key="clientes", name="Lima", query="q=lima")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, {"do": "change_view", "id": view.pk, "name": "Cusco y Puno", "pinned": "1"})
        client.post(PAGE, {"do": "change_view", "id": view.pk, "name": "Lima"})  # that name is taken
        client.post(PAGE, {"do": "change_view", "id": view.pk, "name": " "})
        _as(client, "luz", "ventas")
        client.post(PAGE, {"do": "change_view", "id": view.pk, "name": "Robada"})  # not hers

    view.refresh_from_db()
    assert (view.name, view.query, view.shared, view.pinned) == ("Cusco y Puno", "q=cusco", False, True)


def test_a_dropped_view_comes_back_where_it_opened_the_list(client: Client) -> None:
    rocio = _as(client)
    view = SavedView.objects.create(owner=rocio, list_key="clientes", name="Cusco", query="q=cusco", shared=True)
    ListPreference.objects.create(user=rocio, list_key="clientes", opens_with=view)

    answer = client.post(PAGE, {"do": "drop_view", "id": view.pk}, follow=True)
    assert not SavedView.objects.exists()
    step = UndoStep.objects.get(actor=rocio)
    assert f"/{step.pk}/" in answer.content.decode()
    client.post(f"/deshacer/{step.pk}/")

    back = SavedView.objects.get()
    assert (back.name, back.query, back.shared, back.owner) == ("Cusco", "q=cusco", True, rocio)
    assert ListPreference.objects.get().opens_with == back


def test_the_view_that_opens_first_opens_first(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    _as(client)
    client.get(PAGE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGE}?city=Cusco", {"do": "save_view", "name": "Cusco", "first": "1"})

    answer = client.get(PAGE)

    assert answer["Location"] == f"{PAGE}?city=Cusco&view=v{SavedView.objects.get().pk}"


def test_columns_stay_chosen_for_this_person_only(client: Client) -> None:
    _as(client)
    customers(1)
    client.post(PAGE, {"do": "columns", "col": ["phone", "name", "no-such"], "dense": "1"})

    mine = client.get(PAGE).context["list"]
    client.logout()
    _as(client, "otra", "gestor")
    others = client.get(PAGE).context["list"]

    assert ([head.label for head in mine.heads], mine.dense) == (["Teléfono", "Cliente"], True)
    assert (others.heads[0].label, others.dense) == ("Cliente", False)


def test_deactivated_customers_are_seen_only_when_asked_for(client: Client) -> None:
    _as(client)
    customer("C-1")
    gone = customer("C-2", is_active=False)

    assert [row.pk for row in client.get(f"{PAGE}?active=no").context["list"].rows] == [gone.pk]
    assert gone.pk not in [row.pk for row in client.get(PAGE).context["list"].rows]


def test_nobody_without_a_role_sees_anybody(client: Client) -> None:
    customers(2)
    user = person("nadie")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(PAGE).status_code == 403
