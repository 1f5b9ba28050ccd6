"""Customers made, changed, deactivated; many at once with undo."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from company.enums import NoticeKind
from company.queries import current, today
from company.services import notify
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from core.trees import lock_tree
from customers.enums import LIFECYCLE_MOVES, Lifecycle
from customers.models import Category, Customer
from customers.queries import fields, may_change
from customers.services.family import refuse_ring
from customers.services.owners import owners_changed, owners_restored
from customers.services.privacy import refuse_erased

FIELDS = frozenset(
    [
        "kind",
        "lifecycle",
        "first_name",
        "last_name",
        "legal_name",
        "trade_name",
        "document_kind",
        "document_number",
        "email",
        "phone",
        "birth_date",
        "gender",
        "street",
        "district",
        "city",
        "region",
        "postal_code",
        "country",
        "parent",
        "owner",
        "since",
        "notes",
        "document_verified",
        "phone_verified",
        "vision",
        "activity_code",
        "employees",
        "legal_representative",
        "stratum",
        "preferences",
    ]
)
PREFIX = "CL-"


def create_customer(
    *,
    actor: Any,
    code: str = "",
    categories: Collection[Category] = (),
    custom: dict[str, Any] | None = None,
    **values: Any,
) -> Customer:
    """A new customer. Without ``code`` he takes the next of the series "CL-000123". ``custom`` = own fields by code.

    Raises ``DomainError`` for a code or document that stands already, or an own field with a value of another type.
    """
    _only_fields(values)
    _refuse_unborn(values)
    refuse_erased(values)
    values["custom"] = _merged({}, custom)
    values.setdefault("country", current().country)
    with transaction.atomic(), acting(actor=actor, why="cliente nuevo"):
        try:
            with transaction.atomic():
                customer = Customer.objects.create(code=code.strip() or _next_code(), **values)
        except IntegrityError as error:
            raise _already(error) from error
        customer.categories.set(categories)
        if values.get("owner") is not None:
            _tell_seller(values["owner"], [customer.pk], actor)
    customer.refresh_from_db()
    return customer


def update_customer(
    *,
    customer: Customer,
    version: int,
    actor: Any,
    categories: Collection[Category] | None = None,
    custom: dict[str, Any] | None = None,
    pass_work: bool = True,
    **values: Any,
) -> Customer:
    """Change a customer. ``version`` = the one on the screen; if somebody was faster: ``Conflict``, nothing written.

    ``custom`` holds the own fields to change by code (``None`` = take the value away); the others stay.
    ``pass_work``: with another owner, what the former one had open passes too.
    """
    _only_fields(values)
    _refuse_unborn(values)
    refuse_erased(values)
    with transaction.atomic(), acting(actor=actor, why="datos del cliente"):
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        _must_may(actor, held)
        if held.version != version:
            raise Conflict("Otra persona cambió este cliente mientras lo editabas.")
        if values.get("parent") is not None and values["parent"].pk != held.parent_id:
            lock_tree(Customer)
            refuse_ring(held, values["parent"])
        former_owner = held.owner_id
        if custom is not None:
            values["custom"] = _merged(held.custom, custom)
        for name, value in values.items():
            setattr(held, name, value)
        held.version = F("version") + 1
        try:
            with transaction.atomic():
                held.save(update_fields=[*values, "version", "updated_at"])
        except IntegrityError as error:
            raise _already(error) from error
        if categories is not None:
            held.categories.set(categories)
        if "owner" in values:
            _passed(held.pk, former_owner, values["owner"], actor, pass_work)
    held.refresh_from_db()
    return held


def _passed(pk: int, former: int | None, owner: Any | None, actor: Any, pass_work: bool) -> None:
    if former == (owner.pk if owner else None):
        return
    _, url = owners_changed(former=[(pk, former)], owner=owner, actor=actor, pass_work=pass_work)
    if owner is not None:
        _tell_seller(owner, [pk], actor, url=url)


def set_active(*, customer: Customer, active: bool, actor: Any) -> str:
    """Deactivate or activate; gives the address that takes it back."""
    with transaction.atomic(), acting(actor=actor, why="cliente activado" if active else "cliente desactivado"):
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        _must_may(actor, held)
        if held.merged_into_id:
            raise DomainError("Esta ficha se unió a otra. Para volver a usarla, deshaz la unión.")
        _write(Customer.objects.filter(pk=held.pk), is_active=active)
        said = f"{held.name}, {'activado' if active else 'desactivado'}"
        return undo.remember(
            kind="customers.values", actor=actor, said=said, payload=_payload("is_active", [(held.pk, held.is_active)])
        )


def assign(*, customers: QuerySet[Customer], owner: Any | None, actor: Any, pass_work: bool = True) -> tuple[int, str]:
    """Give customers to a person (or nobody); how many changed and the address that takes it back.

    ``pass_work``: what the former owners had open with them passes too, and comes back by the same undo.
    """

    def passed(former: list[tuple[int, Any]]) -> dict[str, Any]:
        kept, url = owners_changed(former=former, owner=owner, actor=actor, pass_work=pass_work)
        if owner is not None:
            _tell_seller(owner, [pk for pk, _ in former[:1]], actor, count=len(former), url=url)
        return {"passed": kept}

    said = f"A cargo de {owner or 'nadie'}"
    return _change_many(customers, "owner_id", owner.pk if owner else None, actor=actor, said=said, then=passed)


def move_lifecycle(*, customers: QuerySet[Customer], lifecycle: str, actor: Any) -> tuple[int, str]:
    """Move customers to another stage, those for whom ``LIFECYCLE_MOVES`` allows it."""
    sources = [stage for stage, targets in LIFECYCLE_MOVES.items() if lifecycle in targets]
    label = Lifecycle(lifecycle).label
    return _change_many(
        customers.filter(lifecycle__in=sources), "lifecycle", lifecycle, actor=actor, said=f"Etapa: {label}"
    )


def deactivate_many(*, customers: QuerySet[Customer], actor: Any) -> tuple[int, str]:
    """Take customers out of the lists; their history stays."""
    return _change_many(customers.filter(is_active=True), "is_active", False, actor=actor, said="Desactivados")


def categorise(*, customers: QuerySet[Customer], category: Category, add: bool, actor: Any) -> tuple[int, str]:
    """Add a category to customers, or take it away from them."""
    through = Customer.categories.through
    with transaction.atomic(), acting(actor=actor, why=f"categoría {category}"):
        ids = set(customers.values_list("pk", flat=True))
        held = set(through.objects.filter(category=category, customer_id__in=ids).values_list("customer_id", flat=True))
        changed = sorted(ids - held if add else ids & held)
        _put_category(category.pk, changed, add=add)
        payload = {"category": category.pk, "ids": changed, "added": add}
        said = f"Categoría {category}"
        return len(changed), undo.remember(kind="customers.category", actor=actor, said=said, payload=payload)


def take_back_values(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``_change_many``: each row gets its former value, unless somebody changed it since."""
    field, back = payload["field"], 0
    restored: list[int] = []
    for value, ids in payload["before"]:
        rows = Customer.objects.filter(pk__in=ids, **_is(field, payload["after"]))
        held = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        back += _write(Customer.objects.filter(pk__in=held), **{field: value})
        restored += held
    owners_restored(kept=payload.get("passed", {}), ids=restored, actor=actor)
    total = sum(len(ids) for _, ids in payload["before"])
    return "Deshecho" if back == total else f"Deshecho en {back} de {total}: los demás cambiaron después"


