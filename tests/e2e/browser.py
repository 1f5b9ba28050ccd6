"""What a browser test does besides clicking: come in, look for errors, ask axe."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
FLAGS = [
    "--no-sandbox",  # as root Chromium has no other way; elsewhere it does no harm to a page of our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def login(page: Page, username: str) -> None:
    """Come in as this person without the form (the form has its own test)."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
    if not page.url.startswith("http"):
        page.goto("/salud/viva")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": urljoin(page.url, "/")}])


def watch(page: Page) -> list[str]:
    """Collects what must never happen: script errors, console errors, blocked by the content policy, 5xx answers."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    page.on(
        "response", lambda answer: faults.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None
    )
    return faults


def axe(page: Page, *, ignore: tuple[str, ...] = ()) -> list[str]:
    """Breaches of WCAG 2.2 AA on the page as it stands, one line each: rule, what it means, where.

    Through the debugger's channel, because the content policy (rightly) refuses foreign code in the page.
    """
    channel = page.context.new_cdp_session(page)
    channel.send("Runtime.evaluate", {"expression": _source()})
    rules = {rule: {"enabled": False} for rule in ignore}
    options = json.dumps({"runOnly": WCAG, "rules": rules, "resultTypes": ["violations"]})
    answer: dict[str, Any] = channel.send(
        "Runtime.evaluate",
        {
            "expression": f"axe.run(document, {options}).then(r => r.violations)",
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    channel.detach()
    assert "value" in answer["result"], answer
    return [
        f"{found['id']}: {found['help']}: {node['target']} {node['html'][:120]}"
        for found in answer["result"]["value"]
        for node in found["nodes"]
    ]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
