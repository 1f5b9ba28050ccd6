"""What the new seller of a customer must know, as it stands at the moment: built for many customers in one pass.

Every value is a text or number of JSON: money "123.45" in the company's currency, days and moments ISO. Deals, quotes
and promises are those of who leaves and of who comes; what a third seller has with him is not theirs to see.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from activities.enums import Channel, Outcome
from activities.models import Task
from company.queries import time_zone, today
from core import formatting, house
from customers.enums import ConsentChannel, ConsentPurpose
from customers.models import Contact, Customer
from customers.queries.consents import CHANNEL_WORDS, PURPOSE_WORDS, answers_of
from sales.enums import REDIRECT_OPEN, OrderKind, OrderStatus
from sales.models import HandOver, Opportunity, Order, Quote, RedirectedOrder, StageStep, StepDone

from .receivables import debts

Rows = dict[int, list[dict[str, Any]]]
TOUCHES = 10
EACH = 20
TOUCHED = """
SELECT w.id, i.happened_at, i.channel, i.outcome, i.text, trim(concat_ws(' ', u.first_name, u.last_name))
  FROM unnest(%s::bigint[]) AS w (id)
 CROSS JOIN LATERAL (
       SELECT * FROM activities_interaction i WHERE i.customer_id = w.id
        ORDER BY i.happened_at DESC, i.id DESC LIMIT %s) i
  LEFT JOIN company_user u ON u.id = i.user_id
 ORDER BY w.id, i.happened_at DESC, i.id DESC
