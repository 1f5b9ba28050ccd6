"""Records become one, and come apart again: nothing lost, preview equals result, two at once never do harm."""

import threading
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from core.errors import Conflict, DomainError
from customers.models import Consent, Contact, Customer, DuplicatePair, Merge, Responsible
from customers.queries import answers_of, find_customers, merging
from customers.queries.relations import links
from customers.services import merging as services
from customers.services.customers import set_active
from customers.services.duplicates import find_duplicates
from customers.services.merging_undo import unmerge
from sales.models import ChangedDay, Order
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import payment, plain_order
from tests.racing import at_once

PAGE = "/clientes/unir/"
# What a merge leaves on purpose: the trail of the audit, the merge itself, the way back, the days to compute again.
TRACES = ("event", "pghistory", "customers_merge", "core_undostep", "sales_changedday", "django_session")


def _as(client: Client, username: str = "rocio", role: str = "gestor") -> Any:
    user = person(username, role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _fingerprint() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if any(trace in table for trace in TRACES) or not model._meta.managed or model._meta.proxy:
                continue
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found


def _two() -> tuple[Customer, Customer]:
    """Rosa twice, with something of everything."""
    rosa = customer("C-1", phone="+51900111222", notes="Llamar tarde", custom={"talla": "M"})
    other = customer(
        "C-2", first_name="ROSA", document_kind="dni", document_number="45678912", country="PE",
        email="rosa@correo.example", since=date(2020, 1, 5), lifecycle="customer", notes="Prefiere azul",
        custom={"talla": "L", "color": "azul"},
    )  # fmt: skip
    child = customer("C-3", first_name="Bea", parent=other)
    plain_order("V-1", rosa)
    plain_order("V-2", other)
    plain_order("V-3", other)
    payment("P-1", other)
    Contact.objects.create(customer=rosa, first_name="Ana", is_main=True)
    Contact.objects.create(customer=other, first_name="Luz", is_main=True)
    elena = person("elena", "servicio")
    Responsible.objects.create(customer=rosa, area="service", user=elena)
    Responsible.objects.create(customer=other, area="service", user=elena)
    DuplicatePair.objects.create(first=rosa, second=other, score="0.9", reasons=["mismo nombre"])
    _consent(rosa, granted=False, day=3)
    _consent(other, granted=True, day=9)
    assert child.parent_id == other.pk
    return rosa, other


def _consent(who: Customer, *, granted: bool, day: int) -> Consent:
    return Consent.objects.create(
        customer=who, channel="email", purpose="advertising", granted=granted,
        given_at=f"2026-11-{day:02d}T12:00:00Z", evidence="paper",
    )  # fmt: skip


def _plan(rows: list[Customer], winner: Customer, **picks: str) -> merging.Plan:
    fresh = list(Customer.objects.filter(pk__in=[one.pk for one in rows]).order_by("pk"))
    return merging.plan(fresh, winner_id=winner.pk, picks=picks)


@pytest.mark.django_db
def test_the_result_is_what_was_shown_and_undo_gives_the_exact_former_state() -> None:
    rosa, other = _two()
    picks = {
        "name": str(rosa.pk),
        "custom.talla": str(other.pk),
        "clash.0": str(Contact.objects.get(first_name="Luz").pk),
    }
    shown = merging.plan([rosa, other], winner_id=rosa.pk, picks=picks)
    before = _fingerprint()

    made, _ = services.merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks=picks, seal=shown.seal, actor=None)

    now = Customer.objects.get(pk=rosa.pk)
    assert {column: getattr(now, column) for column in shown.values} == shown.values
    assert (now.document_number, now.email, now.since, now.lifecycle) == (
        "45678912", "rosa@correo.example", date(2020, 1, 5), "customer",
    )  # fmt: skip
    assert (now.notes, now.custom) == ("Llamar tarde\n\nPrefiere azul", {"talla": "L", "color": "azul"})
    assert {key: len(pairs) for key, pairs in made.moved["rows"].items()} == shown.moves
    assert shown.moves["sales.order.customer"] == 2
    assert Order.objects.filter(customer=rosa).count() == 3
    assert not any(link.model._base_manager.filter(**{link.field: other.pk}).exists() for link in links())
    gone = Customer.objects.get(pk=other.pk)
    assert (gone.is_active, gone.merged_into_id, gone.document_number) == (False, rosa.pk, "")
    assert [one.first_name for one in Contact.objects.filter(is_main=True)] == ["Luz"]
    assert ChangedDay.objects.filter(customer_id__in=[rosa.pk, other.pk]).count() == 2

    unmerge(merge_id=made.pk, actor=None)

    assert _fingerprint() == before


