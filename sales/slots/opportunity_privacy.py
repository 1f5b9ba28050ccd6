"""What opportunities say of a person: words of the seller about him. The money and the moves stay."""

from core import files
from core.slots import PERSONAL_DATA
from customers.services.privacy_fields import ERASED, personal_data
from sales.models import OpportunityFile


def remove_files(ids: list[int]) -> None:
    """His papers go, row and content."""
    for held in OpportunityFile.objects.filter(opportunity__customer__in=ids).select_related("file"):
        kept = held.file
        held.delete()
        files.remove(kept)


PERSONAL_DATA.add(
    "sales.opportunity",
    personal_data(
        label="Oportunidades",
        model="sales.Opportunity",
        path="customer",
        fields={"name": ERASED, "lost_note": ""},
        before=remove_files,
    ),
)
PERSONAL_DATA.add(
    "sales.opportunity_note",
    personal_data(
        label="Notas de oportunidades",
        model="sales.OpportunityNote",
        path="opportunity__customer",
        fields={"text": ERASED},
    ),
)
PERSONAL_DATA.add(
    "sales.opportunity_move",
    personal_data(
        label="Cambios de etapa",
        model="sales.StageChange",
        path="opportunity__customer",
        fields={"reason": ""},
        events="sales.StageChange:append_only",
    ),
)
PERSONAL_DATA.add(
    "sales.opportunity_contact",
    personal_data(
        label="Quién participa en oportunidades",
        model="sales.OpportunityContact",
        path="opportunity__customer",
        fields={"role": ""},
    ),
)
