"""Models of the machinery. Each part has its own module; this page only gathers them for Django."""

from django.db import models
from django.db.models.functions import Now


class Timestamped(models.Model):
    """When a row was made and last changed, by the database's clock."""

    created_at = models.DateTimeField("creado", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("modificado", auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(Timestamped):
    """A row that two people may edit: services update it only where ``version`` is the one that was shown."""

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


from core.models_imports import (  # noqa: E402 - the parts come after the abstract rows they may stand on
    ImportBatch,
    ImportChange,
    ImportRejection,
)
from core.models_lists import ListPreference, SavedView, UndoStep  # noqa: E402
from core.models_platform import (  # noqa: E402
    JOB_MOVES,
    JOB_OPEN,
    Counter,
    Job,
    JobState,
    PostedForm,
    ScheduleSlot,
    StoredFile,
)

__all__ = [
    "JOB_MOVES",
    "JOB_OPEN",
    "Counter",
    "ImportBatch",
    "ImportChange",
    "ImportRejection",
    "Job",
    "JobState",
    "ListPreference",
    "PostedForm",
    "SavedView",
    "ScheduleSlot",
    "StoredFile",
    "Timestamped",
    "UndoStep",
    "Versioned",
]
