"""Old mails of quotes: the private link leaves their stored text, and only it."""

import secrets
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from messaging.models import Message
from messaging.services.fields import PRIVATE_PLACE
from sales.services.quote_links import link_of, make_link, url_of
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.messaging import message
from tests.factories.quotes import quote

pytestmark = pytest.mark.django_db
forget_links: Any = import_module("sales.migrations.0021_stored_messages_hold_no_private_link").forget_links


def _kept(state: str, body: str) -> Message:
    """A message as the program kept it before: the address in its text and in its page."""
    made = message(to_address="rosa@regalos.example")
    html = f'<p>Hola</p><a href="{body}">Ver la cotización</a>'
    over = {} if state == "queued" else {"finished_at": timezone.now()}
    Message.objects.filter(pk=made.pk).update(state=state, body=f"Puede verla aquí:\n{body}\nAna", html=html, **over)
    return made


def test_our_links_leave_the_texts_of_what_will_not_leave_again() -> None:
    ana = person("ana", "ventas")
    held = quote(customer("C-9", owner=ana), ana)
    version = held.versions.get()
    link, token = make_link(version=version, actor=ana, at=timezone.now() - timedelta(days=1))
    ours, foreign = url_of(token), f"https://otra.example/c/{secrets.token_urlsafe(24)}/"
    states = ("sent", "cancelled", "queued", "failed")
    rows = {state: _kept(state, ours) for state in states} | {"foreign": _kept("sent", foreign)}

    for _ in range(2):
        forget_links(apps, None)

    after = {name: Message.objects.get(pk=row.pk) for name, row in rows.items()}
    for name in ("sent", "cancelled"):
        assert after[name].body == f"Puede verla aquí:\n{PRIVATE_PLACE}\nAna"
        assert after[name].html == f'<p>Hola</p><a href="{PRIVATE_PLACE}">Ver la cotización</a>'
    for name in ("queued", "failed"):
        assert ours in after[name].body and ours in after[name].html
    assert foreign in after["foreign"].body and foreign in after["foreign"].html
    assert link_of(token) == link
