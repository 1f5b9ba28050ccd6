"""What every page knows: the company, the navigation of the role, the theme."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {}