@pytest.mark.django_db
def test_a_no_said_anywhere_stays_in_force() -> None:
    rosa, other = customer("C-1"), customer("C-2")
    _consent(rosa, granted=False, day=3)
    _consent(other, granted=True, day=9)
    assert [one.channel for one in _plan([rosa, other], other).refusals] == ["email"]

    services.merge(ids=[rosa.pk, other.pk], winner_id=other.pk, picks={}, actor=None)

    assert [one.granted for one in answers_of([other.pk])[other.pk]] == [False]
    assert Consent.objects.filter(customer=other).count() == 3


@pytest.mark.django_db
def test_two_main_contacts_stop_the_merge_until_one_is_chosen() -> None:
    rosa, other = _two()

    assert not _plan([rosa, other], rosa).ready
    with pytest.raises(DomainError, match="Solo puede quedar uno"):
        services.merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks={}, actor=None)

    assert not Merge.objects.exists()


@pytest.mark.django_db
def test_two_people_for_one_area_stop_it_and_the_one_left_out_comes_back() -> None:
    rosa, other = customer("C-1"), customer("C-2")
    elena, marta = person("elena", "servicio"), person("marta", "servicio")
    kept = Responsible.objects.create(customer=rosa, area="service", user=elena)
    Responsible.objects.create(customer=other, area="service", user=marta)
    before = _fingerprint()

    assert _plan([rosa, other], rosa).clashes[0].chosen == 0
    made, _ = services.merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks={"clash.0": str(kept.pk)}, actor=None)
    assert list(Responsible.objects.values_list("user", flat=True)) == [elena.pk]
    unmerge(merge_id=made.pk, actor=None)

    assert _fingerprint() == before


@pytest.mark.django_db
def test_what_changed_since_the_preview_is_asked_again() -> None:
    rosa, other = customer("C-1"), customer("C-2")
    seal = _plan([rosa, other], rosa).seal
    plain_order("V-1", other)

    with pytest.raises(Conflict):
        services.merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks={}, seal=seal, actor=None)


@pytest.mark.django_db
def test_many_at_once_and_what_came_after_stays_with_the_winner() -> None:
    rows = [customer(f"C-{n}", phone="+51900111222") for n in range(4)]
    plain_order("V-1", rows[3])
    made, _ = services.merge(ids=[row.pk for row in rows], winner_id=rows[0].pk, picks={}, actor=None)
    plain_order("V-2", rows[0])
    Customer.objects.filter(pk=rows[0].pk).update(city="Cusco")

    unmerge(merge_id=made.pk, actor=None)

    homes = dict(Order.objects.values_list("number", "customer_id"))
    assert homes == {"V-1": rows[3].pk, "V-2": rows[0].pk}
    assert Customer.objects.get(pk=rows[0].pk).city == "Cusco"
    assert Customer.objects.filter(merged_into=None, is_active=True).count() == 4


@pytest.mark.django_db
def test_a_chain_comes_apart_from_its_end() -> None:
    first, second, third = customer("C-1"), customer("C-2"), customer("C-3")
    early, _ = services.merge(ids=[first.pk, second.pk], winner_id=second.pk, picks={}, actor=None)
    late, _ = services.merge(ids=[second.pk, third.pk], winner_id=third.pk, picks={}, actor=None)
    assert Customer.objects.get(pk=first.pk).merged_into_id == third.pk

    with pytest.raises(DomainError, match="deshaz primero"):
        unmerge(merge_id=early.pk, actor=None)
    unmerge(merge_id=late.pk, actor=None)
    unmerge(merge_id=early.pk, actor=None)

    assert not Customer.objects.exclude(merged_into=None).exists()


@pytest.mark.django_db
def test_a_tree_that_would_become_a_ring_is_refused() -> None:
    top = customer("C-1")
    middle = customer("C-2", parent=top)
    bottom = customer("C-3", parent=middle)

    assert _plan([top, bottom], bottom).blocked


