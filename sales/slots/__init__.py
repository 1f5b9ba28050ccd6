"""What this app puts into the slots of the apps below it: a module per subject."""

from . import (  # noqa: F401 - fills them
    after,
    board,
    cobros,
    force,
    opportunities,
    opportunity_calendar,
    opportunity_import,
    opportunity_privacy,
    opportunity_today,
    orders,
    privacy,
    quote_answers,
    quotes,
    redirected,
)
