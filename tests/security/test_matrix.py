"""The permission matrix, in both directions and cell by cell."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, resolve

from company.enums import Role
from core import access
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import category, product
from tests.security.walker import addresses, fingerprint

EXEMPT = {"messaging:unsubscribe", "messaging:provider_notices"}
UNSAFE = ("post", "put", "patch", "delete")
# allauth answers 404 to who has no second step; a part of a page names its record in the query.
MAY_HAVE_NOTHING = frozenset(
    {
        "customers:merge",  # without records to merge
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_deactivate_totp",
    }
)


@pytest.fixture
def shop(db):
    """A little of everything, so that a change would show."""
    product(category=category())
    return customer()


def signed_in(user, **how):
    client = Client(**how)
    client.force_login(user)
    return client


def test_every_address_has_a_row():
    missing = [address.name for address in addresses() if address.name not in access.table()]
    assert missing == []


def test_every_row_has_an_address():
    names = {address.name for address in addresses()}
    assert sorted(set(access.table()) - names) == []


def test_rows_name_roles_that_exist():
    named = {role for row in access.table().values() for role in row.roles}
    assert sorted(named - set(Role.values)) == []


def test_few_addresses_are_public():
    """A new public address is a decision: it is named here too."""
    public = sorted(name for name, row in access.table().items() if row.public)
    assert public == [
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",
        "activities:feed",
        "company:logo",
        "core:alive",
        "core:favicon",
        "core:ready",
        "messaging:provider_notices",
        "messaging:unsubscribe",
        "mfa_authenticate",
        "sales:quote_public",
        "sales:quote_public_ask",
        "sales:quote_public_pdf",
    ]


def test_nobody_is_sent_to_the_door(shop, client):
    for address in addresses():
        if access.table()[address.name].public:
            continue
        for method in ("get", *UNSAFE):
            answer = getattr(client, method)(address.example)
            assert answer.status_code == 302, (method, address)
            assert answer["Location"].startswith(settings.LOGIN_URL_PATH), address


@pytest.fixture(autouse=True)
def door(settings):
    from django.urls import reverse

    settings.LOGIN_URL_PATH = reverse("account_login")


@pytest.mark.parametrize("role", [*Role.values, ""])
def test_each_role_sees_its_row_and_no_other(shop, role):
    """Wrong role → 403; a record that does not exist → 404; own pages open; nothing breaks; reading changes nothing."""
    user = person("quien", *([role] if role else []))
    client = signed_in(user)
    before, wrong = fingerprint(), []
    for address in addresses():
        row = access.table()[address.name]
        answer = client.get(address.example)
        if not row.allows(user.roles):
            expected = {403}
        elif address.names_record:
            expected = {200, 404, 405, 302} if row.public else {404, 405}
        else:
            expected = {200, 302, 405, 404 if row.public or address.name in MAY_HAVE_NOTHING else 200}
        if answer.status_code not in expected:
            wrong.append((address.name, answer.status_code))
    assert wrong == []
    assert changed(before) == []
    assert "_auth_user_id" in client.session, "a read signed the person out: the rows after it prove nothing"


@pytest.mark.parametrize("role", [Role.SELLER.value, Role.SERVICE.value])
def test_a_refused_act_changes_nothing(shop, role):
    user = person("quien", role)
    client, before = signed_in(user), fingerprint()
    for address in addresses():
        if not access.table()[address.name].allows(user.roles):
            for method in UNSAFE:
                answer = getattr(client, method)(address.example, {"name": "intruso", "is_superuser": "on"})
                assert answer.status_code == 403, (method, address)
    assert changed(before) == []


def test_unsafe_methods_want_a_token(shop):
    client = signed_in(person("ada", "administrador"), enforce_csrf_checks=True)
    before = fingerprint()
    for address in addresses():
        for method in UNSAFE:
            expected = {404, 405} if address.name in EXEMPT else {403}
            assert getattr(client, method)(address.example).status_code in expected, (method, address)
    assert changed(before) == []


def test_two_views_are_exempt_from_the_token():
    """The one-click unsubscribe of RFC 8058 and the notices of a mail provider: they are posted without our cookie; the
    signed link and the provider's signature (tests/messaging/test_provider_notices.py) are the proof."""
    exempt = {address.name for address in addresses() if getattr(resolve(address.example).func, "csrf_exempt", False)}
    assert exempt == EXEMPT


def test_the_admin_stands_behind_the_same_door(client, shop):
    from django.urls import reverse

    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    for role in set(Role.values) - {"administrador", "compras"}:
        other = signed_in(person(f"con_{role}", role))
        assert other.get(reverse("admin:inventory_product_changelist")).status_code in (302, 403), role


def test_the_walk_sees_what_is_there():
    """The control: a walk that found nothing would prove nothing."""
    assert len(addresses()) > 25
    assert get_resolver() is not None


def changed(before):
    now = fingerprint()
    return sorted(table for table in now if now[table] != before.get(table))
