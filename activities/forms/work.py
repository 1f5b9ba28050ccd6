"""What people write about what happened, and about what they will do."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms

from activities import queries
from activities.enums import NEVER, NOTE_OUTCOMES, TALK_OUTCOMES, Channel, Outcome
from activities.models import ActionType, Interaction
from activities.queries import wording
from activities.services.interactions import NewCustomer, NextStep
from company.models import User
from company.queries import current, time_zone, today
from core.formatting import WEEKDAYS
from customers.models import Contact, Customer
from customers.queries import customers_visible_to
from customers.queries.phones import check_phone

from .choices import BigChoice, outcomes

TALKS = frozenset({Channel.CALL_OUT, Channel.CALL_IN, Channel.WHATSAPP, Channel.MAIL, Channel.VISIT, Channel.MEETING})
FACE_TO_FACE = frozenset({Channel.VISIT, Channel.MEETING})
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LEAD = {"": None, "0": timedelta(0), "10": timedelta(minutes=10), "60": timedelta(hours=1), "1440": timedelta(days=1)}
LEADS = (("", "No recordar"), ("0", "A la hora"), ("10", "10 minutos antes"), ("60", "Una hora antes"),
         ("1440", "Un día antes"))  # fmt: skip


class LogForm(forms.Form):
    """Something that happened and what comes next; ``kind`` decides which fields there are. Saved in one post.

    ``when`` left empty means: what the chain rule says. ``task_required``: a task without customer is being finished.
    """

    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    contact = forms.IntegerField(required=False)
    task = forms.IntegerField(required=False, widget=forms.HiddenInput)
    task_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)
    new_name = forms.CharField(label="Cómo se llama", max_length=120, required=False)
    new_phone = forms.CharField(
        label="Teléfono", max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    outcome = forms.ChoiceField(label="¿Cómo fue?", choices=Outcome.choices, required=False)
    when = forms.ChoiceField(label="¿Y ahora qué?", required=False)
    never_reason = forms.CharField(label="Por qué no hay próximo paso", max_length=160, required=False)
    next_date = forms.DateField(label="Día", required=False, widget=DATE)
    next_time = forms.TimeField(label="Hora", required=False, widget=TIME)
    next_kind = forms.ChoiceField(label="Qué hay que hacer", required=False)
    text = forms.CharField(
        label="Nota", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
    )
    voice = forms.CharField(
        label="Lo que dijo, con sus palabras",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 4000}),
        help_text="Llega a Comentarios para que se lea con los demás.",
    )
    happened_at = forms.DateTimeField(label="Cuándo fue", required=False, widget=MOMENT)
    minutes = forms.IntegerField(
        label="Cuánto duró (minutos)",
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(label="Dónde", max_length=120, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        kind: ActionType,
        user: Any,
        at: datetime,
        customer: Customer | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.user, self.at, self.chosen = kind, user, at, customer
        self.types = list(queries.action_types())
        self.chips = queries.chips(today(at=at))
        self.who = wording.called(customer)
        days = [(chip.key, chip.label) for chip in self.chips]
        self._choices("when", [("", ""), *days, ("date", ""), ("never", "")])
        self._choices("next_kind", [("", ""), *((one.code, one.name) for one in self.types)])
        if self.kind.channel not in FACE_TO_FACE:
            del self.fields["place"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    # ── What the template draws ──

    @property
    def outcome_choices(self) -> list[BigChoice]:
        talk = self.kind.channel in TALKS
        return outcomes(TALK_OUTCOMES if talk else NOTE_OUTCOMES, self["outcome"].value() or "")

    @property
    def when_choices(self) -> list[BigChoice]:
        chosen = self["when"].value() or ""
        other = self["next_date"].value()
        said = f"Otro día: {other}" if other else "Otro día"
        return [
            *(BigChoice(chip.key, chip.label, chip.icon, chip.key == chosen) for chip in self.chips),
            BigChoice("never", "Nunca, porque…", "circle-off", chosen == "never"),
            BigChoice("date", said, "calendar-event", chosen == "date", "choice-other"),
        ]

    @property
    def kind_options(self) -> list[tuple[str, str, bool]]:
        """(code, what one would do, chosen) of the next step."""
        chosen = self["next_kind"].value() or ""
        return [
            (one.code, wording.title_of(one.code, one.name, self.who), one.code == chosen)
            for one in self.types
            if one.channel != Channel.NOTE
        ]

    @property
    def proposals(self) -> dict[str, dict[str, str]]:
        """By outcome ("" = none chosen): the chip, the day and the kind that the rules propose."""
        return {outcome: self._proposal(outcome) for outcome in ("", *Outcome.values)}

    def _proposal(self, outcome: str) -> dict[str, str]:
        found = queries.propose_next(kind=self.kind, outcome=outcome, at=self.at, types=self.types)
        if found.type is None or found.day is None:
            return {"chip": "never" if found.reason else "", "reason": found.reason, "date": "", "kind": "", "said": ""}
        chip = next((one.key for one in self.chips if one.day == found.day), "date")
        said = f"{WEEKDAYS[found.day.weekday()]} {found.day.day}"
        return {
            "chip": chip,
            "date": found.day.isoformat(),
            "kind": found.type.code,
            "said": said[:1].upper() + said[1:],
            "reason": "",
        }

    @property
    def days(self) -> dict[str, str]:
        return {chip.key: chip.day.isoformat() for chip in self.chips}

    # ── What it means ──

    def clean_new_phone(self) -> str:
        text = self.cleaned_data["new_phone"].strip()
        if not text:
            return ""
        found = check_phone(text, country=str(current().country))
        if not found.valid:
            raise forms.ValidationError(found.reason)
        return found.e164

    def clean_happened_at(self) -> datetime:
        found: datetime | None = self.cleaned_data["happened_at"]
        return found.replace(tzinfo=time_zone()) if found else self.at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("customer") and self.chosen is None:
            self.chosen = customers_visible_to(self.user).filter(pk=data["customer"]).first()
        if self.kind.channel in TALKS and not data.get("outcome"):
            self.add_error("outcome", "Di cómo fue.")
        if self.chosen is None and not data.get("new_name", "").strip():
            self.add_error("new_name", "Elige con quién fue, o escribe el nombre del nuevo.")
        if data.get("when") == "never" and not data.get("never_reason", "").strip():
            if data.get("outcome") == Outcome.NOT_INTERESTED:
                data["never_reason"] = NEVER
            else:
                self.add_error("never_reason", "Di en pocas palabras por qué no hay próximo paso.")
        if data.get("when") == "date" and not data.get("next_date") and "next_date" not in self.errors:
            self.add_error("next_date", "Elige el día.")
        return data

    def spoken_with(self) -> Contact | None:
        pk = self.cleaned_data.get("contact")
        return Contact.objects.filter(pk=pk, customer=self.chosen).first() if pk and self.chosen else None

    def whom(self) -> Customer | NewCustomer:
        """The customer chosen, or the new one."""
        if self.chosen is not None:
            return self.chosen
        first, _, last = self.cleaned_data["new_name"].strip().partition(" ")
        return NewCustomer(first, last, self.cleaned_data.get("new_phone", ""))

    def next_step(self) -> tuple[NextStep | None, str]:
        """What comes next, or why nothing does."""
        data = self.cleaned_data
        when, outcome = data.get("when", ""), data.get("outcome", "")
        proposal = queries.propose_next(kind=self.kind, outcome=outcome, at=self.at, types=self.types)
        if when == "never":
            return None, data["never_reason"]
        if not when and (proposal.day is None or not data.get("outcome")) and not data.get("next_date"):
            return None, proposal.reason
        days = {chip.key: chip.day for chip in self.chips}
        day = days.get(when) or data.get("next_date") or proposal.day
        if day is None:
            return None, proposal.reason
        kinds = {one.code: one for one in self.types}
        kind = kinds.get(data.get("next_kind", "")) or proposal.type or self.kind
        whom = self.whom()
        who = whom.first_name if isinstance(whom, NewCustomer) else wording.called(whom, self.spoken_with())
        hour = data.get("next_time") or queries.days.MORNING
        minutes = kind.minutes if kind.channel in FACE_TO_FACE else 0
        title = wording.title_of(kind.code, kind.name, who)
        return NextStep(title, queries.moment(day, hour), kind, minutes=minutes), ""


class CorrectForm(forms.Form):
    """Correcting what was registered."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="Cómo fue", choices=[("", "Sin decir"), *Outcome.choices], required=False)
    happened_at = forms.DateTimeField(label="Cuándo fue", widget=MOMENT)
    minutes = forms.IntegerField(label="Cuánto duró (minutos)", required=False, min_value=0, max_value=1440)
    place = forms.CharField(label="Dónde", max_length=120, required=False)
    text = forms.CharField(
        label="Nota", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000})
    )

    def __init__(self, data: Any = None, *, row: Interaction) -> None:
        self.row = row
        minutes = None if row.seconds is None else row.seconds // 60
        super().__init__(
            data,
            initial={
                "version": row.version,
                "outcome": row.outcome,
                "happened_at": row.happened_at.astimezone(time_zone()).replace(tzinfo=None),
                "minutes": minutes,
                "place": row.place,
                "text": row.text,
            },
        )

    def values(self) -> dict[str, Any]:
        """What changed; seconds and the second of the hour stay where the minute is the same."""
        data, found = self.cleaned_data, {}
        for name in ("outcome", "place", "text"):
            if data[name] != getattr(self.row, name):
                found[name] = data[name]
        if "happened_at" in self.changed_data:
            found["happened_at"] = data["happened_at"].replace(tzinfo=time_zone())
        if "minutes" in self.changed_data:
            found["seconds"] = None if data["minutes"] is None else data["minutes"] * 60
        return found