def take_back_category(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``categorise``."""
    _put_category(payload["category"], payload["ids"], add=not payload["added"])
    return "Deshecho"


def _change_many(
    customers: QuerySet[Customer],
    field: str,
    value: Any,
    *,
    actor: Any,
    said: str,
    then: Callable[[list[tuple[int, Any]]], dict[str, Any]] | None = None,
) -> tuple[int, str]:
    """Set one field of many rows in one statement; the former values are kept for undo.

    ``then(former)`` does what follows in the same transaction and gives what its own undo needs.
    """
    with transaction.atomic(), acting(actor=actor, why=said):
        rows = Customer.objects.filter(pk__in=customers.order_by().values("pk")).exclude(**_is(field, value))
        former = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", field))
        _write(Customer.objects.filter(pk__in=[pk for pk, _ in former]), **{field: value})
        more = then(former) if then is not None and former else {}
        payload = {**_payload(field, former), "after": value, **more}
        return len(former), undo.remember(kind="customers.values", actor=actor, said=said, payload=payload)


def _is(field: str, value: Any) -> dict[str, Any]:
    return {f"{field}__isnull": True} if value is None else {field: value}


def _payload(field: str, former: list[tuple[int, Any]]) -> dict[str, Any]:
    groups: dict[Any, list[int]] = {}
    for pk, value in former:
        groups.setdefault(value, []).append(pk)
    after = not next(iter(groups)) if field == "is_active" and groups else None
    return {"field": field, "before": [[value, ids] for value, ids in groups.items()], "after": after}


def _write(rows: QuerySet[Customer], **values: Any) -> int:
    return rows.update(**values, version=F("version") + 1, updated_at=Now())


def _put_category(category_id: int, ids: list[int], *, add: bool) -> None:
    through = Customer.categories.through
    if add:
        links = [through(customer_id=pk, category_id=category_id) for pk in ids]
        through.objects.bulk_create(links, ignore_conflicts=True, batch_size=5_000)
    else:
        through.objects.filter(category_id=category_id, customer_id__in=ids).delete()


def _next_code() -> str:
    """The number after the highest of the series; an advisory lock keeps two from taking the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('customer-code'))")
        cursor.execute(
            "SELECT coalesce(max(substring(code FROM 4)::bigint), 0) + 1 FROM customers_customer "
            "WHERE code ~ '^CL-[0-9]{1,15}$'"
        )
        number: int = cursor.fetchone()[0]
    return f"{PREFIX}{number:06d}"