"""


def dossiers(rows: Sequence[HandOver]) -> dict[int, dict[str, Any]]:
    """By hand-over: its dossier. The number of queries does not grow with the rows."""
    ids = sorted({one.customer_id for one in rows})
    day = today()
    who, people = _customers(ids), _contacts(ids)
    tasks, deals, quotes = _tasks(ids, day), _deals(ids), _quotes(ids)
    orders, owed, tried, said = _orders(ids), _debts(ids, day), _redirected(ids), _touches(ids)
    refused = _refused(ids)
    found = {}
    for one in rows:
        pk, ours = one.customer_id, {one.from_user_id, one.to_user_id}
        made: dict[str, Any] = {
            "on": day.isoformat(),
            "customer": who.get(pk, {}),
            "contacts": people[pk],
            "promises": _of(tasks[pk], ours),
            "opportunities": _of(deals[pk], ours),
            "quotes": _of(quotes[pk], ours),
            "orders": orders[pk],
            "debt": owed[pk],
            "redirected": tried[pk],
            "touches": said[pk],
            "refused": refused.get(pk, []),
        }
        made["next"] = next_steps(made, day)
        found[one.pk] = made
    return found


def next_steps(dossier: dict[str, Any], day: date) -> list[str]:
    """What to do first, out of what stands open."""
    steps = ["Preséntate con una llamada y cuéntale que ahora lo atiendes tú."]
    late = [one for one in dossier["promises"] if one["due"] < day.isoformat()]
    steps += [f"Cumple lo que se le prometió y está atrasado: {one['what']}." for one in late[:3]]
    steps += [
        f"Pregunta por la cotización {one['number']} ({one['title']}), enviada y sin respuesta."
        for one in dossier["quotes"]
        if one["state"] == "sent"
    ][:3]
    for one in dossier["opportunities"][:3]:
        missing = f": falta {one['missing'][0][:1].lower()}{one['missing'][0][1:]}" if one["missing"] else ""
        steps.append(f"Sigue «{one['name']}», en {one['stage'].lower()}{missing}.")
    overdue = [one for one in dossier["debt"] if one["due"] < day.isoformat()]
    if overdue:
        count = formatting.plural(len(overdue), "pedido vencido", "pedidos vencidos", house.current().locale)
        steps.append(f"Debe {count}: acuérdalo antes de venderle más.")
    steps += [f"Quiso comprar y no pudo (pedido {one['number']}): llámalo." for one in dossier["redirected"][:2]]
    steps.append("Deja anotado un próximo paso con fecha.")
    return steps


def _of(rows: list[dict[str, Any]], ours: set[int | None]) -> list[dict[str, Any]]:
    return [{key: value for key, value in one.items() if key != "owner"} for one in rows if one["owner"] in ours][:EACH]


def _customers(ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = Customer.objects.filter(pk__in=ids).select_related("standing")
    return {
        one.pk: {
            "name": one.name,
            "code": one.code,
            "kind": str(one.get_kind_display()),
            "city": one.city,
            "phone": one.phone,
            "email": one.email,
            "since": one.since.isoformat() if one.since else "",
            "segment": one.standing.segment,
            "orders": one.standing.frequency,
            "bought": str(one.standing.monetary),
            "last_order": one.standing.last_order_on.isoformat() if one.standing.last_order_on else "",
            "preferences": one.preferences,
            "notes": one.notes,
        }
        for one in rows
    }


def _contacts(ids: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    for one in Contact.objects.filter(customer_id__in=ids, is_active=True).order_by("customer_id", "pk"):
        if one.customer_id and len(found[one.customer_id]) < EACH:
            found[one.customer_id].append({"name": str(one), "phone": one.phone, "email": one.email})
    return found


def _tasks(ids: list[int], day: date) -> Rows:
    found: Rows = defaultdict(list)
    zone = time_zone()
    rows = Task.objects.filter(customer_id__in=ids, state="open").order_by("due_at", "id")
    for pk, customer_id, title, due_at, owner_id, note in rows.values_list(
        "pk", "customer_id", "title", "due_at", "owner_id", "note"
    ):
        due = due_at.astimezone(zone).date().isoformat()
        found[customer_id].append({"id": pk, "what": title, "due": due, "note": note, "owner": owner_id})
    return found


def _deals(ids: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    rows = list(
        Opportunity.objects.filter(customer_id__in=ids, state="open").select_related("stage").order_by("-amount", "id")
    )
    done = set(StepDone.objects.filter(opportunity__in=rows).values_list("opportunity_id", "step_id"))
    steps: dict[int, list[tuple[int, str]]] = defaultdict(list)
    asked = StageStep.objects.filter(stage__in={one.stage_id for one in rows}, is_active=True, required=True)
    for stage_id, pk, name in asked.order_by("position", "id").values_list("stage_id", "pk", "name"):
        steps[stage_id].append((pk, name))
    for one in rows:
        found[one.customer_id].append(
            {
                "id": one.pk,
                "number": one.number,
                "name": one.name,
                "stage": one.stage.name,
                "amount": str(one.amount),
                "currency": one.currency,
                "expected": one.expected_on.isoformat() if one.expected_on else "",
                "missing": [name for pk, name in steps[one.stage_id] if (one.pk, pk) not in done],
                "owner": one.owner_id,
            }
        )
    return found


def _quotes(ids: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    rows = Quote.objects.filter(customer_id__in=ids, state__in=["draft", "waiting", "ready", "sent"])
    for one in rows.order_by("-made_on", "-id"):
        found[one.customer_id].append(
            {
                "id": one.pk,
                "number": one.number,
                "title": one.title,
                "state": one.state,
                "said": str(one.get_state_display()),
                "total": str(one.total),
                "currency": one.currency,
                "sent": one.sent_at.astimezone(time_zone()).date().isoformat() if one.sent_at else "",
                "until": one.valid_until.isoformat(),
                "owner": one.owner_id,
            }
        )
    return found


def _orders(ids: list[int]) -> Rows:
    """Orders that are promised and not delivered."""
    found: Rows = defaultdict(list)
    rows = Order.objects.filter(
        customer_id__in=ids, kind=OrderKind.SALE, status__in=[OrderStatus.DRAFT, OrderStatus.CONFIRMED]
    )
    for one in rows.order_by("-placed_at", "-id").only(
        "id", "customer_id", "number", "total", "status", "delivery_on", "placed_on"
    ):
        if one.customer_id and len(found[one.customer_id]) < EACH:
            found[one.customer_id].append(
                {
                    "id": one.pk,
                    "number": one.number,
                    "total": str(one.total),
                    "state": str(one.get_status_display()),
                    "delivery": one.delivery_on.isoformat() if one.delivery_on else "",
                }
            )
    return found


def _debts(ids: list[int], day: date) -> Rows:
    found: Rows = defaultdict(list)
    rows: Any = debts().filter(customer_id__in=ids).order_by("due_on", "pk")
    for pk, customer_id, number, due_on, balance in rows.values_list(
        "pk", "customer_id", "number", "due_on", "balance"
    ):
        found[customer_id].append({"id": pk, "number": number, "due": due_on.isoformat(), "balance": f"{balance:.2f}"})
    return found


def _redirected(ids: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    rows = RedirectedOrder.objects.filter(customer_id__in=ids, status__in=REDIRECT_OPEN).order_by("-happened_at", "-id")
    for one in rows:
        if one.customer_id:
            found[one.customer_id].append({"id": one.pk, "number": one.number, "amount": str(one.amount or 0)})
    return found


def _touches(ids: list[int]) -> Rows:
    found: Rows = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [ids, TOUCHES])
        for pk, at, channel, outcome, text, user in cursor.fetchall():
            found[pk].append(
                {
                    "at": at.isoformat(),
                    "how": str(Channel(channel).label),
                    "outcome": str(Outcome(outcome).label) if outcome else "",
                    "text": text,
                    "who": user,
                }
            )
    return found


def _refused(ids: list[int]) -> dict[int, list[str]]:
    """ "No quiere WhatsApp de publicidad": each refusal in force."""
    return {
        pk: [
            f"No quiere {CHANNEL_WORDS[ConsentChannel(one.channel)]} de {PURPOSE_WORDS[ConsentPurpose(one.purpose)]}"
            for one in answers
            if not one.granted
        ]
        for pk, answers in answers_of(ids).items()
    }
