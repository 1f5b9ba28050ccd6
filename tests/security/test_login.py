"""The door: limits, one answer for known and unknown, links that trust nobody's header, the second step."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from company.models import User
from tests.factories.company import PASSWORD, person


@pytest.fixture
def elena(db):
    return person("elena", "gestor")


def try_in(client, name="elena", password=PASSWORD[::-1], **more):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **more)


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_sixth_wrong_password_shuts_the_door_even_for_the_right_one(elena, client):
    for _ in range(6):
        assert not is_in(client)
        try_in(client)
    answer = try_in(client, password=PASSWORD)
    assert not is_in(client)
    assert "Demasiados intentos" in answer.content.decode()


def test_five_wrong_ones_do_not(elena, client):
    for _ in range(5):
        try_in(client)
    try_in(client, password=PASSWORD)
    assert is_in(client)


def test_a_forged_address_does_not_get_around(elena):
    for turn in range(6):
        try_in(Client(), headers={"X-Forwarded-For": f"10.0.0.{turn}"})
    client = Client()
    try_in(client, password=PASSWORD, headers={"X-Forwarded-For": "10.9.9.9"})
    assert not is_in(client)


def test_others_may_still_come_in(elena):
    person("saul", "ventas")
    for _ in range(7):
        try_in(Client())
    client = Client()
    try_in(client, name="saul", password=PASSWORD)
    assert is_in(client)


def test_the_session_is_a_new_one_after_login(elena, client):
    client.get(reverse("account_login"))
    session = client.session
    session["fijada"] = True
    session.save()
    before = session.session_key
    try_in(client, password=PASSWORD)
    assert is_in(client)
    assert client.session.session_key != before


def test_another_password_ends_the_other_sessions(elena):
    here, there = Client(), Client()
    for client in (here, there):
        try_in(client, password=PASSWORD)
    new = "otra-clave-larga-2027"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get(reverse("company:preferences")).status_code == 200
    assert there.get(reverse("company:preferences")).status_code == 302


def test_nobody_signs_up(db, client):
    before = User.objects.count()
    form = {"username": "intruso", "email": "i@x.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form)
    assert User.objects.count() == before
    assert not is_in(client)


def test_reset_says_the_same_to_known_and_unknown(elena, client):
    answers = []
    for address in ("elena@empresa.example", "nadie@empresa.example"):
        answer = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        page = re.sub(r'nonce="[^"]*"|value="[^"]*"|\{"X-CSRFToken": "[^"]*"\}', "", answer.content.decode())
        answers.append((answer.redirect_chain, page))
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [["elena@empresa.example"]]


def test_the_link_of_a_reset_begins_with_our_address(elena, client, settings):
    settings.SITE_URL = "https://crm.empresa.example"
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        reverse("account_reset_password"),
        {"email": "elena@empresa.example"},
        headers={"host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    letter = mail.outbox[0]
    text = letter.subject + letter.body
    assert "https://crm.empresa.example/clave/nueva/" in letter.body
    assert "evil" not in text
    assert "example.com" not in text


def test_a_forged_host_is_refused_where_hosts_are_named(elena, client, settings):
    settings.ALLOWED_HOSTS = ["crm.empresa.example"]
    data = {"email": "elena@empresa.example"}
    assert client.post(reverse("account_reset_password"), data, headers={"host": "evil.example"}).status_code == 400
    assert mail.outbox == []


def test_a_reset_works_once(elena, client):
    client.post(reverse("account_reset_password"), {"email": "elena@empresa.example"})
    link = re.search(r"http\S+/clave/nueva/\S+", mail.outbox[0].body).group(0)
    path = "/" + link.split("/", 3)[3]
    form = client.get(path, follow=True)
    new = "clave-nueva-larga-2027"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    try_in(client, password=new)
    assert is_in(client)
    again = Client().get(path, follow=True)
    assert "password1" not in again.content.decode()


def test_the_second_step(elena, client):
    try_in(client, password=PASSWORD)
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    def code():
        return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    client.post(reverse("mfa_activate_totp"), {"code": code()})
    assert Authenticator.objects.filter(user=elena, type="totp").exists()

    other = Client()
    answer = try_in(other, password=PASSWORD)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(other)
    other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(other)
    codes = Authenticator.objects.get(user=elena, type="recovery_codes").wrap().get_unused_codes()
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(other)


def test_who_sits_too_long_is_out(elena, client, settings):
    settings.IDLE_LOGOUT_MINUTES = 30
    try_in(client, password=PASSWORD)
    assert client.get(reverse("company:preferences")).status_code == 200
    session = client.session
    session["last_seen"] -= 31 * 60
    session.save()
    assert client.get(reverse("company:preferences")).status_code == 302


def test_weak_passwords_are_refused(elena, client):
    try_in(client, password=PASSWORD)
    for weak in ("corta", "123456789012", "elena-elena"):
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert User.objects.get(pk=elena.pk).check_password(PASSWORD)
