"""The life of an opportunity: which move follows which, what it leaves behind, what is refused and why."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from activities.services import interactions
from company.models import Notice
from company.services import sales_tree
from core import undo
from core.errors import Conflict, DomainError
from core.slots import CALENDAR
from sales.enums import OPPORTUNITY_MOVES, OpportunityState, StepBy
from sales.models import LossReason, Opportunity, Stage, StageStep, StepDone
from sales.queries.opportunities import next_steps_of, progress_of
from sales.services import TriedLine, opportunities, opportunity_owner, opportunity_parts
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.opportunities import MONDAY, opportunity, stage, touched

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
LATER = MONDAY + timedelta(days=3, hours=12)


@pytest.fixture
def ana() -> Any:
    return person("ana", "ventas")


def fresh(of: Opportunity) -> Opportunity:
    return Opportunity.objects.get(pk=of.pk)


def do(of: Opportunity, name: str, **more: Any) -> str:
    """Move, win, lose or reopen as it stands now."""
    of = fresh(of)
    if name == "lose":
        more.setdefault("reason", LossReason.objects.get(code="precio"))
    act: Any = getattr(opportunities, name)
    return str(act(opportunity=of, version=of.version, actor=of.owner, **{"at": LATER, **more}))


def step(name: str) -> StageStep:
    return StageStep.objects.get(name=name, stage__pipeline__code="consultiva")


def test_a_new_one_stands_in_the_first_stage_of_the_usual_process(ana: Any) -> None:
    cup = product(price=Decimal("12.50"))

    made = opportunity(ana, products=[TriedLine(cup, Decimal(10)), TriedLine(None, Decimal(1), Decimal(5), "Flete")])

    assert (made.number, made.stage.code, made.state) == ("O-2026-000001", "contacto", "open")
    assert (made.amount, made.currency, made.owner) == (Decimal("130.00"), "PEN", ana)
    [change] = made.changes.all()
    assert (change.from_stage, change.to_stage, change.days, change.at) == (None, made.stage, None, MONDAY)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"currency": "USD"}, "amount"), ({"name": "  "}, "name"), ({"amount": Decimal(-1)}, "amount")],
)
def test_what_cannot_be_is_refused_beside_its_field(ana: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        opportunity(ana, **more)

    assert refused.value.field == field
    assert not Opportunity.objects.exists()


def test_a_seller_may_not_open_one_for_somebody_out_of_his_team(ana: Any) -> None:
    other = person("otto", "ventas")

    with pytest.raises(DomainError, match="Otto no está en tu equipo"):
        opportunity(other, actor=ana)


@pytest.mark.parametrize("state", OpportunityState.values)
@pytest.mark.parametrize(("act", "to"), [("win", "won"), ("lose", "lost"), ("reopen", "open")])
def test_states_follow_the_table(ana: Any, state: str, act: str, to: str) -> None:
    made = opportunity(ana)
    if state != "open":
        do(made, {"won": "win", "lost": "lose"}[state])

    if to in OPPORTUNITY_MOVES[state]:
        do(made, act)
        held = fresh(made)
        assert (held.state, held.closed_at is None) == (to, to == "open")
        assert made.changes.last().state == to  # type: ignore[union-attr]
    else:
        with pytest.raises(DomainError, match="ya está"):
            do(made, act)
        assert fresh(made).state == state


def test_a_closed_one_does_not_move(ana: Any) -> None:
    made = opportunity(ana)
    do(made, "win")

    with pytest.raises(DomainError, match="está ganada: reábrela"):
        do(made, "move", stage=stage("visita"), reason="porque sí")


def test_losing_asks_for_the_reason(ana: Any) -> None:
    made = opportunity(ana)

    with pytest.raises(DomainError, match="por qué se perdió"):
        do(made, "lose", reason=None)


def test_forward_past_what_is_missing_names_it_and_a_reason_lets_it_pass(ana: Any) -> None:
    made = opportunity(ana)

    with pytest.raises(DomainError) as refused:
        do(made, "move", stage=stage("propuesta"))
    assert "«Hablar con quien decide»" in str(refused.value)
    assert "«Mostrar una situación parecida a la suya»" in str(refused.value)
    assert fresh(made).stage.code == "contacto"

    do(made, "move", stage=stage("propuesta"), reason="Ya nos conoce")
    change = made.changes.last()
    assert change is not None
    assert (change.to_stage.code, change.reason, change.backward) == ("propuesta", "Ya nos conoce", False)
    assert change.days == Decimal("3.50")
    assert fresh(made).stage_since == LATER


def test_with_its_steps_done_it_moves_without_a_word(ana: Any) -> None:
    made = opportunity(ana)
    touched(made, "llamada")
    opportunity_parts.tick(opportunity=made, step=step("Anotar qué necesita"), actor=ana, done=True)

    do(made, "move", stage=stage("visita"))

    assert fresh(made).stage.code == "visita"


def test_backward_asks_why_and_is_marked(ana: Any) -> None:
    made = opportunity(ana)
    do(made, "move", stage=stage("propuesta"), reason="Ya nos conoce")

    with pytest.raises(DomainError, match="Vuelve atrás, a «Primer contacto»"):
        do(made, "move", stage=stage("contacto"))

    do(made, "move", stage=stage("contacto"), reason="Cambió quien decide")
    change = made.changes.last()
    assert change is not None
    assert (change.backward, change.reason) == (True, "Cambió quien decide")


def test_another_process_asks_why(ana: Any) -> None:
    made = opportunity(ana)
    short = stage("pedido", "pedido")

    with pytest.raises(DomainError, match="Pasa al proceso"):
        do(made, "move", stage=short)

    do(made, "move", stage=short, reason="Ya sabe lo que quiere")
    assert fresh(made).pipeline.code == "pedido"


def test_a_stage_out_of_use_takes_nobody(ana: Any) -> None:
    made = opportunity(ana)
    Stage.objects.filter(code="visita").update(is_active=False)

    with pytest.raises(DomainError, match="ya no se usa"):
        do(made, "move", stage=stage("visita"), reason="x")


def test_undo_of_a_move_leaves_no_trace_in_its_stages(ana: Any) -> None:
    made = opportunity(ana)
    address = do(made, "move", stage=stage("propuesta"), reason="Ya nos conoce")

    undo.take_back(step_id=address.rstrip("/").split("/")[-1], actor=ana)

    held = fresh(made)
    assert (held.stage.code, held.stage_since, made.changes.count()) == ("contacto", MONDAY, 1)


def test_undo_of_what_was_lost_and_changed_since_is_refused(ana: Any) -> None:
    made = opportunity(ana)
    address = do(made, "lose")
    do(made, "reopen")

    with pytest.raises(DomainError, match="Alguien la cambió después"):
        undo.take_back(step_id=address.rstrip("/").split("/")[-1], actor=ana)


# ── Somebody was faster ────────────────────────────────────────────────────────────────────────────────────


def test_the_second_hears_who_moved_it_where(ana: Any) -> None:
    made, karla = opportunity(ana), person("karla", "gestor")
    opportunities.move(opportunity=made, stage=stage("visita"), version=1, actor=karla, reason="La visité")

    with pytest.raises(Conflict, match="Karla ya la pasó de «Primer contacto» a «Visita y diagnóstico»"):
        opportunities.move(opportunity=made, stage=stage("propuesta"), version=1, actor=ana, reason="x")

    assert fresh(made).stage.code == "visita"


def test_the_second_hears_what_was_changed(ana: Any) -> None:
    made, karla = opportunity(ana, amount=Decimal(100)), person("karla", "gestor")
    opportunities.change(opportunity=made, version=1, actor=karla, amount=Decimal(250))

    with pytest.raises(Conflict, match=r"Karla la cambió.*importe esperado sin impuesto: 100 → 250"):
        opportunities.change(opportunity=made, version=1, actor=ana, name="Otra cosa")

    assert fresh(made).name == made.name


def test_without_the_check_the_first_move_would_be_lost(ana: Any, settings: Any) -> None:
    """The control."""
    settings.GUARD_REMOVED = "opportunity.version"
    made = opportunity(ana)
    opportunities.move(opportunity=made, stage=stage("visita"), version=1, actor=ana, reason="x")

    opportunities.move(opportunity=made, stage=stage("propuesta"), version=1, actor=ana, reason="x")

    assert fresh(made).stage.code == "propuesta"


# ── Steps and progress ─────────────────────────────────────────────────────────────────────────────────────


def progress(of: Opportunity) -> tuple[int, int]:
    found = progress_of([fresh(of)])[of.pk]
    return found.done, found.total


def done_names(of: Opportunity) -> set[str]:
    return set(StepDone.objects.filter(opportunity=of).values_list("step__name", flat=True))


def test_an_action_does_its_step_where_it_stands_and_not_the_one_that_comes_later(ana: Any) -> None:
    made = opportunity(ana)

    touched(made, "llamada")
    touched(made, "llamada")

    assert done_names(made) == {"Hablar con quien decide"}  # «Confirmar que la leyó» is a call too, two stages ahead
    assert progress(made) == (1, 9)


def test_an_action_that_only_a_later_stage_asks_for_counts_when_it_happens(ana: Any) -> None:
    made = opportunity(ana)

    touched(made, "visita")

    assert done_names(made) == {"Visitar o reunirse"}


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (StepBy.QUOTE_SENT, "Enviar la cotización"),
        (StepBy.QUOTE_ACCEPTED, "Cotización aceptada"),
        (StepBy.ORDER, "Pedido confirmado"),
    ],
)
def test_what_the_program_sees_does_its_step_once(ana: Any, by: str, name: str) -> None:
    made = opportunity(ana)

    first = opportunity_parts.happened(opportunity=made, by=by, actor=None, at=LATER)
    again = opportunity_parts.happened(opportunity=made, by=by, actor=ana, at=LATER)

    assert ([one.name for one in first], again) == ([name], [])
    [row] = StepDone.objects.filter(opportunity=made)
    assert (row.step.name, row.at, row.actor) == (name, LATER, None)


def test_a_step_of_the_program_is_not_for_the_mood_of_the_seller(ana: Any) -> None:
    made = opportunity(ana)

    with pytest.raises(DomainError, match="no se marca a mano"):
        opportunity_parts.tick(opportunity=made, step=step("Enviar la cotización"), actor=ana, done=True)

    assert progress(made)[0] == 0


def test_a_step_marked_by_hand_comes_off_again(ana: Any) -> None:
    made = opportunity(ana)
    opportunity_parts.tick(opportunity=made, step=step("Anotar qué necesita"), actor=ana, done=True)
    assert progress(made) == (1, 9)

    opportunity_parts.tick(opportunity=made, step=step("Anotar qué necesita"), actor=ana, done=False)

    assert progress(made) == (0, 9)


def test_an_action_taken_back_no_longer_counts_and_the_next_one_does(ana: Any) -> None:
    made = opportunity(ana)
    called = touched(made, "llamada")
    interactions.delete(interaction=called, actor=ana)
    assert progress(made)[0] == 0

    touched(made, "llamada")

    assert progress(made)[0] == 1


def test_a_touch_of_another_customer_is_refused(ana: Any) -> None:
    made, other = opportunity(ana), opportunity(ana, customer("C-9"))

    with pytest.raises(DomainError, match="de otro cliente"):
        opportunity_parts.touch(opportunity=made, interaction=touched(other), actor=ana)


def test_a_commitment_is_the_next_step(ana: Any) -> None:
    made = opportunity(ana)
    opportunity_parts.promise(opportunity=made, title="Mandarle muestras", due_at=LATER, actor=ana)
    sooner, _ = opportunity_parts.promise(opportunity=made, title="Llamar", due_at=MONDAY, actor=ana)

    assert next_steps_of([made.pk]) == {made.pk: sooner}
    assert sooner.customer == made.customer


def test_who_gets_a_deal_of_somebody_else_hears_of_it_once() -> None:
    """By hand one by one, by many at once, or new; who takes one himself hears nothing."""
    jefa, ana = person("jefa", "supervisor"), person("ana", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    rosa = customer("C-9", owner=jefa)
    first, second, third = (
        opportunities.create(customer=rosa, name=name, owner=jefa, actor=jefa) for name in ("Uno", "Dos", "Tres")
    )
    opportunities.create(customer=rosa, name="Nueva", owner=ana, actor=jefa)
    opportunities.change(opportunity=first, version=None, actor=jefa, owner=ana)
    opportunity_owner.give(
        opportunities=Opportunity.objects.filter(pk__in=[first.pk, second.pk, third.pk]), owner=ana, actor=jefa
    )
    opportunities.change(opportunity=first, version=None, actor=ana, name="Uno más")

    told = Notice.objects.order_by("pk").values_list("user__username", "text", "url")
    assert list(told) == [
        ("ana", f"{jefa} te pasó la oportunidad «Nueva» de Rosa Quispe", f"/oportunidades/{first.pk + 3}/"),
        ("ana", f"{jefa} te pasó la oportunidad «Uno» de Rosa Quispe", f"/oportunidades/{first.pk}/"),
        ("ana", f"{jefa} te pasó 2 oportunidades", f"/oportunidades/?owner={ana.pk}"),
    ]


def test_the_agenda_shows_the_day_on_which_an_open_deal_is_to_be_closed(client: Any, ana: Any) -> None:
    luis = person("luis", "ventas")
    rosa = customer("C-9", owner=ana)
    for owner, name in ((ana, "Cuarenta tazas"), (luis, "De Luis"), (ana, "Perdida")):
        opportunities.create(customer=rosa, name=name, owner=owner, actor=None, expected_on=date(2026, 11, 18))
    do(Opportunity.objects.get(name="Perdida"), "lose")
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get("/agenda/?dia=2026-11-18&vista=dia").content.decode()
    seen = [
        event.title
        for event in CALENDAR.get("oportunidades").find(ana, frozenset({ana.pk, luis.pk}), MONDAY, MONDAY + WEEK)
    ]

    assert seen == ["Cierra Cuarenta tazas"]
    assert "Cierra Cuarenta tazas" in page
