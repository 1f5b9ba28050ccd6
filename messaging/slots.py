"""What this app puts into the slots of the apps below it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from core.files import remove
from core.history import HistorySource
from core.models import StoredFile
from core.slots import (
    ACTIONS,
    CUSTOMER_PANELS,
    HISTORY,
    NAVIGATION,
    NOTICES_BY_MAIL,
    PERSONAL_DATA,
    STORY,
    CustomerPanel,
    NavItem,
    PaletteAction,
    PersonalData,
    StoryItem,
    StorySource,
)
from customers.models import Customer
from customers.services.privacy_fields import personal_data
from messaging import queries
from messaging.enums import DELIVERY_TONES, TONES, Channel, Delivery, ExclusionReason, Purpose, State
from messaging.models import Exclusion, Message, MessageAttachment, Template
from messaging.services.addresses import key_of
from messaging.services.callbacks import bounced_since
from messaging.services.fields import shown
from messaging.services.staff_notices import mail_notice
from messaging.services.templates import save_template

ICONS = {Channel.EMAIL: "mail", Channel.SMS: "message", Channel.WHATSAPP: "brand-whatsapp"}


def _item(data: dict[str, Any], at: datetime) -> StoryItem:
    channel, state, delivery = Channel(data["channel"]), State(data["state"]), data["delivery"]
    came_back = delivery in (Delivery.BOUNCED, Delivery.COMPLAINED)
    return StoryItem(
        strong=f"{channel.label} de {Purpose(data['purpose']).label.lower()}",
        rest=data["subject"] or "",
        detail=data["said"] if state != State.SENT or came_back else "",
        badge=str(Delivery(delivery).label) if came_back else "" if state == State.SENT else str(state.label),
        badge_tone=DELIVERY_TONES[Delivery(delivery)] if came_back else TONES[state],
        url=reverse("messaging:detail", args=[data["id"]]),
        icon=ICONS[channel],
        tone="bad" if state == State.FAILED or came_back else "",
    )


def _visible(user: Any) -> str | None:
    """The same rule as ``messages_visible_to``, for the story of one customer."""
    from company.queries import team_of

    if user.roles & queries.SEE_ALL:
        return ""
    if not user.roles & queries.LOOKERS:
        return None
    team = ", ".join(str(int(pk)) for pk in sorted(team_of(user)))
    owned = f"SELECT 1 FROM customers_customer c WHERE c.id = customer_id AND c.owner_id IN ({team})"  # noqa: S608
    return f"(author_id IN ({team}) OR EXISTS ({owned}))"


STORY.add(
    "messaging.message",
    StorySource(
        label="Mensajes",
        icon="mail",
        table="messaging_message",
        customer="customer_id",
        at="created_at",
        id="id",
        data=(
            "jsonb_build_object('id', id, 'channel', channel, 'purpose', purpose, 'subject', subject,"
            " 'state', state, 'said', said, 'delivery', delivery)"
        ),
        item=_item,
        visible=_visible,
    ),
)


def _rows(ids: list[int]) -> list[dict[str, Any]]:
    rows = Message.objects.filter(customer_id__in=ids).order_by("id")
    return [
        {
            "fecha": one.created_at.isoformat(),
            "canal": str(one.get_channel_display()),
            "para": str(one.get_purpose_display()),
            "dirección": one.to_address,
            "nombre": one.to_name,
            "asunto": one.subject,
            "texto": shown(one.body),
            "estado": str(one.get_state_display()),
            "qué pasó": one.said,
        }
        for one in rows
    ]


def _erase(ids: list[int], actor: Any) -> None:
    """Nothing more leaves, texts and addresses go, rows and their states stay; the keyed hash goes on refusing."""
    rows = Message.objects.filter(customer_id__in=ids)
    from messaging.services import cancel

    cancel(messages=rows, actor=actor)
    known = set(rows.exclude(to_address="").values_list("channel", "to_address"))
    for one in Customer.objects.filter(pk__in=ids):
        known |= {(str(Channel.EMAIL), one.email.lower())} if one.email else set()
        known |= {(str(channel), one.phone) for channel in (Channel.SMS, Channel.WHATSAPP)} if one.phone else set()
    Exclusion.objects.bulk_create(
        [
            Exclusion(channel=channel, key=key_of(channel, address), reason=ExclusionReason.ERASED)
            for channel, address in sorted(known)
        ],
        ignore_conflicts=True,
    )
    keys = [key_of(channel, address) for channel, address in known]
    Exclusion.objects.filter(key__in=keys).update(address="", source="")
    rows.update(to_address="", to_name="", subject="", body="", html="", related_label="", said="", verdict={})


PERSONAL_DATA.add(
    "messaging.message",
    PersonalData(
        label="Mensajes",
        model="messaging.Message",
        fields=frozenset({"to_address", "to_name", "subject", "body", "html", "related_label", "said", "verdict"}),
        rows=_rows,
        erase=_erase,
    ),
)


def _drop_files(ids: list[int]) -> None:
    """What was attached to his messages goes with them."""
    attached = MessageAttachment.objects.filter(message__customer_id__in=ids)
    files = list(StoredFile.objects.filter(pk__in=attached.values("file")))
    attached.delete()
    for stored in files:
        remove(stored)


PERSONAL_DATA.add(
    "messaging.event",
    personal_data(
        label="Pasos de los mensajes",
        model="messaging.MessageEvent",
        path="message__customer",
        fields={"text": ""},
        before=_drop_files,
        events="messaging.MessageEvent:append_only",
    ),
    order=110,
)


def _panel(user: Any, customer: Any) -> dict[str, Any] | None:
    """The way to write to him."""
    if not user.roles & queries.WRITERS or not (customer.email or customer.phone):
        return None
    return {"customer": customer, "bounced": bounced_since(Channel.EMAIL, customer.email)}


CUSTOMER_PANELS.add("messaging.write", CustomerPanel("", "messaging/_customer.html", _panel, place="side"), order=15)
ACTIONS.add(
    "messaging.compose",
    PaletteAction("Escribir", "pencil", "messaging:compose", roles=queries.WRITERS, for_customer=True),
)
NAVIGATION.add("messaging", NavItem("Mensajes", "messaging:list", "mail", "Clientes"), order=160)


def _restore(actor: Any, row: Template, field: str, value: Any) -> None:
    """The whole text is checked: a former subject must fit the channel of today."""
    values = {name: getattr(row, name) for name in ("name", "channel", "purpose", "subject", "body", "html")}
    save_template(actor=actor, template=row, version=row.version, **{**values, field: value})


HISTORY.add(
    "messaging.template",
    HistorySource(
        "messaging.Template",
        queries.templates_visible_to,
        url=lambda row: reverse("messaging:template", args=[row.pk]),
        restore=_restore,
        restorable=frozenset({"name", "channel", "purpose", "subject", "body", "html", "is_active"}),
        may=lambda user, row: bool(queries.TEMPLATE_EDITORS & user.roles),
    ),
)
NOTICES_BY_MAIL.add("messaging", mail_notice)