class TaskForm(forms.Form):
    """A task, new or held."""

    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="Qué hay que hacer", max_length=160)
    date = forms.DateField(label="Día", widget=DATE)
    time = forms.TimeField(label="Hora", required=False, widget=TIME, help_text="Vacía: en cualquier momento del día.")
    minutes = forms.IntegerField(
        label="Cuánto dura (minutos)",
        required=False,
        min_value=0,
        max_value=14 * 1440,
        help_text="Con duración aparece en la agenda como una cita.",
    )
    type = forms.ModelChoiceField(
        label="Clase", queryset=ActionType.objects.none(), required=False, empty_label="Sin clase"
    )
    owner = forms.ModelChoiceField(label="De quién", queryset=User.objects.none())
    place = forms.CharField(label="Dónde", max_length=120, required=False)
    lead = forms.ChoiceField(label="Recordar", choices=LEADS, required=False)
    note = forms.CharField(
        label="Nota", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
    )
    MAIN: ClassVar[tuple[str, ...]] = ("title", "date", "time")
    MORE: ClassVar[tuple[str, ...]] = ("type", "owner", "minutes", "place", "lead", "note")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["type"].queryset = queries.action_types()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["owner"].queryset = queries.people_of_house()  # type: ignore[attr-defined]  # a ModelChoiceField

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        hour = data["time"]
        due = queries.moment(data["date"], hour) if hour else queries.moment(data["date"], datetime.min.time())
        lead = LEAD[data["lead"]]
        return {
            "title": data["title"],
            "due_at": due,
            "all_day": hour is None,
            "ends_at": due + timedelta(minutes=data["minutes"]) if data["minutes"] and hour else None,
            "type": data["type"],
            "owner": data["owner"],
            "place": data["place"],
            "note": data["note"],
            "remind_at": None if lead is None else due - lead if hour else due + timedelta(hours=9) - lead,
        }


