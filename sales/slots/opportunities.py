"""Opportunities in the slots of the apps below."""

from typing import Any

from core.slots import FILE_READERS, UNDO
from sales.models import OpportunityFile
from sales.queries.opportunities import opportunities_visible_to
from sales.services import opportunities, opportunity_parts


def may_fetch(user: Any, stored: Any) -> bool:
    """Who sees the opportunity may fetch its files."""
    held = OpportunityFile.objects.filter(file=stored)
    return held.filter(opportunity__in=opportunities_visible_to(user)).exists()


UNDO.add(opportunities.UNDO_KIND, opportunities.take_back)
FILE_READERS.add(opportunity_parts.FILE_PURPOSE, may_fetch)