@pytest.mark.django_db
def test_only_the_winner_is_found_and_the_others_lead_to_him(client: Client) -> None:
    rocio = _as(client)
    rosa, other = customer("C-1"), customer("C-2", last_name="Quizpe")
    find_duplicates(since=None)
    services.merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks={"name": str(rosa.pk)}, actor=rocio)

    assert [one.pk for one in find_customers(rocio, "rosa", 9)] == [rosa.pk]
    assert client.get(f"/clientes/{other.pk}/")["Location"] == f"/clientes/{rosa.pk}/"
    assert [row.pk for row in client.get("/clientes/?active=all").context["list"].rows] == [rosa.pk]
    find_duplicates(since=None)
    assert not DuplicatePair.objects.filter(state="open").exists()
    with pytest.raises(DomainError, match="se unió"):
        set_active(customer=other, active=True, actor=rocio)


@pytest.mark.django_db
def test_from_the_list_to_the_page_to_the_merge_and_back(client: Client) -> None:
    _as(client)
    rosa, other = customer("C-1"), customer("C-2", email="rosa@correo.example")
    asked = client.post("/clientes/", {"do": "bulk", "act": "merge", "id": [rosa.pk, other.pk]})
    went = client.post(
        "/clientes/",
        {"do": "bulk", "act": "merge", "selection": asked.context["token"], "count": asked.context["count"]},
    )
    assert went["Location"] == f"{PAGE}?ids={rosa.pk},{other.pk}"
    shown = client.get(went["Location"])

    done = client.post(
        PAGE,
        {"do": "merge", "ids": shown.context["ids"], "winner": rosa.pk, "seal": shown.context["plan"].seal},
        follow=True,
    )

    assert "fichas son ahora una" in done.content.decode()
    assert "Deshacer" in client.get(f"/clientes/{rosa.pk}/uniones/").content.decode()
    client.post(f"/clientes/unir/{Merge.objects.get().pk}/deshacer/")
    assert Customer.objects.filter(merged_into=None).count() == 2


@pytest.mark.django_db
def test_who_sells_does_not_merge(client: Client) -> None:
    _as(client, "luz", "ventas")
    rosa, other = customer("C-1"), customer("C-2")

    assert client.get(f"{PAGE}?ids={rosa.pk},{other.pk}").status_code == 403


def _merge(winner: Customer, loser: Customer) -> Any:
    return lambda: services.merge(ids=[winner.pk, loser.pk], winner_id=winner.pk, picks={}, actor=None)


@pytest.mark.django_db(transaction=True)
def test_both_directions_at_once_merge_once() -> None:
    for turn in range(5):
        one, other = customer(f"A-{turn}"), customer(f"B-{turn}")

        results = at_once(_merge(one, other), _merge(other, one), allow=DomainError)

        assert sum(isinstance(result, DomainError) for result in results) == 1, results
        assert Customer.objects.filter(pk__in=[one.pk, other.pk]).exclude(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_customer_into_two_at_once_goes_to_one() -> None:
    for turn in range(5):
        rosa, first, second = customer(f"A-{turn}"), customer(f"B-{turn}"), customer(f"C-{turn}")
        plain_order(f"V-{turn}", rosa)

        results = at_once(_merge(first, rosa), _merge(second, rosa), allow=DomainError)

        assert sum(isinstance(result, DomainError) for result in results) == 1, results
        home = Customer.objects.get(pk=rosa.pk).merged_into_id
        assert Order.objects.get(number=f"V-{turn}").customer_id == home


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_customer_goes_to_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same race does harm when nobody holds the records."""
    both = threading.Barrier(2)

    def unguarded(ids: list[int], actor: Any) -> list[Customer]:
        rows = list(Customer.objects.filter(pk__in=ids).order_by("pk"))
        both.wait(10)
        return rows

    monkeypatch.setattr(services, "_hold", unguarded)
    rosa, first, second = customer("A"), customer("B"), customer("C")

    at_once(_merge(first, rosa), _merge(second, rosa), allow=DomainError)

    assert Merge.objects.filter(losers__contains=[rosa.pk]).count() == 2
