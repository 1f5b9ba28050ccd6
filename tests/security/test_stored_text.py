"""What people write comes back as text: a corpus of attempts through every text field, read on the pages that show it.

The fields come from the models themselves, so that a new one is tried without anybody remembering it. A page is
parsed; it may hold no element, handler or address that the corpus brought.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models
from django.test import Client

from activities.models import Comment, Interaction, Task
from customers.models import Contact, Customer
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.voices import comment
from tests.factories.work import interaction, task

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

MARK = "xq9"  # in whatever the corpus would bring to life
CORPUS = (
    f"<script>{MARK}()</script>",
    f"<ScRiPt src=//{MARK}.example></sCrIpT>",
    f"</script><script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f'"><img src=x onerror="{MARK}()">',
    f"'><svg/onload={MARK}()>",
    f"<svg><animate onbegin={MARK}() attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{MARK}()">',
    f'" onmouseover="{MARK}()" data-x="',
    f"' onfocus='{MARK}()' autofocus='",
    f"` onclick=`{MARK}()`",
    f"x onpointerenter={MARK}() y",
    f"javascript:{MARK}()",
    f"JaVaScRiPt\t:{MARK}()",
    f"&#106;avascript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f'<a href="javascript:{MARK}()">aquí</a>',
    f'<iframe srcdoc="<script>{MARK}()</script>">',
    f"<object data=javascript:{MARK}()>",
    f"<embed src=javascript:{MARK}()>",
    f'<form action="javascript:{MARK}()"><button>',
    f"<button formaction=javascript:{MARK}()>",
    f"<input autofocus onfocus={MARK}()>",
    f"<details open ontoggle={MARK}()>",
    f"<video><source onerror={MARK}()>",
    f"<body onload={MARK}()>",
    f"<base href=//{MARK}.example/>",
    f"<link rel=stylesheet href=//{MARK}.example>",
    f"<meta http-equiv=refresh content='0;url=//{MARK}.example'>",
    f"<style>@import '//{MARK}.example'</style>",
    f'<p style="background:url(//{MARK}.example)">',
    f"<math><mtext><script>{MARK}()</script>",
    f"<template><script>{MARK}()</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'>",
    f"</textarea><script>{MARK}()</script>",
    f"</title><script>{MARK}()</script>",
    f"</style><script>{MARK}()</script>",
    f"<!--><script>{MARK}()</script>-->",
    f"--><script>{MARK}()</script>",
    f"<![CDATA[<script>{MARK}()</script>]]>",
    f"{{{{ {MARK} }}}}{{{{7*7191}}}}",
    f"{{% load {MARK} %}}",
    f"${{{MARK}}}<%= {MARK} %>",
    f"<div hx-get=/{MARK} hx-trigger=load>",
    f"<div data-hx-on:load={MARK}()>",
    f'" hx-get="/{MARK}" hx-trigger="load',
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"\u003cscript\u003e{MARK}()",
    f"＜script＞{MARK}()＜/script＞",
    f"<scr\u200bipt>{MARK}()</script>",
    f"\u202e<script>{MARK}()</script>",
    f"fin\r\n\r\n<script>{MARK}()</script>",
    f"fin\r\nSet-Cookie: {MARK}=1",
    f"<<script>{MARK}()//<</script>",
    f"<script/{MARK}>{MARK}()</script>",
    f"<a{chr(10)}href=javascript:{MARK}()>",
    f"<img/src=x/onerror={MARK}()>",
    f"<xss{MARK} onclick=1>",
    f"<marquee onstart={MARK}()>",
    f'\\"><script>{MARK}()</script>',
)

ADDRESSES = ("href", "src", "action", "formaction", "data", "hx-get", "hx-post", "data-href", "srcdoc")
SCHEMES = ("javascript", "data", "vbscript")


class Seen(HTMLParser):
    """Collects what an attempt would have brought to life."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.alive: list[str] = []
        self.text: list[str] = []
        self._raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._raw = tag if tag in ("script", "style") else ""
        if MARK in tag:
            self.alive.append(f"<{tag}>")
        for name, value in attrs:
            held = (value or "").strip().lower()
            scheme = held.split(":")[0].replace("\t", "").replace("\n", "")
            if name.startswith(("on", "hx-on", "data-hx-on")) or MARK in name:
                self.alive.append(f"{tag} {name}")
            elif name in ADDRESSES and (scheme in SCHEMES or held.startswith((f"//{MARK}", f"/{MARK}"))):
                self.alive.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw and MARK in data:
            self.alive.append(f"inside <{self._raw}>")
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.alive.append("comment")


