"""The lists of messages and of templates."""

from typing import Any

from django.db.models import QuerySet

from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, list_view
from messaging import queries, services
from messaging.enums import RESENDABLE, State
from messaging.filters import MessageFilter, TemplateFilter
from messaging.models import Message
from messaging.tables import MessageTable, TemplateTable, message_url, template_url, whom

Rows = QuerySet[Message]
TEMPLATES_ACT = HeadAct("Plantillas", "messaging:templates", "template")
WRITE = HeadAct("Escribir", "messaging:compose", "pencil", primary=True, key="n")
NEW = HeadAct(
    "Nueva plantilla", "messaging:template_create", "plus", primary=True, key="n", roles=queries.TEMPLATE_EDITORS
)


def _said(count: int, did: str) -> str:
    return f"{count} {'mensaje' if count == 1 else 'mensajes'}: {did}"


def cancel(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    return BulkDone(_said(services.cancel(messages=rows, actor=actor), "ya no salen"))


def resend(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    return BulkDone(_said(services.resend(messages=rows, actor=actor), "de nuevo en la cola"))


def release(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    return BulkDone(_said(services.release(messages=rows, actor=actor), "sueltos"))


def waiting(user: Any, rows: Rows) -> Rows:
    return rows.filter(state=State.QUEUED)


def unsure(user: Any, rows: Rows) -> Rows:
    return rows.filter(state__in=RESENDABLE)


def frozen(user: Any, rows: Rows) -> Rows:
    return rows.filter(frozen_at__isnull=False)


MESSAGES = ListSpec(
    key="mensajes",
    title="Mensajes",
    one="mensaje",
    many="mensajes",
    base=queries.messages_listed,
    table=MessageTable,
    filters=MessageFilter,
    columns=("name", "state", "channel", "purpose", "created", "said"),
    sorts={"created": Sort("Los más nuevos primero", "created_at", "id", down=True)},
    order="-created",
    url_name="messaging:list",
    placeholder="A quién, dirección o asunto",
    search=queries.search_messages,
    row_url=message_url,
    row_name=lambda row: f"{whom(row)}, {row.get_channel_display()}: {row.subject or row.said}",
    views=(
        BuiltInView("en-cola", "En cola", "state=queued&state=sending"),
        BuiltInView("por-resolver", "Por resolver", "state=failed&state=uncertain"),
        BuiltInView("rebotados", "Rebotados y quejas", "delivery=bounced&delivery=complained"),
        BuiltInView("no-permitidos", "No permitidos", "state=refused"),
        BuiltInView("mios", "Míos", "author={user}"),
    ),
    bulk=(
        BulkAction("cancel", "Cancelar", "ban", "Cancelar", cancel, None, waiting, queries.WRITERS,
                   danger=True, sentence="No saldrán {rows} que todavía esperan."),
        BulkAction("resend", "Reenviar", "send", "Reenviar", resend, None, unsure, queries.WRITERS,
                   sentence="Saldrán otra vez {rows}. Los inciertos pudieron haber llegado: llegarían dos veces."),
        BulkAction("release", "Soltar", "lock-open", "Soltar", release, None, frozen, queries.TEMPLATE_EDITORS,
                   sentence="Saldrán {rows} que una copia repuesta dejó retenidos."),
    ),
    acts=(WRITE, TEMPLATES_ACT),
    empty=Empty(
        icon="mail",
        title="Aquí está todo lo que se les escribe a tus clientes",
        text="Cada mensaje dice qué se escribió, a quién, si salió y, si no salió, por qué. Escribe el primero.",
        act=WRITE,
    ),
)  # fmt: skip

TEMPLATES = ListSpec(
    key="plantillas",
    title="Plantillas",
    one="plantilla",
    many="plantillas",
    base=queries.templates_visible_to,
    table=TemplateTable,
    filters=TemplateFilter,
    columns=("name", "channel", "purpose", "active"),
    sorts={"name": Sort("Por nombre", "name", "id")},
    order="name",
    url_name="messaging:templates",
    placeholder="Nombre o asunto",
    search=queries.search_templates,
    alike=None,
    row_url=template_url,
    acts=(NEW,),
    trail=(("Mensajes", "/mensajes/"),),
    empty=Empty(
        icon="template",
        title="Escribe una vez lo que envías muchas",
        text="Una plantilla tiene lugares como «nombre del cliente» que se llenan solos al enviarla.",
        act=NEW,
    ),
)

message_list = list_view(MESSAGES)
template_list = list_view(TEMPLATES)
