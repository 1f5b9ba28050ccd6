"""People at a customer and who of ours answers for him."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.models import Notice
from core.errors import Conflict, DomainError, NotAllowed
from core.imports import batches
from core.imports.undo import undo
from core.undo import take_back
from customers import services
from customers.models import Contact, Responsible
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db


def _as(client: Client, role: str = "gestor") -> Any:
    user = person("rocio", role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _step(address: str) -> str:
    return address.rstrip("/").split("/")[-1]


def _main_names() -> list[str]:
    return [one.first_name for one in Contact.objects.filter(is_main=True, is_active=True)]


def test_a_new_main_contact_replaces_the_old_one_and_both_come_back() -> None:
    gestor, shop = person("rocio", "gestor"), customer("C-1")
    services.save_contact(customer=shop, actor=gestor, first_name="Ana", is_main=True)

    bea, back = services.save_contact(customer=shop, actor=gestor, first_name="Bea", is_main=True)
    after = _main_names()
    take_back(step_id=_step(back), actor=gestor)

    assert (after, _main_names()) == (["Bea"], ["Ana"])
    assert Contact.objects.get(pk=bea.pk).is_active is False


def test_a_contact_out_of_use_comes_back_as_he_was() -> None:
    gestor, shop = person("rocio", "gestor"), customer("C-1")
    ana, _ = services.save_contact(customer=shop, actor=gestor, first_name="Ana", is_main=True)

    back = services.set_contact_active(contact=ana, active=False, actor=gestor)
    gone = _main_names()
    take_back(step_id=_step(back), actor=gestor)

    assert (gone, _main_names()) == ([], ["Ana"])


def test_nobody_overwrites_and_nobody_changes_the_contacts_of_another_seller() -> None:
    shop = customer("C-1", owner=person("luz", "ventas"))
    ana, _ = services.save_contact(customer=shop, actor=person("rocio", "gestor"), first_name="Ana")

    with pytest.raises(Conflict):
        services.save_contact(customer=shop, contact=ana, version=9, actor=None, first_name="Ana María")
    with pytest.raises(NotAllowed):
        services.save_contact(customer=shop, actor=person("otro", "ventas"), first_name="Bea")


def test_the_pages_add_change_and_hand_out_a_contact(client: Client) -> None:
    _as(client)
    shop = customer("C-1", kind="juridica", legal_name="Bodega; Sol")

    wrong = client.post(f"/clientes/{shop.pk}/contactos/nuevo/", {"first_name": "Ana", "phone": "12"})
    added = client.post(
        f"/clientes/{shop.pk}/contactos/nuevo/",
        {"first_name": "Ana", "last_name": "Torres", "phone": "987654321", "email": "ANA@x.pe", "is_main": "on"},
    )
    ana = Contact.objects.get()
    card = client.get(f"/clientes/{shop.pk}/contactos/{ana.pk}/vcard/")
    page = client.get(f"/clientes/{shop.pk}/").content.decode()

    assert (wrong.status_code, added.status_code) == (422, 302)
    assert (ana.phone, ana.email, ana.is_main) == ("+51987654321", "ana@x.pe", True)
    assert card.content.decode().split("\r\n")[2:6] == [
        "N:Torres;Ana;;;",
        "FN:Ana Torres",
        "ORG:Bodega\\; Sol",
        "TEL;TYPE=WORK:+51987654321",
    ]
    assert "Ana Torres" in page


def test_a_contact_of_another_customer_is_not_found(client: Client) -> None:
    _as(client)
    ana, _ = services.save_contact(customer=customer("C-1"), actor=None, first_name="Ana")

    assert client.get(f"/clientes/{customer('C-2').pk}/contactos/{ana.pk}/").status_code == 404


def test_the_customer_page_asks_the_same_with_one_contact_and_with_many(client: Client) -> None:
    _as(client)
    shop = customer("C-1")
    services.save_contact(customer=shop, actor=None, first_name="Ana")

    def queries() -> int:
        client.get(f"/clientes/{shop.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/clientes/{shop.pk}/")
        return len(asked)

    one = queries()
    for n in range(10):
        services.save_contact(customer=shop, actor=None, first_name=f"Persona {n}")
        customer(f"H-{n}", parent=shop)

    assert queries() == one <= 14


def test_a_file_of_contacts_is_known_again_and_undone(tmp_path: Path) -> None:
    shop = customer("C-1")
    services.save_contact(customer=shop, actor=None, first_name="Ana", email="ana@x.pe")
    file = tmp_path / "contactos.csv"
    file.write_text(
        "customer_code,first_name,last_name,role,phone,email\n"
        "C-1,Ana,Torres,Compras,987654321,ana@x.pe\nC-1,Beá,,Gerente,,\nC-1,BEA,,,,\nC-9,Caro,,,,\nC-1,Dora,,,12,\n",
        encoding="utf-8",
    )

    outcome, _, batch = batches.import_path(kind_key="contacts", path=file, actor=None, given=None, dry_run=False)
    loaded = sorted(Contact.objects.values_list("first_name", "role", "phone"))
    reasons = list(batch.rejections.order_by("line").values_list("line", "reason"))
    undo(batch=batch, actor=None)

    assert (outcome.fates["created"], outcome.fates["updated"], outcome.fates["rejected"]) == (1, 1, 3)
    assert loaded == [("Ana", "Compras", "+51987654321"), ("Beá", "Gerente", "")]
    assert reasons[:2] == [(4, "repite a la persona de la línea 3"), (5, "no hay un cliente con el código C-9")]
    assert list(Contact.objects.values_list("first_name", "role")) == [("Ana", "")]


def test_who_answers_for_a_customer_is_told_and_it_can_be_taken_back(client: Client) -> None:
    gestor, luz = _as(client), person("luz", "servicio")
    shop = customer("C-1", first_name="Bodega", last_name="Sol")

    client.post(f"/clientes/{shop.pk}/responsables/", {"service": luz.pk})
    told = Notice.objects.get(user=luz).text
    back = services.put_responsible(customer=shop, area="service", user=None, actor=gestor)
    nobody = Responsible.objects.count()
    take_back(step_id=_step(back), actor=gestor)

    assert "Bodega Sol" in told
    assert (nobody, Responsible.objects.get().user) == (0, luz)


def test_a_seller_hears_of_his_new_customers_with_what_comes_first() -> None:
    gestor, luz = person("rocio", "gestor"), person("luz", "ventas")
    one = customer("C-1", first_name="Ana", last_name="")
    customer("C-2")

    services.update_customer(customer=one, version=1, actor=gestor, owner=luz)
    services.assign(customers=type(one).objects.all(), owner=luz, actor=gestor)

    texts = list(Notice.objects.filter(user=luz).order_by("id").values_list("text", flat=True))
    assert len(texts) == 2
    assert all("queda a tu cargo. Primero: preséntate" in text for text in texts)


def test_undo_is_refused_after_somebody_elses_change() -> None:
    gestor, shop = person("rocio", "gestor"), customer("C-1")
    ana, back = services.save_contact(customer=shop, actor=gestor, first_name="Ana")
    services.save_contact(customer=shop, contact=ana, actor=None, role="Compras")

    with pytest.raises(DomainError):
        take_back(step_id=_step(back), actor=gestor)