def alive(html: str) -> list[str]:
    seen = Seen()
    seen.feed(html)
    return seen.alive + (["7*7191 was computed"] if "50337" in "".join(seen.text) else [])


# What the database itself holds to a form (letters and digits of a phone, a closed set, an address of mail).
HELD = {"phone", "code", "country", "external_id", "currency", "activity_code", "product_code"}


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model in which people write."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.EmailField)
        and not field.choices
        and not field.generated
        and field.name not in HELD
    ]


def fill(row: models.Model, attempt: str) -> None:
    """Write the attempt into every such column at once, past the forms: as an old import might have."""
    values = {field.name: attempt[: field.max_length or None] for field in text_fields(type(row))}
    type(row)._base_manager.filter(pk=row.pk).update(**values)


@pytest.fixture
def rows() -> list[tuple[int, int]]:
    """A customer for each attempt, with one row of everything in which people write of him: (customer, comment)."""
    rocio = person("rocio", "gestor")
    at = datetime(2026, 11, 18, 17, tzinfo=UTC)
    made = []
    for n, attempt in enumerate(CORPUS):
        rosa = customer(f"C-{n}")
        contact = Contact.objects.create(customer=rosa, first_name="Ana")
        said = comment(customer=rosa)
        for row in (rosa, contact, interaction(rocio, rosa, at=at), task(rocio, rosa), said):
            fill(row, attempt)
        made.append((rosa.pk, said.pk))
    return made


def _all_alive(client: Client, addresses: list[str], **headers: str) -> list[tuple[str, list[str]]]:
    found = []
    for address in addresses:
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, address
        found.append((address, alive(answer.content.decode())))
    return [(address, what) for address, what in found if what]


def test_the_corpus_is_large_and_reaches_every_room() -> None:
    assert len(set(CORPUS)) == 60
    reached = {
        f"{model.__name__}.{field.name}"
        for model in (Customer, Contact, Interaction, Task, Comment)
        for field in text_fields(model)
    }
    assert {
        "Customer.legal_name",
        "Customer.notes",
        "Contact.role",
        "Interaction.text",
        "Task.title",
        "Comment.text",
    } <= reached


def test_the_parser_sees_what_would_live() -> None:
    """The control: unescaped, nearly the whole corpus is found."""
    found = [attempt for attempt in CORPUS if alive(f"<p>{attempt}</p>") or alive(f'<p title="{attempt}">')]
    assert len(found) >= 35


def test_what_people_write_stays_text_in_lists_search_and_palette(client: Client, rows: list[tuple[int, int]]) -> None:
    client.force_login(person("luz", "gestor"), backend=BACKEND)
    lists = ["/clientes/?sort=name", "/tareas/", "/comentarios/lista/"]

    assert _all_alive(client, [*lists, f"/buscar/?q={MARK}"]) == []
    assert _all_alive(client, [*lists, f"/buscar/?q={MARK}"], **{"HX-Request": "true"}) == []
    assert MARK in client.get(f"/buscar/?q={MARK}", headers={"HX-Request": "true"}).content.decode()


def test_what_people_write_stays_text_on_the_pages_of_a_customer(client: Client, rows: list[tuple[int, int]]) -> None:
    client.force_login(person("luz", "gestor"), backend=BACKEND)

    for customer_pk, comment_pk in rows:
        pages = [f"/clientes/{customer_pk}/", f"/clientes/{customer_pk}/editar/", f"/comentarios/{comment_pk}/"]
        assert _all_alive(client, pages) == []
