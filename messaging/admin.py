"""Set-up: the addresses to which nothing goes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from company.enums import Role
from core.admin import RoleAdmin
from messaging import services
from messaging.models import Exclusion


@admin.register(Exclusion)
class ExclusionAdmin(RoleAdmin):
    """Added by hand or by what happened; a row can be taken away, never changed."""

    readers = frozenset({Role.ADMINISTRATOR.value})
    changeable = False
    deletable = True
    list_display = ("__str__", "channel", "purpose", "reason", "source", "created_at")
    list_filter = ("channel", "reason", "purpose")
    search_fields = ("address",)
    fields = ("channel", "address", "purpose", "reason", "source")

    def save_model(self, request: HttpRequest, obj: Exclusion, form: Any, change: bool) -> None:
        held = services.exclude(
            actor=request.user,
            channel=obj.channel,
            address=obj.address,
            reason=obj.reason,
            purpose=obj.purpose,
            source=obj.source,
        )
        obj.pk = held.pk

    def delete_model(self, request: HttpRequest, obj: Exclusion) -> None:
        services.lift(exclusion=obj, actor=request.user)
