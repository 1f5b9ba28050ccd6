"""Treating missed calls: the table of moves, races, teams, what a call back does, undo."""

from datetime import timedelta

import pytest
from django.db import transaction

from activities.enums import TREATMENT_MOVES, Treatment
from activities.models import PhoneCall
from activities.queries import calls as queries
from activities.services import calls
from company.models import Notice, SalesPosition
from core.errors import Conflict, DomainError, NotAllowed
from core.models import UndoStep
from core.undo import take_back
from tests.factories.company import person
from tests.factories.customers import customer, standing
from tests.factories.voices import NOON, answered, missed
from tests.racing import at_once

LATER = NOON + timedelta(hours=1)


def treat(call, outcome, actor=None, **more):
    return calls.treat(call=call, outcome=outcome, version=call.version, actor=actor, at=LATER, note="dijo", **more)


def undo(actor):
    return take_back(step_id=UndoStep.objects.latest("created_at").pk, actor=actor)


@pytest.mark.django_db
@pytest.mark.parametrize("before", [state for state in Treatment.values if state != "none"])
def test_only_the_moves_of_the_table_are_made(before):
    elena = person("elena", "gestor")
    for after in Treatment.values:
        call = missed(phone="", number="2031", treatment=before)
        if after in TREATMENT_MOVES[before]:
            treat(call, after, elena)
            assert PhoneCall.objects.get(pk=call.pk).treatment == after
        else:
            with pytest.raises(DomainError):
                treat(call, after, elena)
            assert PhoneCall.objects.get(pk=call.pk).treatment == before


@pytest.mark.django_db
def test_other_calls_of_the_phone_are_over_with_it_and_undo_brings_all_back():
    elena = person("elena", "gestor")
    first, second = missed(at=NOON - timedelta(hours=2)), missed()
    other = missed(phone="+51911111111")

    treat(second, "unreachable", elena)

    state = dict(PhoneCall.objects.values_list("pk", "treatment"))
    assert state == {first.pk: "duplicate", second.pk: "unreachable", other.pk: "pending"}
    assert undo(elena) == "Deshecho"
    assert set(PhoneCall.objects.values_list("treatment", "treated_at", "treated_by")) == {("pending", None, None)}


@pytest.mark.django_db
def test_not_interested_says_why():
    call = missed()
    with pytest.raises(DomainError) as refused:
        calls.treat(call=call, outcome="not_interested", version=1, actor=None, at=LATER, note=" ")
    assert refused.value.field == "note"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_one_call_the_second_learns_who_was_faster():
    elena, luz = person("elena", "gestor"), person("luz", "servicio", first_name="Luz")
    missed(at=NOON - timedelta(hours=1))
    call = missed()

    def treats(user, outcome):
        return lambda: calls.treat(call=call, outcome=outcome, version=call.version, actor=user, at=LATER)

    answers = at_once(treats(elena, "unreachable"), treats(luz, "wrong_number"), allow=Conflict)
    said = [
        ("late", str(one)) if isinstance(one, Conflict) else ("done", outcome)
        for one, outcome in zip(answers, ("unreachable", "wrong_number"), strict=True)
    ]

    kept = PhoneCall.objects.get(pk=call.pk)
    assert sorted(what for what, _ in said) == ["done", "late"]
    assert dict(said)["done"] == kept.treatment
    assert str(kept.treated_by) in dict(said)["late"]
    assert kept.version == 2


@pytest.mark.django_db
def test_a_call_back_links_the_interaction_and_its_undo_takes_it_apart():
    from activities.models import ActionType
    from activities.services import interactions

    luz = person("luz", "ventas")
    ana = customer("ANA", phone="+51987654321")
    call, kind = missed(), ActionType.objects.get(code="llamada")

    interactions.log(actor=luz, at=LATER, customer=ana, kind=kind, outcome="will_buy", call=call, no_next_reason="no")

    held = PhoneCall.objects.get(pk=call.pk)
    assert (held.treatment, held.customer, held.interaction.outcome) == ("called_back", ana, "will_buy")
    undo(luz)
    held.refresh_from_db()
    assert (held.treatment, held.customer, held.interaction) == ("pending", None, None)


@pytest.mark.django_db
def test_nobody_answered_leaves_it_unreachable():
    from activities.models import ActionType
    from activities.services import interactions

    luz, ana = person("luz", "ventas"), customer("ANA")
    kind, call = ActionType.objects.get(code="llamada"), missed()

    interactions.log(actor=luz, at=LATER, customer=ana, kind=kind, outcome="no_answer", call=call, no_next_reason="no")

    assert PhoneCall.objects.get(pk=call.pk).treatment == "unreachable"


