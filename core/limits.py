"""Who may ask how often, for forms that need no account: a counter in the cache, and the address of who asks."""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The IP address of who asks. ``X-Forwarded-For`` counts only for as many proxies as the operator trusts."""
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    found = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


def within(name: str, who: str, *, most: int, seconds: int = 60) -> bool:
    """Count one act of ``who`` under ``name``; False once he did more than ``most`` in the running ``seconds``."""
    key = f"limit:{name}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=seconds)
        return True
