"""What we hold of a person, given out or forgotten; who asked to be forgotten is not taken in again."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import JSONField
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from core.audit import acting
from core.errors import DomainError, NotAllowed
from core.exports.dataset import Column, Dataset
from core.slots import PERSONAL_DATA
from customers.models import Customer, Erasure
from customers.queries.relations import links

from .privacy_fields import blank_history
from .privacy_traces import sweep, words_of

ERASERS = frozenset({"gestor", "administrador"})
REFUSED = "Esta persona pidió que se borraran sus datos: no se puede volver a guardar."


def records_of(customer: Customer) -> list[int]:
    """The record and every one that was merged into it."""
    found, fresh = [customer.pk], [customer.pk]
    while fresh:
        fresh = list(Customer.objects.filter(merged_into__in=fresh).exclude(pk__in=found).values_list("pk", flat=True))
        found += fresh
    return sorted(found)


def held(customer: Customer) -> dict[str, list[dict[str, Any]]]:
    """Everything that we hold of a person, by the label of each part."""
    ids = records_of(customer)
    return {part.label: rows for part in PERSONAL_DATA if (rows := part.rows(ids))}


def as_json(customer: Customer) -> bytes:
    """The copy for machines."""
    return json.dumps(held(customer), ensure_ascii=False, indent=1, default=str).encode()


def as_dataset(customer: Customer) -> Dataset:
    """The copy on paper: part, row, name of the datum, what it says."""
    rows = [
        (label, number, name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
        for label, found in held(customer).items()
        for number, row in enumerate(found, 1)
        for name, value in row.items()
    ]
    columns = [Column("part", "Parte"), Column("row", "N.º"), Column("name", "Dato"), Column("value", "Dice")]
    return Dataset(
        name=f"datos-{customer.code}", title=f"Datos personales de {customer.name}", columns=columns, rows=rows
    )


def hashes_of(values: Mapping[str, Any]) -> list[str]:
    """Keyed hashes of document, telephone and mail, so that the tombstone names nobody."""
    document = "".join(letter for letter in str(values.get("document_number") or "").upper() if letter.isalnum())
    phone = "".join(letter for letter in str(values.get("phone") or "") if letter.isdecimal())
    said = {"document": document, "phone": phone, "email": str(values.get("email") or "").strip().lower()}
    return [
        salted_hmac(f"customers.erasure.{kind}", value, secret=settings.ERASURE_KEY, algorithm="sha256").hexdigest()
        for kind, value in said.items()
        if len(value) > 3
    ]


def refuse_erased(values: Mapping[str, Any]) -> None:
    """Raises ``DomainError`` for who asked to be forgotten."""
    hashes = hashes_of(values)
    if hashes and Erasure.objects.filter(hashes__has_any_keys=hashes).exists():
        raise DomainError(REFUSED)


def erased_among(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> list[int]:
    """Of numbered rows, those of people who asked to be forgotten."""
    known = {one for hashes in Erasure.objects.values_list("hashes", flat=True) for one in hashes}
    return [number for number, values in rows if known and known.intersection(hashes_of(values))]


def erase(*, customer: Customer, reason: str, asked_on: date, actor: Any) -> Erasure:
    """Forget a person: what names him is blanked everywhere, what he bought stays in the totals. There is no way back.

    ``asked_on`` is the day on which he asked. Raises ``NotAllowed`` for who may not, ``DomainError`` without reason.
    """
    if actor is not None and not ERASERS & actor.roles:
        raise NotAllowed("Borrar los datos de una persona es cosa del gestor o de quien administra.")
    if not reason.strip():
        raise DomainError("Escribe por qué se borra: quién lo pidió y cómo.", field="reason")
    with transaction.atomic(), acting(actor=actor, why="borrado de datos personales"):
        kept = Customer.objects.filter(pk=customer.pk).values_list("merged_into_id", flat=True).first()
        top = Customer.objects.get(pk=kept) if kept else customer
        ids = records_of(top)
        rows = list(Customer.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))
        if all(one.erased_at for one in rows):
            raise DomainError("Los datos de este cliente ya se borraron.")
        return _forget(rows, ids, top.pk, reason, asked_on, actor)


def _forget(rows: list[Customer], ids: list[int], top: int, reason: str, asked_on: date, actor: Any) -> Erasure:
    hashes = sorted({one for row in rows for one in hashes_of(vars(row))})
    words = words_of(ids)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL crm.consent_move = 'on'")
        for part in PERSONAL_DATA:
            part.erase(ids, actor)
        _blank_histories(ids)
        sweep(ids, words)
        cursor.execute("SET LOCAL crm.consent_move = 'off'")
    for word in words:
        reason = reason.replace(word, "…")
    Customer.objects.filter(pk__in=ids).update(is_active=False, erased_at=Now(), updated_at=Now())
    made = Erasure.objects.create(
        customer_id=top,
        hashes=hashes,
        asked_on=asked_on,
        reason=reason.strip()[:240],
        made_by=actor if getattr(actor, "pk", None) else None,
    )
    line = {"hashes": hashes, "asked_on": asked_on.isoformat()}
    transaction.on_commit(lambda: _note(line))
    return made


def _blank_histories(ids: list[int]) -> None:
    """The former rows of every registered model, also of those whose owner only thought of the present ones."""
    fields = {part.model: part.fields for part in PERSONAL_DATA}
    for link in links():
        model = link.model._meta.label
        columns = [link.model._meta.get_field(name) for name in fields.get(model, ())]
        values = {one.name: ({} if isinstance(one, JSONField) else "") for one in columns if not one.null}
        if values and model != Customer._meta.label:
            blank_history(model, values, list(link.rows(ids, besides=[]).values_list("pk", flat=True)))


def tombstones() -> Path:
    """The list outside the database: a copy restored from before an erasure learns from it whom to forget again."""
    return Path(settings.MEDIA_ROOT) / "erasures.jsonl"


def _note(line: dict[str, Any]) -> None:
    path = tombstones()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def replay(*, actor: Any) -> int:
    """Erase again whoever a restored copy brought back; gives how many records."""
    known = {one: row.asked_on for row in Erasure.objects.all() for one in row.hashes}
    if tombstones().exists():
        for line in tombstones().read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            known |= {hash_: date.fromisoformat(row["asked_on"]) for hash_ in row["hashes"]}
    again = 0
    columns = ("document_number", "phone", "email")
    for row in Customer.objects.filter(erased_at=None).only("pk", *columns).iterator(chunk_size=5_000):
        found = [one for one in hashes_of({name: getattr(row, name) for name in columns}) if one in known]
        if found and not Customer.objects.filter(pk=row.pk).exclude(erased_at=None).exists():
            erase(customer=row, reason="repetido tras reponer una copia", asked_on=known[found[0]], actor=actor)
            again += 1
    return again
