"""Treating missed calls. ``TREATMENT_MOVES`` is the table of what may follow what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from activities.enums import TREATMENT_MOVES, Outcome, Treatment
from activities.models import Interaction, PhoneCall
from activities.queries.calls import assignable_to, calls_visible_to, treatable_by
from company.enums import NoticeKind
from company.models import User
from company.services import notify
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from customers.models import Customer

OTHERS = "Esa llamada la tiene otra persona: pídesela o que te la pasen."
Kept = dict[str, Any]
KEPT = ("treatment", "treated_at", "treated_by_id", "note", "assigned_id", "customer_id", "interaction_id")


def treat(*, call: PhoneCall, outcome: str, version: int, actor: Any, at: datetime, note: str = "") -> str:
    """Say what became of a missed call; gives the address of undo.

    Other calls of the same phone that wait too are over with it. ``version`` is the one on the screen: who comes
    second gets ``Conflict`` with the name of who was faster. Raises ``DomainError`` for a move that is not in the
    table, or for a discarded call without reason.
    """
    with transaction.atomic(), acting(actor=actor, why="llamada perdida"):
        (held,), waiting = _held_with_waiting([call.pk])
        if held.version != version:
            who = held.treated_by or "Otra persona"
            raise Conflict(f"{who} ya la trató mientras la mirabas: «{held.get_treatment_display()}».")
        _must_may(actor, [held])
        kept = _move([held], waiting, outcome, actor=actor, at=at, note=note)
        return undo.remember(kind="activities.calls", actor=actor, said="Llamada tratada", payload={"kept": kept})


def treat_many(
    *, calls: QuerySet[PhoneCall], outcome: str, actor: Any, at: datetime, note: str = ""
) -> tuple[int, str]:
    """The same for many; gives how many and the address of undo. One that may not move stops them all."""
    with transaction.atomic(), acting(actor=actor, why="llamadas perdidas"):
        held, waiting = _held_with_waiting(calls.order_by().values_list("pk", flat=True))
        _must_may(actor, held)
        kept = _move(held, waiting, outcome, actor=actor, at=at, note=note)
        return len(held), undo.remember(
            kind="activities.calls", actor=actor, said="Llamadas tratadas", payload={"kept": kept}
        )


def returned(*, call: PhoneCall, interaction: Interaction, actor: Any, at: datetime) -> list[Kept]:
    """The call was returned by ``interaction``: both are linked and the call is treated by how it went.

    Runs in the transaction that makes the interaction. "No contesta" leaves it unreachable; whatever else returns it.
    A call that is treated already keeps its treatment unless the table allows the move. Gives what ``take_back`` needs.
    Raises ``DomainError`` if the call is in the story already.
    """
    with transaction.atomic(), acting(actor=actor, why="llamada devuelta"):
        (held,), waiting = _held_with_waiting([call.pk])
        if held.interaction_id is not None:
            raise DomainError("Esa llamada ya está en la historia: no hace falta registrarla otra vez.")
        outcome = Treatment.UNREACHABLE if interaction.outcome == Outcome.NO_ANSWER else Treatment.CALLED_BACK
        kept = _kept([held])
        if outcome in TREATMENT_MOVES.get(held.treatment, frozenset()):
            _must_may(actor, [held])
            kept = _move([held], waiting, outcome, actor=actor, at=at, note="")
        _write([held.pk], interaction=interaction, customer_id=interaction.customer_id)
        return [{**one, "version": one["version"] + (one["id"] == held.pk)} for one in kept]


def recovered(*, call: PhoneCall, actor: Any, at: datetime) -> PhoneCall:
    """An order came of the call (sales links it). What the table does not let move keeps its treatment."""
    with transaction.atomic(), acting(actor=actor, why="pedido recuperado"):
        (held,), waiting = _held_with_waiting([call.pk])
        if Treatment.RECOVERED in TREATMENT_MOVES.get(held.treatment, frozenset()):
            _move([held], waiting, Treatment.RECOVERED, actor=actor, at=at, note="")
    return PhoneCall.objects.get(pk=call.pk)


def not_recovered(*, call: PhoneCall, actor: Any, at: datetime) -> PhoneCall:
    """No order is linked to the call any more: it was only returned."""
    with transaction.atomic(), acting(actor=actor, why="recuperación quitada"):
        (held,), _ = _held_with_waiting([call.pk])
        if held.treatment == Treatment.RECOVERED:
            _move([held], [], Treatment.CALLED_BACK, actor=actor, at=at, note=held.note)
    return PhoneCall.objects.get(pk=call.pk)


def assign(*, calls: QuerySet[PhoneCall], to: User | None, actor: Any) -> tuple[int, str]:
    """Give calls to somebody (``None`` = nobody) and tell him. Gives how many changed and the address of undo."""
    with transaction.atomic(), acting(actor=actor, why="llamadas asignadas"):
        held = [one for one in _held(calls.order_by().values_list("pk", flat=True)) if one.assigned_id != _pk(to)]
        _must_may(actor, held)
        if to is not None and actor is not None and not assignable_to(actor).filter(pk=to.pk).exists():
            raise NotAllowed("Solo puedes pasar llamadas a las personas de tu equipo.")
        kept = _kept(held)
        _write([one.pk for one in held], assigned=to)
        if to is not None and held and to.pk != _pk(actor):
            _tell(to, held)
        return len(held), undo.remember(
            kind="activities.calls", actor=actor, said="Llamadas asignadas", payload={"kept": _after(kept)}
        )


def link_customer(*, call: PhoneCall, customer: Customer, actor: Any) -> int:
    """Say whose call it was; also of the other calls of that phone without customer. Gives how many."""
    with transaction.atomic(), acting(actor=actor, why="de quién es la llamada"):
        same = {"phone": call.phone} if call.phone else {"pk": call.pk}
        ids = list(PhoneCall.objects.filter(customer=None, **same).values_list("pk", flat=True))
        if not ids:
            raise DomainError("Esa llamada ya tiene cliente.")
        return _write([one.pk for one in _held(ids) if one.customer_id is None], customer=customer)


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo: each call as it was, unless somebody touched it since."""
    back = 0
    for one in payload["kept"]:
        rows = PhoneCall.objects.filter(pk=one["id"], version=one["version"])
        back += rows.update(**{name: one[name] for name in KEPT}, version=F("version") + 1, updated_at=Now())
    total = len(payload["kept"])
    return "Deshecho" if back == total else f"Deshecho en {back} de {total}: las demás cambiaron después"


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _held(ids: Any) -> list[PhoneCall]:
    """The rows, locked in key order. Without a join: after a wait only the locked row is read anew, and who treated it
    would still be who it was before."""
    return list(PhoneCall.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))


