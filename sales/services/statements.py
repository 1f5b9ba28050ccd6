"""The statement of account on paper, and by mail."""

import mimetypes
from datetime import date
from typing import Any

from django.db import transaction

from company.queries import current
from core import formatting, house
from core.audit import acting
from core.errors import DomainError
from core.exports.documents import printed
from core.files.store import store_bytes
from customers.models import Customer
from messaging.enums import Channel, Purpose
from messaging.models import Message
from messaging.services import queue
from sales.enums import PaymentMethod
from sales.queries.quote_paper import customer_party, house_party, said_day
from sales.queries.receivables import aged, debts
from sales.queries.statement import ZERO, Statement, statement_of

NAMES = {"sale": "Pedido", "return": "Devolución", "payment": "Pago"}
PURPOSE = "sales.statement"
LOGO = "file:logo"


def statement_pdf(*, customer: Customer, first: date, last: date) -> bytes:
    """The account from ``first`` to ``last`` as PDF with the company's branding."""
    if first > last:
        raise DomainError("El primer día no puede ser posterior al último.", field="first")
    found = statement_of(customer.pk, first=first, last=last)
    company = current()
    picture = _logo(company)
    rows = debts(as_of=last).filter(customer=customer).order_by("due_on", "pk")
    pairs: list[Any] = list(rows.values_list("due_on", "balance"))
    context = {
        "house": house_party(company),
        "whom": customer_party(customer),
        "statement": found,
        "balance": abs(found.closing),
        "lines": statement_lines(found),
        "ages": (ages := [one for one in aged(pairs, as_of=last) if one.money]),
        "kept": found.closing - sum((one.money for one in ages), ZERO),
        "said": {"first": said_day(first), "last": said_day(last), "made_on": said_day(house.current().today)},
        "logo": LOGO if picture else "",
    }
    held = {LOGO: picture} if picture else None
    return printed("sales/statement_print.html", context, sheet="quote-print.css", files=held)


def statement_lines(found: Statement) -> list[dict[str, Any]]:
    """The movements with their names in words."""
    return [_line(one) for one in found.movements]


def _logo(company: Any) -> tuple[bytes, str] | None:
    """The picture with its media type, ``None`` without one (or if the folder lost it)."""
    if not company.logo:
        return None
    try:
        with company.logo.open("rb") as content:
            return content.read(), mimetypes.guess_type(company.logo.name)[0] or "image/png"
    except FileNotFoundError:
        return None


def send_statement(*, customer: Customer, first: date, last: date, actor: Any, form_key: str = "") -> Message:
    """Mail it to the customer: the purpose is collection, so that the gate keeps the lawful hours."""
    if not customer.email:
        raise DomainError(f"{customer.name} no tiene correo: escríbelo en su ficha o descarga el PDF.")
    found = statement_of(customer.pk, first=first, last=last)
    made = statement_pdf(customer=customer, first=first, last=last)
    day = said_day(last)
    name = f"estado-de-cuenta-{customer.code}-{last.isoformat()}.pdf"
    with transaction.atomic(), acting(actor=actor, why="estado de cuenta"):
        return queue(
            actor=actor,
            channel=Channel.EMAIL,
            purpose=Purpose.COLLECTION,
            customer=customer,
            subject=f"Su estado de cuenta con {current().name}",
            body=f"Hola, {{{{cliente.nombres}}}}:\n\nLe enviamos su estado de cuenta al {day}. {_closing(found)}\n\n"
            "{{empresa.nombre}}\n{{empresa.telefono}}",
            attachments=[store_bytes(made, name=name, purpose=PURPOSE, actor=actor)],
            related=(f"Estado de cuenta de {customer.name}", f"/cartera/{customer.pk}/"),
            dedupe_key=f"estado:{customer.pk}:{form_key}" if form_key else "",
        )


def _closing(found: Statement) -> str:
    money = formatting.money(abs(found.closing), house.current().locale)
    if found.closing > 0:
        return f"Su saldo por pagar es de {money}."
    return f"Tiene {money} a su favor." if found.closing < 0 else "No debe nada."


def _line(one: Any) -> dict[str, Any]:
    detail = one.detail
    if one.kind == "payment" and detail in PaymentMethod.values:
        detail = str(PaymentMethod(detail).label)
    elif one.kind == "return" and detail:
        detail = f"del pedido {detail}"
    what = NAMES[one.kind]
    if one.kind == "payment" and one.charge:
        what = "Dinero devuelto"
    return {"movement": one, "what": what, "detail": detail}
