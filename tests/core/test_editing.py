"""Who saves second sees what the first one changed, and overwrites nothing."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from activities.services import interactions, tasks
from company.models import Company
from company.queries import current, today
from company.services import change_company
from company.services.settings import FIELDS
from core import clock
from core.errors import Conflict
from customers.models import Category as CustomerCategory
from customers.models import Contact
from customers.services.contacts import save_contact
from inventory.services import save_category, save_product
from messaging.services import save_template
from sales.models import PostSaleRule, Target
from sales.services import targets
from sales.services.post_sale import save_rule
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.post_sale import rule
from tests.factories.work import interaction, place, task

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
COMPANY = [field.name for field in Company._meta.fields if field.name in FIELDS]


def _as(client, *roles):
    who = person("ada", *roles)
    client.force_login(who, backend=LOGIN)
    return who


def _shown(answer) -> str:
    """The stamp that the form on the page carries."""
    form = answer.context.get("form") or answer.context["adminform"].form
    return str(answer.context.get("shown_stamp", form["shown_stamp"].value() if "shown_stamp" in form.fields else ""))


@pytest.mark.django_db
def test_two_people_change_the_company(client):
    _as(client, "administrador")
    Company.objects.get_or_create(pk=1)
    url = reverse("company:settings")
    page = client.get(url)
    mine = {**{name: getattr(current(), name) for name in COMPANY}, "city": "Cusco", "shown_stamp": _shown(page)}
    change_company(actor=person("bea", "administrador"), values={"phone": "014445566"})

    answer = client.post(url, mine)
    held = Company.objects.get()

    assert f'name="shown_stamp" value="{_shown(page)}"' in page.text
    assert answer.status_code == 422
    assert "Bea cambió esto mientras lo editabas: teléfono (ahora 014445566)" in answer.text
    assert (held.phone, held.city) == ("014445566", "")
    assert answer.context["form"]["city"].value() == "Cusco"

    again = client.post(url, {**mine, "shown_stamp": _shown(answer)})
    assert again.status_code == 302
    assert Company.objects.get().city == "Cusco"


@pytest.mark.django_db
def test_two_people_change_a_rule_of_post_sale(client):
    _as(client, "gestor")
    made = rule(months=3)
    url = reverse("sales:post_sale_edit", args=[made.pk])
    page = client.get(url)
    form = page.context["form"]
    mine = {name: "" if form[name].value() is None else form[name].value() for name in form.fields} | {
        "months": 9,
        "every": "on",
    }
    other = PostSaleRule.objects.get(pk=made.pk)
    other.within_days = 20
    save_rule(rule=other, actor=person("bea", "gestor"))

    answer = client.post(url, mine)

    made.refresh_from_db()
    assert 'name="shown_stamp"' in page.text
    assert "Bea cambió esto mientras lo editabas" in answer.text
    assert (made.months, made.within_days) == (3, 20)
    client.post(url, {**mine, "within_days": 20, "shown_stamp": _shown(answer)})
    made.refresh_from_db()
    assert (made.months, made.within_days) == (9, 20)


@pytest.mark.django_db
def test_two_people_change_a_category_in_the_set_up(client):
    _as(client, "compras")
    made = save_category(actor=None, code="tazas", name="Tazas")
    url = reverse("admin:inventory_category_change", args=[made.pk])
    page = client.get(url)
    save_category(actor=person("bea", "compras"), code="tazas", name="Tazones", pk=made.pk)

    answer = client.post(url, {"code": "tazas", "name": "Vasos", "order": 100, "shown_stamp": _shown(page)})

    made.refresh_from_db()
    assert f'name="shown_stamp" value="{_shown(page)}"' in page.text
    assert "Bea cambió esto mientras lo editabas: nombre (ahora Tazones)" in answer.text
    assert made.name == "Tazones"
    client.post(url, {"code": "tazas", "name": "Vasos", "order": 100, "shown_stamp": _shown(answer)})
    made.refresh_from_db()
    assert made.name == "Vasos"


@pytest.mark.django_db
def test_two_people_change_a_product_in_the_set_up(client):
    _as(client, "compras")
    made = product("A-1", price=Decimal(10))
    url = reverse("admin:inventory_product_change", args=[made.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    mine = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    save_product(actor=person("bea", "compras"), product=made, price=Decimal(12))

    answer = client.post(url, {**mine, "price": "15.00", "shown_stamp": _shown(page)})

    made.refresh_from_db()
    assert made.price == 12
    assert "Bea cambió esto mientras lo editabas" in answer.text
    saved = client.post(url, {**mine, "price": "15.00", "shown_stamp": _shown(answer)})
    made.refresh_from_db()
    assert (saved.status_code, made.price) == (302, 15)


def _contact(bea):
    made = Contact.objects.create(customer=customer(), first_name="Ana")
    save_contact(customer=made.customer, contact=made, version=1, actor=bea, role="Compras")
    return made, f"/clientes/{made.customer_id}/contactos/{made.pk}/", "first_name", "cargo (ahora Compras)"


def _template(bea):
    texts = {"channel": "email", "purpose": "service", "subject": "Uno", "body": "Hola"}
    made = save_template(actor=None, name="Gracias", **texts)
    save_template(actor=bea, template=made, version=1, name="Gracias", **(texts | {"subject": "Dos"}))
    return made, reverse("messaging:template", args=[made.pk]), "name", "asunto (ahora Dos)"


def _task(bea):
    made = task(bea, title="Llamar")
    tasks.update(task=made, version=1, actor=bea, place="Miraflores")
    return made, reverse("activities:task", args=[made.pk]), "title", "dónde (ahora Miraflores)"


def _interaction(bea):
    made = interaction(bea, customer(), text="Una nota")
    interactions.edit(interaction=made, version=1, actor=bea, at=clock.now(), place="Miraflores")
    return made, reverse("activities:interaction", args=[made.pk]), "text", "lugar (ahora Miraflores)"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [_contact, _template, _task, _interaction])
def test_two_people_change_a_record(client, make):
    _as(client, "gestor", "marketing")
    row, url, name, told = make(person("bea", "gestor", "marketing"))
    form = client.get(url).context["form"]
    mine = {key: form[key].value() for key in form.fields if form[key].value() not in (None, False)}
    stamp = "shown_version" if "shown_version" in mine else "version"
    stale = mine | {name: "Lo mío", stamp: "1"}

    answer = client.post(url, stale)

    before = getattr(row, name)
    row.refresh_from_db()
    assert (answer.status_code, getattr(row, name)) == (422, before)
    assert f"Bea cambió esto mientras lo editabas: {told}" in answer.text
    assert answer.context["form"][name].value() == "Lo mío"
    assert client.post(url, stale | {stamp: answer.context["form"][stamp].value()}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "Lo mío"


@pytest.mark.django_db
def test_two_people_change_what_has_no_history_in_the_set_up(client):
    _as(client, "administrador")
    made = CustomerCategory.objects.create(code="socio", name="Socio")
    url = reverse("admin:customers_category_change", args=[made.pk])
    mine = {"code": "socio", "name": "Aliado", "order": 100, "shown_stamp": _shown(client.get(url))}
    CustomerCategory.objects.filter(pk=made.pk).update(name="Partner")

    answer = client.post(url, mine)

    made.refresh_from_db()
    assert made.name == "Partner"
    assert "Otra persona cambió esto mientras lo editabas" in answer.text
    assert client.post(url, mine | {"shown_stamp": _shown(answer)}).status_code == 302
    made.refresh_from_db()
    assert made.name == "Aliado"


@pytest.mark.django_db
def test_two_people_set_targets_of_a_month(client):
    ada = _as(client, "gestor")
    bea = person("bea", "gestor")
    month = today().replace(day=1)
    sales = (ada.pk, "own", "sales")
    targets.set_targets(month=month, values={sales: Decimal(100)}, actor=ada)
    targets.set_targets(month=month, values={sales: Decimal(500)}, actor=bea)

    with pytest.raises(Conflict):
        targets.set_targets(month=month, values={sales: Decimal(200)}, actor=ada, shown={sales: Decimal(100)})
    stays = targets.set_targets(month=month, values={sales: Decimal(100)}, actor=ada, shown={sales: Decimal(100)})

    assert (stays, Target.objects.get().amount) == (0, 500)


@pytest.mark.django_db
def test_the_grid_of_targets_keeps_what_somebody_else_set(client):
    ada, luz = _as(client, "gestor"), person("luz", "ventas")
    month = today().replace(day=1)
    place(ada, level=2)
    place(luz, under=ada)
    targets.set_targets(month=month, values={(luz.pk, "own", "sales"): Decimal(100)}, actor=ada)
    url, name = f"{reverse('sales:targets')}?mes={month:%Y-%m}", f"meta-{luz.pk}-own-sales"
    page = client.get(url)
    targets.set_targets(month=month, values={(luz.pk, "own", "sales"): Decimal(500)}, actor=ada)

    answer = client.post(url, {name: "200", f"era-{name}": "100.00"})

    assert f'name="era-{name}" value="100.00"' in page.text
    assert answer.status_code == 409
    assert "Otra persona cambió estas metas" in answer.text
    assert "Ahora dice 500" in answer.text
    assert f'name="{name}" value="200"' in answer.text
    assert Target.objects.get().amount == 500
    client.post(url, {name: "200", f"era-{name}": "500.00"})
    assert Target.objects.get().amount == 200


@pytest.mark.django_db
def test_the_set_up_of_categories_of_customers_notes_what_it_said_before(client):
    _as(client, "administrador")
    made = CustomerCategory.objects.create(code="socio", name="Socio")

    client.post(
        reverse("admin:customers_category_change", args=[made.pk]), {"code": "socio", "name": "Aliado", "order": 100}
    )

    assert LogEntry.objects.get().change_message == "Nombre: «Socio» → «Aliado»"
    assert "«Socio» → «Aliado»" in client.get(reverse("admin:customers_category_history", args=[made.pk])).text
