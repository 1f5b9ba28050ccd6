"""Templates of a gift shop and what was written to its customers in the last weeks, in every state."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from company.models import User
from company.queries.calendar import calendar_of, contact_allowed, moment_kept
from customers.models import Customer
from messaging.enums import State
from messaging.models import Message, MessageEvent, Template
from messaging.services import render, save_template

ZONE = ZoneInfo("America/Lima")
FOOT = "\n\nAtentamente,\n{{quien.nombre}}\n{{empresa.nombre}}"

# code, name, channel, purpose, subject, body
TEMPLATES = [
    ("cotizacion-enviada", "Cotización", "email", "service", "Su cotización {{documento.numero}}",
     "Estimada/o {{cliente.nombre}}:\n\nLe enviamos la cotización {{documento.numero}} por {{documento.total}}. "
     "Vale hasta el {{documento.vence}}.\n\nPuede verla y aceptarla aquí: {{documento.enlace}}" + FOOT),
    ("recordatorio-pago", "Recordatorio de pago", "email", "collection", "Saldo pendiente de {{cliente.nombre}}",
     "Estimada/o {{cliente.nombre}}:\n\nQueda pendiente un saldo de {{saldo.total}}. Si ya lo pagó, no tome en cuenta "
     "este correo. Cualquier duda, llámenos al {{empresa.telefono}}." + FOOT),
    ("estado-cuenta", "Estado de cuenta", "email", "service", "Su estado de cuenta",
     "Estimada/o {{cliente.nombre}}:\n\nLe adjuntamos su estado de cuenta. Saldo: {{saldo.total}}." + FOOT),
    ("gracias-compra", "Gracias por su compra", "email", "service", "Gracias, {{cliente.nombres}}",
     "Hola, {{cliente.nombres}}:\n\nGracias por su compra. Si algo no llegó como esperaba, respóndanos a este correo "
     "y lo resolvemos." + FOOT),
    ("pedido-listo", "Pedido listo (SMS)", "sms", "service", "",
     "{{cliente.nombres}}, su pedido está listo para recoger en {{empresa.nombre}}."),
    ("saludo-whatsapp", "Saludo por WhatsApp", "whatsapp", "service", "",
     "Hola, {{cliente.nombres}}. Le escribe {{quien.nombre}} de {{empresa.nombre}}. ¿En qué le puedo ayudar?"),
    ("novedades", "Novedades de la temporada", "email", "advertising", "Llegó la Navidad a San Blas",
     "Hola, {{cliente.nombres}}:\n\nYa están en la tienda los nacimientos, las velas y las cajas de regalo de este "
     "año. Pase a verlos o pídanos por este correo que le separemos el suyo." + FOOT
     + "\n\nPara no recibir más: {{enlace.baja}}"),
    ("echamos-de-menos", "Hace tiempo que no viene", "email", "advertising", "{{cliente.nombres}}, le guardamos algo",
     "Hola, {{cliente.nombres}}:\n\nHace tiempo que no sabemos de usted. Cuéntenos qué necesita y se lo preparamos."
     + FOOT + "\n\nPara no recibir más: {{enlace.baja}}"),
    ("encuesta-servicio", "¿Cómo le atendimos?", "email", "survey", "¿Cómo le atendimos?",
     "Hola, {{cliente.nombres}}:\n\n¿Nos cuenta en un minuto cómo le atendimos? Responda a este correo con una nota "
     "del 1 al 10 y, si quiere, por qué." + FOOT + "\n\nPara no recibir más: {{enlace.baja}}"),
]  # fmt: skip


@dataclass(frozen=True)
class End:
    """How a message ended, what it says of itself, and how many of them."""

    state: str
    said: str
    many: int
    codes: tuple[str, ...]
    reply: int | None = None


SERVICE = ("gracias-compra", "pedido-listo", "gracias-compra", "saludo-whatsapp")
ENDS = (
    End(State.SENT, "Entregado al servidor de correo.", 34, SERVICE, 250),
    End(State.SENT, "Entregado al servidor de correo.", 12, ("novedades", "echamos-de-menos"), 250),
    End(State.REFUSED, "No ha dado permiso para publicidad por Correo.", 4, ("novedades",)),
    End(State.FAILED, "El servidor respondió 552: el buzón está lleno", 3, ("gracias-compra",), 552),
    End(State.UNCERTAIN, "La conexión se cortó después de entregarlo: puede que haya llegado.", 2, ("gracias-compra",)),
    End(State.CANCELLED, "Cancelado antes de salir.", 2, ("echamos-de-menos",)),
    End(State.QUEUED, "", 3, ("novedades",)),
)  # fmt: skip


def fill(*, today: date, seed: int) -> None:
    """Templates, then messages of the last five weeks with their steps."""
    dice = random.Random(seed)  # noqa: S311 - sample data
    templates = {
        code: save_template(
            actor=None, code=code, name=name, channel=channel, purpose=purpose, subject=subject, body=body
        )
        for code, name, channel, purpose, subject, body in TEMPLATES
    }
    reachable = Customer.objects.filter(is_active=True).exclude(email="").exclude(phone="")
    people = list(reachable.order_by("-standing__monetary", "id")[:120])
    writers = list(User.objects.filter(username__in=("ventas", "supervisor", "servicio", "marketing")).order_by("id"))
    if not people or not writers:
        return
    rows = [
        (_message(dice, templates[dice.choice(end.codes)], end, dice.choice(people), dice.choice(writers), today), end)
        for end in ENDS
        for _ in range(end.many)
    ]
    Message.objects.bulk_create([row for row, _ in rows])
    MessageEvent.objects.bulk_create([step for row, end in rows for step in _steps(row, end)])


def _message(dice: random.Random, template: Template, end: End, who: Customer, author: User, today: date) -> Message:
    mail = template.channel == "email"
    text = render(subject=template.subject, body=template.body, customer=who, author=author)
    days = 1 if end.state == State.QUEUED else dice.randint(1, 35)
    hour = 21 if end.state == State.QUEUED else dice.randint(9, 17)
    at = datetime.combine(today - timedelta(days=days), time(hour, dice.randint(0, 59)), tzinfo=ZONE)
    ended = {} if end.state == State.QUEUED else {"finished_at": at + timedelta(seconds=40)}
    left = {"claimed_at": at + timedelta(seconds=35), "attempts": 1} if end.state in LEFT else {}
    fields: dict[str, Any] = ended | left
    if end.state == State.QUEUED:
        until = _opening(today + timedelta(days=1), template.purpose)
        ended = {"not_before": until}
        end = replace(end, said=f"Saldrá {moment_kept(until)}: ya recibió 3 mensajes de publicidad en una semana.")
    said = end.said if mail or end.state != State.SENT else OTHER[template.channel]
    return Message(
        customer=who, author=author, template=template, channel=template.channel, purpose=template.purpose,
        to_address=who.email if mail else who.phone, to_name=who.name, subject=text.subject, body=text.body,
        country=who.country, state=end.state, said=said, reply_code=end.reply if mail else None, created_at=at,
        **fields,
    )  # fmt: skip


def _opening(day: date, purpose: str) -> datetime:
    """The first open moment from the small hours of ``day`` on."""
    night = datetime.combine(day, time(3), tzinfo=ZONE)
    answer = contact_allowed(night, calendar_of("PE", year=day.year), purpose)
    return (answer.until or night).astimezone(ZONE)


LEFT = (State.SENT, State.FAILED, State.UNCERTAIN)
OTHER = {"sms": "Entregado al proveedor de SMS.", "whatsapp": "Abierto en WhatsApp para enviarlo a mano."}


def _steps(row: Message, end: End) -> list[MessageEvent]:
    path: list[tuple[str, str, str, int]] = [("", State.QUEUED, "Escrito.", 0)]
    if end.state in LEFT:
        path += [(State.QUEUED, State.SENDING, "Saliendo.", 35), (State.SENDING, end.state, row.said, 40)]
    else:
        path.append((State.QUEUED, end.state, row.said, 40))
    return [
        MessageEvent(
            message=row, from_state=start, to_state=to, text=text, at=row.created_at + timedelta(seconds=seconds),
            actor=row.author if n == 0 else None,
        )
        for n, (start, to, text, seconds) in enumerate(path)
    ]  # fmt: skip
