"""What comes back from the history of quotes, orders, redirected orders, comments, actions, rules and categories."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import Interaction
from activities.services import comments
from core import clock, history
from core.models import UndoStep
from inventory.models import Category
from inventory.services import save_category
from sales.models import OrderLine, Quote, QuoteLine
from sales.services import LineInput, confirm_order, place_order
from sales.services import quotes as quote_services
from sales.services.orders import change_draft
from sales.services.post_sale import save_rule
from sales.services.redirected_assign import assign
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.post_sale import rule
from tests.factories.quotes import quote
from tests.factories.redirected import waiting
from tests.factories.voices import comment
from tests.factories.work import interaction

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"


def _quote(boss):
    made = quote(customer(), boss, at=clock.now())
    quote_services.save(quote=made, version=made.version, lines=None, actor=boss, title="Regalos de Navidad")
    return made, "title"


def _order(boss):
    line = LineInput(product("A-1", price=Decimal(10)), Decimal(3))
    made = place_order(customer=customer(), lines=[line], actor=boss, status="draft", note="Con lazo", seller=boss)
    change_draft(order=made, lines=None, version=1, actor=boss, note="Sin lazo")
    return made, "note"


def _redirected(boss):
    made = waiting("R-1", status="assigned", seller=person("saul", "ventas"), assigned_at=clock.now())
    assign(redirected=type(made).objects.all(), seller=person("sara", "ventas"), actor=boss)
    return made, "seller"


def _comment(boss):
    made = comment()
    made, _ = comments.label(comment=made, version=1, actor=boss, at=clock.now(), sentiment="negative")
    comments.label(comment=made, version=2, actor=boss, at=clock.now(), sentiment="positive")
    return made, "sentiment"


def _interaction(boss):
    made = interaction(boss, customer(), text="Una nota")
    Interaction.objects.filter(pk=made.pk).update(text="Otra nota", version=2)
    return made, "text"


def _rule(boss):
    made = rule(months=3)
    made.months = 6
    return save_rule(rule=made, actor=boss), "months"


def _category(boss):
    made = save_category(actor=boss, code="tazas", name="Tazas")
    return save_category(actor=boss, code="tazas", name="Tazones", pk=made.pk), "name"


MAKERS = [_quote, _order, _redirected, _comment, _interaction, _rule, _category]


def _made(client, make):
    """A record changed once: it, the field, where its value comes back."""
    boss = person("elena", "gestor", "compras")
    client.force_login(boss, backend=LOGIN)
    row, name = make(boss)
    row.refresh_from_db()
    page = f"/historia/{row._meta.label_lower.replace('.', '/')}/{row.pk}/"
    return row, name, page, f"{page}{history.entries(row)[0].event_id}/{name}/"


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_a_former_value_comes_back_and_goes_again(client, make):
    row, name, page, url = _made(client, make)
    after = getattr(row, name)
    before = history.former(row, history.entries(row)[0].event_id, name)

    offered = url in client.get(page).text
    client.post(url, {"version": history.stamp(row)})
    row.refresh_from_db()
    column = row._meta.get_field(name).attname
    back = getattr(row, column)
    step = UndoStep.objects.latest("created_at")
    client.post(reverse("core:undo", args=[step.pk]))
    row.refresh_from_db()

    assert offered
    assert back == before
    assert getattr(row, name) == after


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_who_was_slower_overwrites_nothing(client, make):
    row, name, _, url = _made(client, make)
    stands = getattr(row, name)

    answer = client.post(url, {"version": history.stamp(row) + 1}, follow=True)

    row.refresh_from_db()
    assert getattr(row, name) == stands
    assert "Otra persona lo cambió mientras mirabas" in answer.text


@pytest.mark.django_db
def test_the_lines_of_a_draft_stay_the_same_rows(client):
    offer, _, _, url = _made(client, _quote)
    lines, sums = list(QuoteLine.objects.values_list("pk", flat=True)), (offer.total, offer.tax)
    client.post(url)
    offer.refresh_from_db()
    assert offer.title == "Regalos de fin de año"
    assert (list(QuoteLine.objects.values_list("pk", flat=True)), (offer.total, offer.tax)) == (lines, sums)


@pytest.mark.django_db
def test_what_was_sent_says_why_nothing_comes_back(client):
    offer, _, page, url = _made(client, _quote)
    Quote.objects.filter(pk=offer.pk).update(valid_until=clock.now().date() + timedelta(days=30))
    quote_services.mark_sent(quote=offer, actor=offer.owner)
    assert client.post(url).status_code == 404
    told = client.get(page).text
    assert "haz una versión nueva" in told
    assert "Volver a «" not in told


@pytest.mark.django_db
def test_what_was_confirmed_says_why_nothing_comes_back(client):
    order, _, page, url = _made(client, _order)
    confirm_order(order=order, actor=order.seller)
    assert client.post(url).status_code == 404
    told = client.get(page).text
    assert "ya no es un borrador" in told
    assert "Volver a «" not in told
    assert OrderLine.objects.get(order=order).quantity == 3


@pytest.mark.django_db
def test_who_may_not_write_is_not_offered_it(client):
    row, _, page, url = _made(client, _interaction)
    client.force_login(person("sol", "servicio"), backend=LOGIN)
    assert client.post(url).status_code == 404
    assert "Volver a «" not in client.get(page).text
    row.refresh_from_db()
    assert row.text == "Otra nota"


@pytest.mark.django_db
def test_an_order_does_not_come_back_to_a_seller_outside_of_the_team(client):
    boss, stranger, seller = person("elena", "gestor"), person("otto", "ventas"), person("saul", "ventas")
    line = LineInput(product("A-1", price=Decimal(10)), Decimal(3))
    made = place_order(customer=customer(), lines=[line], actor=boss, status="draft", seller=stranger)
    change_draft(order=made, lines=None, version=1, actor=boss, seller=seller)
    made.refresh_from_db()
    client.force_login(seller, backend=LOGIN)

    answer = client.post(f"/historia/sales/order/{made.pk}/{history.entries(made)[0].event_id}/seller/", follow=True)

    made.refresh_from_db()
    assert made.seller == seller
    assert "está fuera de tu equipo" in answer.text


@pytest.mark.django_db
def test_the_set_up_of_categories_leads_to_their_history(client):
    made, _, page, _ = _made(client, _category)
    answer = client.get(reverse("admin:inventory_category_history", args=[made.pk]))
    assert answer.url == page
    assert "Tazones" in client.get(page).text
    client.force_login(person("saul", "ventas"), backend=LOGIN)
    assert client.get(page).status_code == 404
    assert Category.objects.get().name == "Tazones"
