"""What is held of a person goes out whole and can be forgotten whole; the totals stay, and he does not come back."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from activities.models import Comment, Interaction, PhoneCall, Task
from core.errors import DomainError, NotAllowed
from core.models import ImportBatch, ImportChange, ImportRejection, StoredFile, UndoStep
from core.slots import PERSONAL_DATA
from customers.models import Contact, Customer, Erasure
from customers.queries.relations import is_history, links
from customers.services import create_customer, privacy, update_customer
from customers.services.merging import merge
from inventory.models import StockMovement
from sales.models import Order, Payment
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import payment, plain_order

pytestmark = pytest.mark.django_db
CANARY = "Zaqueo-Canario"
DAY = date(2026, 11, 3)

# Text columns that hang on a customer and say nothing of a person: codes of the house, states, figures of places.
NOT_PERSONAL = {
    "customers.Customer": {"city", "region", "country", "activity_code"},
    "customers.Consent": {"text_version"},
    "sales.Order": {"number", "city", "currency"},
    "sales.Payment": {"number", "currency"},
    "sales.Quote": {"number", "currency"},
    "sales.PostSaleTurn": {"part"},
    "sales.RedirectedOrder": {"number", "city", "step", "currency", "assigned_why", "external_id"},
    "sales.Opportunity": {"number", "currency", "external_id"},
    "messaging.Message": {
        "country", "region", "related_url", "provider_id", "dedupe_key", "activity_key", "recipient_key",
    },
    "activities.Interaction": {"external_id"},
    "activities.PhoneCall": {"external_id", "extension"},
    "activities.Task": {"rule_key"},
    "activities.Comment": {"product_code", "external_id"},
}  # fmt: skip


def _texts(model: Any) -> list[Any]:
    """Its free text columns: no choices, nothing computed, no keys."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, kinds) and not one.generated and not one.choices and not one.primary_key
    ]


def test_every_text_that_hangs_on_a_customer_is_registered_or_known_to_say_nothing() -> None:
    registered: dict[str, set[str]] = {}
    for part in PERSONAL_DATA:
        registered.setdefault(part.model, set()).update(part.fields)
    reached = {Customer, *(link.model for link in links() if not link.model._meta.auto_created)}

    forgotten = {
        f"{model._meta.label}.{one.name}"
        for model in reached
        for one in _texts(model)
        if one.name not in registered.get(model._meta.label, set()) | NOT_PERSONAL.get(model._meta.label, set())
    }

    assert forgotten == set()


def _planted() -> Customer:
    """A person with something everywhere, the canary in every registered text."""
    rosa = customer("C-1", country="PE")
    plain_order("V-1", rosa)
    payment("P-1", rosa)
    Contact.objects.create(customer=rosa, first_name="Ana")
    elena = person("elena", "servicio")
    kind = apps.get_model("activities.ActionType").objects.order_by("pk").first()
    made = Interaction.objects.create(customer=rosa, type=kind, user=elena, **_needed(Interaction))
    Task.objects.create(customer=rosa, type=kind, owner=elena, **_needed(Task))
    PhoneCall.objects.create(customer=rosa, interaction=made, **_needed(PhoneCall))
    Comment.objects.create(customer=rosa, text="Tarde", **_needed(Comment))
    for link in links():
        if link.model is not Customer and not link.model._meta.auto_created:
            _plant(link.model, link.model._base_manager.filter(**{link.field: rosa}))
    _plant(Customer, Customer.objects.filter(pk=rosa.pk))
    return Customer.objects.get(pk=rosa.pk)


def _needed(model: Any) -> dict[str, Any]:
    """Values for the columns that a row cannot do without."""
    found: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        free = one.null or one.has_default() or one.has_db_default() or one.generated or one.primary_key
        if free or one.is_relation:
            continue
        if one.choices:
            found[one.name] = one.choices[0][0]
        elif isinstance(one, models.DateTimeField):
            found[one.name] = "2026-11-10T15:00:00Z"
        elif isinstance(one, models.DateField):
            found[one.name] = "2026-11-10"
        elif isinstance(one, models.IntegerField):
            found[one.name] = 1
        elif isinstance(one, models.DurationField):
            found[one.name] = "00:01:00"
        elif isinstance(one, models.BooleanField):
            found[one.name] = False
    return found


def _plant(model: Any, rows: Any) -> None:
    held = {name for part in PERSONAL_DATA if part.model == model._meta.label for name in part.fields}
    for one in _texts(model):
        if one.name not in held:
            continue
        value: Any = CANARY + one.name[:4]
        if isinstance(one, models.JSONField):
            value = {"talla": CANARY}
        elif one.name in ("phone", "number"):
            value = "+51987654321"
        elif isinstance(one, models.EmailField):
            value = f"{CANARY}@correo.example"
        for row in rows.values_list("pk", flat=True):
            fits = value if isinstance(value, dict) else value[: one.max_length or 99]
            model._base_manager.filter(pk=row).update(**{one.name: fits})


