"""What every answer says to the browser."""

import pytest
from django.urls import reverse

from tests.factories.company import person
from tests.security.walker import addresses


def policy(answer):
    parts = [part.strip().split(" ") for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.django_db
def test_every_answer_carries_its_headers(client):
    client.force_login(person("ada", "administrador"))
    answers = [client.get(address.example) for address in addresses()]
    answers += [client.get("/no/existe/"), client.post(reverse("company:notices")), client.get("/admin/")]
    for answer in answers:
        told, where = policy(answer), answer.wsgi_request.path
        assert "unsafe-inline" not in answer["Content-Security-Policy"], where
        assert "unsafe-eval" not in answer["Content-Security-Policy"], where
        assert told.get("default-src") in (["'self'"], ["'none'"]), where
        assert answer["X-Content-Type-Options"] == "nosniff", where
        assert answer["Referrer-Policy"] == "same-origin", where
        assert answer["X-Frame-Options"] == "DENY", where


@pytest.mark.django_db
def test_the_policy_of_pages(client):
    told = policy(client.get(reverse("account_login")))
    assert told["object-src"] == ["'none'"]
    assert told["base-uri"] == ["'none'"]
    assert told["frame-ancestors"] == ["'none'"]
    assert told["form-action"] == ["'self'"]
    assert [source for source in told["script-src"] if not source.startswith("'nonce-")] == ["'self'"]


@pytest.mark.django_db
def test_pages_of_people_are_not_kept(client):
    client.force_login(person("ada", "administrador"))
    for name in ("company:preferences", "company:settings", "core:jobs", "company:notices"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"], name
    assert "no-store" in client.get("/admin/")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)"],
)
def test_next_leads_nowhere_else(client, target):
    from tests.factories.company import PASSWORD

    person("elena", "gestor")
    url = reverse("account_login")
    answer = client.post(f"{url}?next={target}", {"login": "elena", "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]
