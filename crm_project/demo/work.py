"""What the demo's sellers did and promised: talks around the real orders of the last year, and tasks around today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from activities.enums import Outcome, TaskState
from activities.models import ActionType, Interaction, Task
from customers.enums import Kind
from sales.models import Order

ZONE = ZoneInfo("America/Lima")
MOST_TALKS = 6_000
OPEN_TASKS = 150
# Days from today of the open tasks: most wait for this week, some are late.
DUE = (-6, -4, -3, -2, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 10, 12)
# kind of action, share, minutes from–to
KINDS = (("llamada", 46, 1, 9), ("whatsapp", 20, 0, 0), ("llamada-recibida", 12, 1, 7), ("visita", 10, 15, 60),
         ("correo", 7, 0, 0), ("nota", 5, 0, 0))  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    Outcome.WILL_BUY: (
        "Quiere repetir el pedido anterior y agregar velas. Confirma mañana el color.",
        "Va a pedir para la campaña de fin de año; necesita la entrega antes del 15.",
        "Le gustaron las tazas nuevas. Pide dos docenas surtidas.",
        "Ya tiene el sí de su socia. Manda la lista por WhatsApp en la tarde.",
        "Pasa por la tienda el sábado a escoger los modelos.",
        "Pide lo mismo del mes pasado, con boleta a nombre de la empresa.",
    ),
    Outcome.WANTS_QUOTE: (
        "Pide precio por cantidad: 60 bolsas y 40 portavelas.",
        "Quiere cotización con el logo impreso para un evento.",
        "Necesita el precio puesto en Arequipa, con el flete aparte.",
        "Pide la lista de precios para revender.",
    ),
    Outcome.THINKING: (
        "Lo conversa con su esposa y nos dice el lunes.",
        "Espera a cerrar el mes para decidir cuánto pide.",
        "Compara con otro proveedor; le importa más el plazo que el precio.",
        "Le pareció bien, pero todavía tiene stock para dos semanas.",
    ),
    Outcome.NO_ANSWER: ("", "", "Timbró y cortó.", "Buzón de voz."),
    Outcome.NOT_INTERESTED: ("Cerró el local por refacción hasta marzo.", "Por ahora compra en otra ciudad."),
    Outcome.COMPLAINT: (
        "Llegaron dos piezas rajadas. Manda fotos y pide el cambio.",
        "El pedido demoró más de lo que se le dijo.",
    ),
    Outcome.INFORMED: ("Se le avisó que su pedido ya salió.", "Se le mandó el catálogo de la temporada."),
}
SHARES = ((Outcome.WILL_BUY, 34), (Outcome.WANTS_QUOTE, 12), (Outcome.THINKING, 18), (Outcome.NO_ANSWER, 20),
          (Outcome.NOT_INTERESTED, 4), (Outcome.COMPLAINT, 3), (Outcome.INFORMED, 9))  # fmt: skip
PLANS = (("llamada", "Llamar a {who}", 45), ("llamada", "Preguntar a {who} si todo llegó bien", 15),
         ("cotizar", "Mandar la cotización a {who}", 15), ("visita", "Visitar a {who}", 12),
         ("whatsapp", "Escribir a {who} por la campaña", 8), ("cobrar", "Recordar el pago a {who}", 5))  # fmt: skip
DONE_PLANS = ("Llamar a {who}", "Llamar a {who} por la cotización", "Volver a llamar a {who}")


@dataclass(frozen=True)
class Buyer:
    """A customer who bought, as the talks need him: what one calls him and who sells to him."""

    id: int
    called: str
    owner: int


def fill(*, today: date, seed: int) -> None:
    """Talks of a year in proportion to the orders, the tasks that they closed, and what waits around today."""
    chance = Random(f"work-{seed}")  # noqa: S311 - demo data
    rows = _orders(today)
    if not rows:
        return
    kinds = {kind.code: kind for kind in ActionType.objects.all()}
    talks = _talks(rows, kinds, today=today, chance=chance)
    made = Interaction.objects.bulk_create([talk for talk, _ in talks], batch_size=2_000)
    Task.objects.bulk_create(_closed(talks, made, kinds, chance), batch_size=2_000)
    Task.objects.bulk_create(_waiting(rows, kinds, today=today, chance=chance), batch_size=500)


def _orders(today: date) -> list[tuple[Buyer, datetime]]:
    """Sales of the last year with their buyers, oldest first."""
    found = Order.objects.filter(
        kind="sale", customer__owner__isnull=False, placed_on__gt=today - timedelta(days=365), placed_on__lte=today
    ).order_by("placed_at", "id")
    names = ("customer_id", "customer__kind", "customer__first_name", "customer__name", "customer__owner_id")
    return [
        (Buyer(pk, first if kind == Kind.PERSON and first else name, owner), at)
        for pk, kind, first, name, owner, at in found.values_list(*names, "placed_at")
    ]


def _talks(
    rows: list[tuple[Buyer, datetime]], kinds: dict[str, ActionType], *, today: date, chance: Random
) -> list[tuple[Interaction, Buyer]]:
    """One talk before most orders, some after them; the last nine days are filled from late buyers."""
    wanted = min(MOST_TALKS, int(len(rows) * 0.9))
    late = rows[-max(20, len(rows) // 12) :]
    planned = [
        (buyer, at.astimezone(ZONE).date() + _lag(chance)) for buyer, at in chance.sample(rows, wanted * 19 // 20)
    ]
    planned += [
        (chance.choice(late)[0], today - timedelta(days=chance.randint(1, 9))) for _ in range(wanted - len(planned))
    ]
    return [
        (_talk(buyer, _worked(min(day, today - timedelta(days=1))), kinds, chance), buyer) for buyer, day in planned
    ]


def _lag(chance: Random) -> timedelta:
    return timedelta(days=chance.choice((-6, -4, -3, -2, -1, -1, 0, 1, 2, 5, 9)))


def _worked(day: date) -> date:
    """Sunday's talks were Saturday's."""
    return day - timedelta(days=1) if day.weekday() == 6 else day


def _talk(buyer: Buyer, day: date, kinds: dict[str, ActionType], chance: Random) -> Interaction:
    code, _, least, most = chance.choices(KINDS, weights=[kind[1] for kind in KINDS])[0]
    outcome = str(chance.choices(SHARES, weights=[share for _, share in SHARES])[0][0])
    if code == "nota" or outcome == Outcome.INFORMED:
        outcome = Outcome.INFORMED
    kind = kinds[code]
    at = datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59), chance.randint(0, 59)), tzinfo=ZONE)
    quick = outcome == Outcome.NO_ANSWER
    return Interaction(
        customer_id=buyer.id,
        type=kind,
        channel=kind.channel,
        outcome=outcome,
        text=chance.choice(SAID[outcome]),
        happened_at=at,
        seconds=None if not most or quick else chance.randint(least, most) * 60 + chance.randint(0, 59),
        cost=kind.cost,
        place="Su local" if code == "visita" else "",
        user_id=buyer.owner,
        no_next_reason="No quiere por ahora" if outcome == Outcome.NOT_INTERESTED else "",
    )


def _closed(
    talks: list[tuple[Interaction, Buyer]], made: list[Interaction], kinds: dict[str, ActionType], chance: Random
) -> list[Task]:
    """Promises that a third of the calls kept."""
    return [
        Task(
            title=chance.choice(DONE_PLANS).format(who=buyer.called)[:160],
            type=kinds["llamada"],
            customer_id=buyer.id,
            owner_id=buyer.owner,
            created_by_id=buyer.owner,
            due_at=talk.happened_at.replace(minute=0, second=0),
            state=TaskState.DONE,
            done_at=talk.happened_at,
            done_by=talk,
        )
        for (_, buyer), talk in zip(talks, made, strict=True)
        if talk.channel == "call_out" and chance.random() < 0.35
    ]


def _waiting(
    rows: list[tuple[Buyer, datetime]], kinds: dict[str, ActionType], *, today: date, chance: Random
) -> list[Task]:
    """What is open around today, with the customers who bought last."""
    late = list({buyer.id: buyer for buyer, _ in rows[-max(40, len(rows) // 8) :]}.values())
    chosen = chance.sample(late, min(OPEN_TASKS, len(late)))
    found = []
    for buyer in chosen:
        code, title, _ = chance.choices(PLANS, weights=[plan[2] for plan in PLANS])[0]
        day = today + timedelta(days=chance.choice(DUE))
        at = datetime.combine(
            day, time(chance.choice((9, 10, 10, 11, 12, 15, 16, 17)), chance.choice((0, 0, 30))), ZONE
        )
        more: dict[str, Any] = {"ends_at": at + timedelta(minutes=45), "place": "Su local"} if code == "visita" else {}
        found.append(
            Task(
                title=title.format(who=buyer.called)[:160],
                type=kinds[code],
                customer_id=buyer.id,
                owner_id=buyer.owner,
                created_by_id=buyer.owner,
                due_at=at,
                **more,
            )
        )
    return found