class MoveForm(forms.Form):
    """Another day for a task: a chip, or a day and hour."""

    to = forms.CharField(required=False, max_length=12)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    date = forms.DateField(label="Día", required=False, widget=DATE)
    time = forms.TimeField(label="Hora", required=False, widget=TIME)

    def __init__(self, data: Any = None, *, at: datetime, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.chips = queries.chips(today(at=at))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = {chip.key: chip.day for chip in self.chips}
        data["day"] = days.get(data.get("to", "")) or data.get("date")
        if data["day"] is None:
            self.add_error("date", "Elige el día.")
        return data

    def moment_for(self, due: datetime) -> datetime:
        """That day at the hour given, or at the hour that the task had."""
        hour = None if self.cleaned_data.get("to") in {c.key for c in self.chips} else self.cleaned_data.get("time")
        return queries.moment(self.cleaned_data["day"], hour or due.astimezone(time_zone()).time())


class OwnerForm(forms.Form):
    """Whose tasks they will be (an act on many)."""

    owner = forms.ModelChoiceField(label="Ahora son de", queryset=User.objects.none())

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = queries.people_of_house()  # type: ignore[attr-defined]  # a ModelChoiceField


class DayForm(forms.Form):
    """To which day (an act on many)."""

    date = forms.DateField(label="Pasan al", widget=DATE, help_text="Cada una conserva su hora.")

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
