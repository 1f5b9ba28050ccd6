"""allauth in this house: nobody signs up by himself, and mails never trust the Host header."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from company import queries


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; links in mails begin with ``SITE_URL``."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL.rstrip("/") + path.replace("UID-KEY", quote(key))

    def format_email_subject(self, subject: str) -> str:
        return f"{queries.current().name}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=queries.current().name, domain=urlsplit(settings.SITE_URL).netloc)
        super().send_mail(template_prefix, email, {**context, "current_site": site})


class TotpAdapter(DefaultMFAAdapter):
    """What the telephone's app shows beside the code."""

    def get_totp_issuer(self) -> str:
        return queries.current().name