def _must_may(actor: Any, customer: Customer) -> None:
    if actor is not None and not may_change(actor, customer):
        raise NotAllowed("Este cliente está a cargo de otra persona: pídele el cambio o que te lo pase.")


def _tell_seller(owner: Any, ids: list[int], actor: Any, *, count: int = 1, url: str = "") -> None:
    """The bell of who sells: whom he got and what comes first. Nobody is told what he did himself.

    ``url`` is what he should read first, if there is something; else the customer, or the list of his.
    """
    if owner.pk == getattr(actor, "pk", None) or not ids:
        return
    process = "Primero: preséntate con una llamada, revisa su historia y deja un próximo paso."
    if count == 1:
        name = Customer.objects.values_list("name", flat=True).get(pk=ids[0])
        notify(
            users=[owner],
            text=f"{name[:90]} queda a tu cargo. {process}",
            url=url or reverse("customers:detail", args=[ids[0]]),
            kind=NoticeKind.ASSIGNMENT,
        )
    else:
        notify(
            users=[owner],
            text=f"{count} clientes quedan a tu cargo. {process}",
            url=url or f"{reverse('customers:list')}?owner={owner.pk}",
            kind=NoticeKind.ASSIGNMENT,
        )


def _merged(held: dict[str, Any], asked: dict[str, Any] | None) -> dict[str, Any]:
    """The own fields of a customer with some of them changed."""
    try:
        checked = fields.checked_values(asked or {})
    except fields.BadField as error:
        raise DomainError(str(error), field=f"{fields.PREFIX}{error.key}") from error
    return {key: value for key, value in {**held, **checked}.items() if value is not None}


def _only_fields(values: dict[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a customer: {sorted(unknown)}")


def _refuse_unborn(values: dict[str, Any]) -> None:
    if (born := values.get("birth_date")) is not None and born > today():
        raise DomainError("Esa fecha de nacimiento está por venir: revisa el año.", field="birth_date")


def _already(error: IntegrityError) -> DomainError:
    text = str(error)
    if "customer_document_once" in text:
        return DomainError("Ya hay un cliente con ese documento. Búscalo antes de crear otro.", field="document_number")
    if "code" in text:
        return DomainError("Ese código ya es de otro cliente.", field="code")
    if "customer_has_name" in text:
        return DomainError("Escribe cómo se llama.", field="first_name")
    return DomainError("Revisa los datos: algo no cuadra con lo que ya está guardado.")


def bought(*, customer: Customer, on: date, actor: Any) -> bool:
    """A booked sale makes a possible or inactive customer a customer; ``on`` is the company's day of the sale.

    Must run inside the transaction of the sale. Gives whether anything changed.
    """
    sources = [stage for stage, targets in LIFECYCLE_MOVES.items() if Lifecycle.CUSTOMER in targets]
    with acting(actor=actor, why=f"compró el {on.isoformat()}"):
        changed = Customer.objects.filter(pk=customer.pk, lifecycle__in=sources).update(
            lifecycle=Lifecycle.CUSTOMER,
            since=Coalesce(F("since"), Value(on)),
            version=F("version") + 1,
            updated_at=Now(),
        )
    return bool(changed)