def _hits(*words: str) -> list[str]:
    """Tables of the whole database that still hold one of these words."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}: {word}")
    return found


def _totals() -> list[Any]:
    sums = [Order.objects.aggregate(n=models.Count("pk"), total=models.Sum("total"))]
    sums.append(Payment.objects.aggregate(n=models.Count("pk"), total=models.Sum("amount")))
    return [*sums, StockMovement.objects.count(), Customer.objects.count()]


def test_the_copy_holds_every_canary() -> None:
    rosa = _planted()

    copy = json.loads(privacy.as_json(rosa))

    said = json.dumps(copy, ensure_ascii=False)
    expected = {
        CANARY + one.name[:4]
        for model in {Customer, *(link.model for link in links())}
        for one in _texts(model)
        for part in PERSONAL_DATA
        if part.model == model._meta.label and one.name in part.fields
        if not isinstance(one, models.JSONField | models.EmailField) and one.name not in ("phone", "number")
        if model._base_manager.filter(**{"pk" if model is Customer else "customer": rosa.pk}).exists()
        if (one.max_length or 99) > 20
    }
    assert {word for word in expected if word not in said} == set()
    parts = {"Ficha", "Contactos", "Pedidos", "Llamadas de la central", "Tareas", "Conversaciones", "Comentarios"}
    assert parts <= set(copy)
    assert "+51987654321" in said


def test_after_an_erasure_nothing_names_him_and_the_totals_stand(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    gestor = person("rocio", "gestor")
    rosa = _planted()
    Customer.objects.filter(pk=rosa.pk).update(city="Cusco")  # a former row of the audit, with all its canaries
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").write_text(f"nombre\n{CANARY}\n")
    stored = StoredFile.objects.create(
        purpose="imports", name="clientes.csv", content_type="text/csv", size=9, path="files/a"
    )
    batch = ImportBatch.objects.create(kind="customers", file_name="clientes.csv", sha256="0", stored=stored)
    ImportChange.objects.create(
        batch=batch, model="customers.Customer", row_id=rosa.pk, action="updated", before={"notes": CANARY}
    )
    ImportRejection.objects.create(batch=batch, line=3, value=rosa.name[:200], reason=f"repite {rosa.email}")
    UndoStep.objects.create(kind="customers.values", actor=gestor, said=f"{rosa.name}, activado", payload={})
    before = _totals()
    assert len(_hits(CANARY, "987654321")) > 12  # the planting took

    with_files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert with_files
    privacy.erase(customer=rosa, reason=f"carta de {rosa.name}", asked_on=DAY, actor=gestor)
    for _, work, _ in list(connection.run_on_commit):  # the files go with the commit
        work()

    assert _hits(CANARY, "987654321") == []
    assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY in path.read_text()] == []
    assert _totals() == before
    gone = Customer.objects.get(pk=rosa.pk)
    assert (gone.name, gone.code, gone.is_active) == ("Cliente borrado", f"BORRADO-{rosa.pk}", False)


def test_who_was_forgotten_does_not_come_back_by_form_or_copy(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    rosa = customer("C-1", country="PE", document_kind="dni", document_number="45678912", phone="+51987654321")
    other = customer("C-2", first_name="Luz")
    privacy.erase(customer=rosa, reason="carta del titular", asked_on=DAY, actor=None)

    with pytest.raises(DomainError, match="se borraran sus datos"):
        create_customer(actor=None, first_name="Rosa", document_kind="dni", document_number="45678912")
    with pytest.raises(DomainError, match="se borraran sus datos"):
        update_customer(customer=other, version=1, actor=None, phone="+51987654321")
    back = customer("C-9", country="PE", document_kind="dni", document_number="45678912")  # an old copy restored
    out = io.StringIO()
    call_command("replay_erasures", stdout=out)

    assert "1" in out.getvalue()
    assert Customer.objects.get(pk=back.pk).erased_at is not None
    assert Customer.objects.get(pk=other.pk).erased_at is None


def test_records_merged_into_him_are_forgotten_with_him() -> None:
    rosa, other = customer("C-1"), customer("C-2", first_name=CANARY)
    merge(ids=[rosa.pk, other.pk], winner_id=rosa.pk, picks={}, actor=None)

    privacy.erase(customer=rosa, reason="carta del titular", asked_on=DAY, actor=None)

    assert _hits(CANARY) == []


def test_only_the_gestor_forgets_and_says_why(client: Client) -> None:
    rosa = customer("C-1")

    with pytest.raises(NotAllowed):
        privacy.erase(customer=rosa, reason="x", asked_on=DAY, actor=person("marta", "servicio"))
    with pytest.raises(DomainError, match="por qué"):
        privacy.erase(customer=rosa, reason=" ", asked_on=DAY, actor=person("rocio", "gestor"))

    assert not Erasure.objects.exists()


def test_the_pages_give_copies_and_ask_for_the_code(client: Client) -> None:
    user = person("rocio", "gestor")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    rosa = customer("C-1", email="rosa@correo.example")
    page = f"/clientes/{rosa.pk}/datos-personales/"

    assert "rosa@correo.example" in client.get(f"{page}?format=json").content.decode()
    assert client.get(f"{page}?format=pdf").content.startswith(b"%PDF")
    refused = client.post(f"{page}borrar/", {"reason": "carta", "asked_on": "2026-11-03", "code": "otro"})
    assert (refused.status_code, Erasure.objects.count()) == (422, 0)
    client.post(f"{page}borrar/", {"reason": "carta", "asked_on": "2026-11-03", "code": "C-1"})

    assert Erasure.objects.get().customer_id == rosa.pk
    assert "se borraron" in client.get(page).content.decode()


def test_history_tables_are_told_from_the_others() -> None:
    assert is_history(apps.get_model("customers.CustomerEvent"))
    assert not is_history(Customer)