def _must_may(actor: Any, held: Sequence[PhoneCall]) -> None:
    if actor is None:
        return
    rows = treatable_by(actor, calls_visible_to(actor)).filter(pk__in=[one.pk for one in held])
    if rows.count() != len(held):
        raise NotAllowed(OTHERS)


def _held_with_waiting(ids: Any) -> tuple[list[PhoneCall], list[PhoneCall]]:
    """The rows, and the other calls of their phones that wait: all locked at once, so that two people cannot block
    each other."""
    mine = set(ids)
    phones = PhoneCall.objects.filter(pk__in=mine).exclude(phone="").values("phone")
    rows = PhoneCall.objects.filter(phone__in=phones, treatment=Treatment.PENDING)
    held = _held(mine | set(rows.values_list("pk", flat=True)))
    waiting = [one for one in held if one.pk not in mine and one.treatment == Treatment.PENDING]
    return [one for one in held if one.pk in mine], waiting


def _move(
    held: list[PhoneCall], waiting: list[PhoneCall], outcome: str, *, actor: Any, at: datetime, note: str
) -> list[Kept]:
    """The only place where a treatment changes. Gives the former state of every call that moved."""
    if outcome == Treatment.NOT_INTERESTED and not note.strip():
        raise DomainError("Escribe por qué ya no quiere.", field="note")
    for one in held:
        if outcome not in TREATMENT_MOVES.get(one.treatment, frozenset()):
            raise DomainError(
                f"Una llamada «{one.get_treatment_display()}» no puede pasar a «{Treatment(outcome).label}»."
            )
    again = outcome == Treatment.PENDING
    kept = _kept(held if again else [*held, *waiting])
    done = {"treated_at": None if again else at, "treated_by_id": None if again else _pk(actor)}
    _write([one.pk for one in held], treatment=outcome, note=note.strip()[:240], **done)
    if not again:
        _write([one.pk for one in waiting], treatment=Treatment.DUPLICATE, **done)
    return _after(kept)


def _kept(held: Sequence[PhoneCall]) -> list[Kept]:
    return [
        {name: getattr(one, name) for name in ("id", "version", *KEPT)}
        | {"treated_at": one.treated_at.isoformat() if one.treated_at else None}
        for one in held
    ]


def _after(kept: list[Kept]) -> list[Kept]:
    """With the version that each row has after the change: undo finds it there, or leaves it alone."""
    return [{**one, "version": one["version"] + 1} for one in kept]


def _write(ids: list[int], **values: Any) -> int:
    rows = PhoneCall.objects.filter(pk__in=ids)
    return rows.update(**values, version=F("version") + 1, updated_at=Now()) if ids else 0


def _tell(to: User, held: Sequence[PhoneCall]) -> None:
    if len(held) == 1:
        one = PhoneCall.objects.select_related("customer").get(pk=held[0].pk)
        name = one.customer.name if one.customer else one.number
        text, url = f"Te toca devolver la llamada de {name}", reverse("activities:call_detail", args=[one.pk])
    else:
        text, url = f"Te tocan {len(held)} llamadas por devolver", f"{reverse('activities:calls')}?assigned={to.pk}"
    notify(users=[to], text=text, url=url, level="warning", kind=NoticeKind.CALL)


def _pk(person: Any) -> int | None:
    return getattr(person, "pk", None)
