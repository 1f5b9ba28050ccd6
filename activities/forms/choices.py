"""Big buttons: radio choices with an icon, drawn by ``activities/_big_choices.html``."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.enums import Outcome

ICONS: dict[str, str] = {
    Outcome.WILL_BUY: "shopping-bag",
    Outcome.WANTS_QUOTE: "file-text",
    Outcome.THINKING: "clock",
    Outcome.NO_ANSWER: "phone-off",
    Outcome.NOT_INTERESTED: "thumb-down",
    Outcome.COMPLAINT: "alert-circle",
    Outcome.DONE: "check",
    Outcome.INFORMED: "message",
}


@dataclass(frozen=True)
class BigChoice:
    value: str
    label: str
    icon: str
    checked: bool = False
    extra: str = ""  # class of a choice that shows only when it is chosen


def outcomes(values: Iterable[str], chosen: str) -> list[BigChoice]:
    return [BigChoice(str(one), str(Outcome(one).label), ICONS[one], str(one) == chosen) for one in values]
