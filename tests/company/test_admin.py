"""The set-up screens: by role, by our services, in Spanish."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from company.models import User
from inventory.models import Category, Product
from sales.models import Payment
from tests.factories.company import PASSWORD, person
from tests.factories.customers import customer
from tests.factories.inventory import category, product


def model_pages():
    for model in admin.site._registry:
        yield f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


@pytest.mark.django_db
def test_every_screen_opens_for_the_administrator(client):
    client.force_login(person("ada", "administrador"))
    product(category=category())
    for name in model_pages():
        assert client.get(reverse(name)).status_code == 200, name
    index = client.get(reverse("admin:index")).content.decode()
    assert "Qué quieres ajustar" in index
    assert "Django" not in index


@pytest.mark.django_db
def test_roles_decide(client):
    client.force_login(person("paco", "compras"))
    assert client.get(reverse("admin:inventory_product_changelist")).status_code == 200
    assert client.get(reverse("admin:company_user_changelist")).status_code == 403
    client.force_login(person("vera", "ventas", is_staff=True))
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.django_db
def test_secrets_and_side_doors_are_hidden():
    labels = {model._meta.label_lower for model in admin.site._registry}
    assert not labels & {"auth.group", "mfa.authenticator", "account.emailaddress"}


@pytest.mark.django_db
def test_without_the_second_step_the_door_stays_shut_where_it_is_asked_for(client, settings):
    settings.ADMIN_REQUIRES_TOTP = True
    client.force_login(person("ada", "administrador"))
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.django_db
def test_categories_go_through_the_tree(client):
    client.force_login(person("paco", "compras"))
    parent = category("hogar")
    child = category("tazas", parent=parent)
    add, change = reverse("admin:inventory_category_add"), reverse("admin:inventory_category_change", args=[parent.pk])

    client.post(add, {"code": "velas", "name": "Velas", "parent": parent.pk, "order": 5})
    assert Category.objects.get(code="velas").path == f"{parent.pk}/{Category.objects.get(code='velas').pk}/"

    answer = client.post(change, {"code": "hogar", "name": "Hogar", "parent": child.pk, "order": 5}, follow=True)
    assert "no puede depender de sí mismo" in answer.content.decode()
    assert Category.objects.get(pk=parent.pk).parent_id is None


@pytest.mark.django_db
def test_products_go_through_the_service(client):
    client.force_login(person("paco", "compras"))
    fields = {"name": "Taza", "kind": "goods", "unit": "unidad", "price": "12.5", "is_active": "on"}
    client.post(reverse("admin:inventory_product_add"), {"sku": "taza-9", **fields})
    made = Product.objects.get()
    assert (made.sku, made.version) == ("TAZA-9", 1)
    client.post(reverse("admin:inventory_product_change", args=[made.pk]), {"sku": "TAZA-9", **fields, "price": "13"})
    made.refresh_from_db()
    assert (made.price, made.version) == (13, 2)


@pytest.mark.django_db
def test_a_new_person_gets_roles_by_the_service(client):
    ada = person("ada", "administrador")
    client.force_login(ada)
    made = {"username": "nora", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("admin:company_user_add"), {**made, "first_name": "Nora", "email": "nora@empresa.example"})
    nora = User.objects.get(username="nora")
    role = nora.groups.model.objects.get(name="ventas")
    url = reverse("admin:company_user_change", args=[nora.pk])
    client.post(url, {"username": "nora", "first_name": "Nora", "is_active": "on", "groups": [role.pk]})
    nora = User.objects.get(username="nora")
    assert nora.roles == {"ventas"}

    url = reverse("admin:company_user_change", args=[ada.pk])
    answer = client.post(url, {"username": "ada", "first_name": "Ada", "groups": []})
    assert "único administrador" in answer.content.decode()
    assert User.objects.get(pk=ada.pk).roles == {"administrador"}


@pytest.mark.django_db
def test_payments_are_noted_and_never_changed(client):
    client.force_login(person("ada", "administrador"))
    rosa = customer()
    data = {"customer": rosa.pk, "amount": "25.50", "paid_on": "2026-01-15", "method": "efectivo"}
    client.post(reverse("admin:sales_payment_add"), data)
    paid = Payment.objects.get()
    assert paid.number == "C-2026-000001"
    assert client.post(reverse("admin:sales_payment_delete", args=[paid.pk]), {"post": "yes"}).status_code == 403
    answer = client.post(reverse("admin:sales_payment_add"), {**data, "customer": ""}, follow=True)
    assert "Di de quién es el pago" in answer.content.decode()


@pytest.mark.django_db
def test_the_catalogue_goes_out_and_comes_in_as_csv(client):
    client.force_login(person("paco", "compras"))
    product("TAZA-1", name="=HYPERLINK(1)", category=category("tazas"))
    given = client.post(reverse("admin:inventory_product_export"), export_form("TAZA-1")).content.decode()
    head, row = given.splitlines()[:2]
    assert head == "codigo,nombre,clase,categoria,marca,codigo_de_barras,unidad,precio,costo,a_la_venta"
    assert row.startswith("TAZA-1,HYPERLINK(1),goods,tazas,")

    file = SimpleUploadedFile(
        "p.csv", b"codigo,nombre,categoria,precio\ntaza-1,Taza azul,tazas,15.5\nvela-1,Vela,tazas,3\n"
    )
    page = client.post(reverse("admin:inventory_product_import"), {"import_file": file, "format": "0"})
    form = page.context["confirm_form"]
    client.post(reverse("admin:inventory_product_process_import"), form.initial)
    found = Product.objects.order_by("sku").values_list("sku", "name", "price")
    assert list(found) == [("TAZA-1", "Taza azul", Decimal("15.5")), ("VELA-1", "Vela", Decimal(3))]


def export_form(sku):
    fields = ["sku", "name", "kind", "category", "brand", "barcode", "unit", "price", "cost", "is_active"]
    return {"format": "0", "resource": "", **{f"productresource_{name}": "on" for name in fields}}
