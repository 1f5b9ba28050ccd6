"""Which imports one may see: those of the kinds that one may load."""

from typing import Any

from django.db.models import QuerySet

from core.imports.kinds import Kind
from core.models import ImportBatch
from core.slots import IMPORT_KINDS


def kinds_for(user: Any) -> list[Kind]:
    """The kinds that this person may load, in their order."""
    return [kind for kind in IMPORT_KINDS if kind.roles & user.roles]


def imports_visible_to(user: Any) -> QuerySet[ImportBatch]:
    """Newest first."""
    return ImportBatch.objects.filter(kind__in=[kind.key for kind in kinds_for(user)]).order_by("-id")


def sources_of(user: Any, *, limit: int = 4) -> list[ImportBatch]:
    """The newest load of each source that came before: what will probably come again."""
    loaded = imports_visible_to(user).filter(state=ImportBatch.State.DONE).exclude(signature="")
    newest = loaded.order_by("signature", "-id").distinct("signature").values("pk")
    return list(imports_visible_to(user).filter(pk__in=newest).select_related("actor")[:limit])