@pytest.fixture
def teams():
    """Two supervisors with a seller each."""
    people = {}
    for boss, seller in (("rosa", "luz"), ("jose", "ivan")):
        people[boss], people[seller] = person(boss, "supervisor"), person(seller, "ventas")
        top = SalesPosition.objects.create(user=people[boss], level=3)
        top.path = f"{top.pk}/"
        top.save()
        low = SalesPosition.objects.create(user=people[seller], level=4, parent=top)
        low.path = f"{top.pk}/{low.pk}/"
        low.save()
    return people


@pytest.mark.django_db
def test_a_team_neither_treats_nor_gets_the_calls_of_another(teams):
    call = missed(assigned=teams["ivan"])

    assert queries.missed(teams["luz"]).count() == 1  # everybody sees who called
    for user in (teams["luz"], teams["rosa"]):
        with pytest.raises(NotAllowed):
            treat(call, "spam", user)
        with pytest.raises(NotAllowed):
            calls.assign(calls=PhoneCall.objects.all(), to=user, actor=user)
    free = missed(phone="+51911111111")
    with pytest.raises(NotAllowed):
        calls.assign(calls=PhoneCall.objects.filter(pk=free.pk), to=teams["ivan"], actor=teams["rosa"])
    assert Notice.objects.count() == 0

    treat(call, "spam", teams["jose"])
    assert PhoneCall.objects.get(pk=call.pk).treatment == "spam"


@pytest.mark.django_db
def test_who_gets_a_call_is_told(teams):
    call = missed(customer=customer("ANA", first_name="Ana", last_name="Torres"))

    count, _ = calls.assign(calls=PhoneCall.objects.all(), to=teams["luz"], actor=teams["rosa"])

    assert count == 1
    assert [(one.user, one.text) for one in Notice.objects.all()] == [
        (teams["luz"], "Te toca devolver la llamada de Ana Torres")
    ]
    assert undo(teams["rosa"]) == "Deshecho"
    assert PhoneCall.objects.get(pk=call.pk).assigned is None


@pytest.mark.django_db
def test_the_queue_shows_each_caller_once_with_his_tries():
    luz = person("luz", "ventas")
    ana = standing(customer("ANA", phone="+51987654321"), money="900")
    for hours in (2, 1, 0):
        last = missed(at=NOON - timedelta(hours=hours), customer=ana)
    answered(phone="+51900000000")

    rows = list(queries.missed(luz))
    queries.prepare(rows, luz)

    assert [(one.pk, one.tries) for one in rows] == [(last.pk, 3)]


@pytest.mark.django_db
def test_whose_it_may_be_is_said_where_two_have_the_phone():
    luz = person("luz", "ventas")
    one, two = customer("UNO", phone="+51987654321"), customer("DOS", phone="+51987654321")
    call = missed()
    rows = [call]

    queries.prepare(rows, luz)

    assert [owner.customer for owner in call.owners] == [one, two]
    assert calls.link_customer(call=call, customer=two, actor=luz) == 1
    assert PhoneCall.objects.get(pk=call.pk).customer == two


@pytest.mark.django_db
def test_recovered_is_a_state_that_an_order_gives():
    call = missed()
    with transaction.atomic():
        calls.recovered(call=call, actor=None, at=LATER)
    assert calls.recovered(call=call, actor=None, at=LATER).treatment == "recovered"


@pytest.mark.django_db
def test_the_week_s_recovered_money_is_the_sum_of_its_linked_orders():
    from sales.queries import recovered_in
    from sales.services import recoveries
    from tests.factories.sales import plain_order

    elena = person("elena", "gestor")
    ana = customer("ANA")
    call = missed(customer=ana)
    for number, total, day in (("P-1", "120.50", 18), ("P-2", "80.00", 19), ("P-3", "999.00", 25)):
        order = plain_order(number, ana, total=total, day=NOON.date().replace(day=day))
        recoveries.link(order=order, actor=elena, phone_call=call)
    plain_order("P-4", ana, total="500.00", day=NOON.date())

    found = recovered_in("2026-W47", user=elena, kind="calls")
    assert (found.orders, str(found.money)) == (2, "200.50")
    assert PhoneCall.objects.get(pk=call.pk).treatment == "recovered"
    for one in call.recoveries.all():
        recoveries.unlink(recovery=one, actor=elena)
    assert PhoneCall.objects.get(pk=call.pk).treatment == "called_back"
