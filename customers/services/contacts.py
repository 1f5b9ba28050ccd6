"""People at a customer, and who of ours answers for him: each act can be taken back."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from company.enums import NoticeKind
from company.models import User
from company.services import notify
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from customers.enums import Area
from customers.models import Contact, Customer, Responsible
from customers.queries import may_change

FIELDS = ("first_name", "last_name", "role", "phone", "email", "note", "is_main", "is_active")


def save_contact(
    *, customer: Customer, actor: Any, contact: Contact | None = None, version: int | None = None, **values: Any
) -> tuple[Contact, str]:
    """A new or changed contact, and the address that takes it back. A new main one replaces the one there was.

    ``phone`` in E.164. Raises ``Conflict`` if ``version`` is no longer the one that stands.
    """
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not fields of a contact: {sorted(unknown)}")
    with transaction.atomic(), acting(actor=actor, why="contactos"):
        _hold(customer, actor)
        held = Contact.objects.select_for_update().get(pk=contact.pk, customer=customer) if contact else None
        if held is not None and version is not None and held.version != version:
            raise Conflict("Otra persona cambió este contacto mientras lo editabas.")
        before = {name: getattr(held, name) for name in FIELDS} if held else {"is_active": False, "is_main": False}
        former = _free_main(customer, held.pk if held else None) if values.get("is_main") else None
        if held is None:
            held = Contact.objects.create(customer=customer, **values)
        else:
            _write(held.pk, **values)
        held.refresh_from_db()
        payload = {"id": held.pk, "before": before, "former_main": former, "version": held.version}
        return held, _way_back("contact", f"Contacto {held}", payload, actor)


def set_contact_active(*, contact: Contact, active: bool, actor: Any) -> str:
    """Put a contact out of use, or back; gives the address that takes it back."""
    values = {"is_active": active} if active else {"is_active": False, "is_main": False}
    return save_contact(customer=contact.customer, contact=contact, actor=actor, **values)[1]


def take_back_contact(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``save_contact``: the contact as he was, unless somebody changed him since."""
    held = Contact.objects.select_for_update().select_related("customer").get(pk=payload["id"])
    if held.version != payload["version"]:
        raise DomainError("Alguien cambió este contacto después: ya no se puede deshacer.")
    if payload["before"].get("is_main"):
        _free_main(held.customer, held.pk)
    _write(held.pk, **payload["before"])
    if payload["former_main"]:
        Contact.objects.filter(pk=payload["former_main"], is_active=True).update(
            is_main=True, version=F("version") + 1, updated_at=Now()
        )
    return "Deshecho"


def put_responsible(*, customer: Customer, area: str, user: User | None, actor: Any) -> str:
    """Who answers for a customer in an area (``None`` = nobody); he is told. Gives the address that takes it back."""
    label = Area(area).label
    with transaction.atomic(), acting(actor=actor, why=f"responsable de {label.lower()}"):
        _hold(customer, actor)
        row = Responsible.objects.select_for_update().filter(customer=customer, area=area).first()
        before = row.user_id if row else None
        _put(customer.pk, area, user.pk if user else None)
        if user is not None and user.pk not in (before, getattr(actor, "pk", None)):
            notify(
                users=[user],
                text=f"Desde hoy respondes por {customer} en {label.lower()}. Su ficha dice qué está pendiente.",
                url=reverse("customers:detail", args=[customer.pk]),
                kind=NoticeKind.ASSIGNMENT,
            )
        payload = {"customer": customer.pk, "area": area, "before": before, "after": user.pk if user else None}
        return _way_back("responsible", f"{label}: {user}", payload, actor)


def take_back_responsible(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``put_responsible``."""
    row = Responsible.objects.select_for_update().filter(customer=payload["customer"], area=payload["area"]).first()
    if (row.user_id if row else None) != payload["after"]:
        raise DomainError("Alguien cambió después quién responde: ya no se puede deshacer.")
    _put(payload["customer"], payload["area"], payload["before"])
    return "Deshecho"


def _way_back(kind: str, said: str, payload: dict[str, Any], actor: Any) -> str:
    """The address of the undo; the system (no actor) has none."""
    return undo.remember(kind=f"customers.{kind}", actor=actor, said=said, payload=payload) if actor else ""


def _put(customer_id: int, area: str, user_id: int | None) -> None:
    rows = Responsible.objects.filter(customer_id=customer_id, area=area)
    if user_id is None:
        rows.delete()
    elif not rows.update(user_id=user_id):
        Responsible.objects.create(customer_id=customer_id, area=area, user_id=user_id)


def _hold(customer: Customer, actor: Any) -> None:
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    if actor is not None and not may_change(actor, held):
        raise NotAllowed("Este cliente está a cargo de otra persona: pídele el cambio o que te lo pase.")


def _free_main(customer: Customer, besides: int | None) -> int | None:
    """The main contact is no longer that; gives his id."""
    rows = Contact.objects.filter(customer=customer, is_main=True, is_active=True)
    row = (rows.exclude(pk=besides) if besides else rows).first()
    if row is not None:
        _write(row.pk, is_main=False)
    return row.pk if row else None


def _write(pk: int, **values: Any) -> None:
    Contact.objects.filter(pk=pk).update(**values, version=F("version") + 1, updated_at=Now())
