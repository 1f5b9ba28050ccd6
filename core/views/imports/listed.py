"""The list of imports: what was loaded, by whom, what became of it. Above it stands the place to bring a file."""

from datetime import datetime, time
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import house
from core.files import TABLES
from core.formatting import day_short, number
from core.lists import BuiltInView, Col, Empty, ListFilter, ListSpec, ListTable, Sort, Words, list_view
from core.models import ImportBatch
from core.queries.imports import imports_visible_to, kinds_for, sources_of
from core.slots import IMPORT_KINDS

Rows = QuerySet[ImportBatch]
State = ImportBatch.State
TONES = {State.DONE: "", State.FAILED: "bad", State.UNDONE: "warn"}
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def batch_url(batch: ImportBatch) -> str:
    return reverse("core:import", args=[batch.pk])


def kind_label(batch: ImportBatch) -> str:
    return str(IMPORT_KINDS.get(batch.kind).label) if batch.kind in IMPORT_KINDS else batch.kind


def state_cell(batch: ImportBatch) -> SafeString:
    """No badge for the normal end."""
    tone, label = TONES.get(State(batch.state), "anil"), str(batch.get_state_display()).capitalize()
    return format_html('<span class="{}">{}</span>', f"badge badge-{tone}" if tone else "quiet", label)


def rejected_cell(batch: ImportBatch) -> SafeString | str:
    said = number(batch.rejected, house.current().locale)
    return format_html('<span class="bad">{}</span>', said) if batch.rejected else said


class ImportTable(ListTable):
    name = Col("Archivo", at="file_name", to=batch_url, second=kind_label, phone="main")
    kind = Col("Qué trae", raw=kind_label)
    state = Col("Estado", raw=lambda b: str(b.get_state_display()), show=state_cell, phone="figure")
    created = Col("Cuándo", at="created_at", kind="datetime", sort="created")
    person = Col("Quién", raw=lambda b: str(b.actor or "El programa"))
    read = Col("Leídas", at="read", kind="integer")
    made = Col("Creadas", at="created", kind="integer")
    changed = Col("Cambiadas", at="updated", kind="integer")
    same = Col("Iguales", at="unchanged", kind="integer")
    rejected = Col("Rechazadas", at="rejected", kind="integer", show=rejected_cell)
    money = Col("Importe del archivo", at="money_file", kind="money")
    error = Col("Motivo", at="error")


class ImportFilter(ListFilter):
    """By what it brings, what became of it, who brought it and when."""

    kind = df.MultipleChoiceFilter(label="Qué trae")
    state = df.MultipleChoiceFilter(label="Estado", choices=State.choices)
    rejected = df.ChoiceFilter(label="Filas rechazadas", choices=[("1", "Con filas rechazadas")], method="by_rejected")
    person = df.ModelChoiceFilter(label="Quién", field_name="actor", queryset=get_user_model()._default_manager.none())

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", lambda value: day_short(value, today=house.current().today)),
        "to": Words("hasta el", lambda value: day_short(value, today=house.current().today)),
        "kind": Words("de"),
        "person": Words("de", str),
        "rejected": Words("", lambda value: "con filas rechazadas"),
    }

    class Meta:
        model = ImportBatch
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any, queryset: Any, *, user: Any) -> None:
        super().__init__(data, queryset, user=user)
        seen = imports_visible_to(user)
        self.filters["kind"].extra["choices"] = [(kind.key, kind.label) for kind in kinds_for(user)]
        people = get_user_model()._default_manager.filter(pk__in=seen.order_by().values("actor"))
        self.filters["person"].queryset = people.order_by("first_name", "username")

    def by_rejected(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(rejected__gt=0) if value else rows

    def by_from(self, rows: Rows, name: str, value: Any) -> Rows:
        return rows.filter(created_at__gte=datetime.combine(value, time.min, tzinfo=house.current().zone))

    def by_to(self, rows: Rows, name: str, value: Any) -> Rows:
        return rows.filter(created_at__lte=datetime.combine(value, time.max, tzinfo=house.current().zone))


# Names that Python keeps for itself.
ImportFilter.base_filters = {
    "from": df.DateFilter(label="Desde el día", method="by_from", widget=DATE),
    "to": df.DateFilter(label="Hasta el día", method="by_to", widget=DATE),
    **ImportFilter.base_filters,
}


def search(rows: Rows, text: str) -> Rows:
    """By the file's name; there are few."""
    for word in text.split()[:8]:
        rows = rows.filter(file_name__icontains=word)
    return rows


def base(user: Any) -> Rows:
    """What the list shows, without the parts of a batch that only its own page needs."""
    rows = imports_visible_to(user).select_related("actor")
    return rows.defer("options", "header", "mapping", "defaults", "records")


def beside(user: Any) -> dict[str, Any]:
    """What stands above the list: the place to bring a file, and what came before."""
    kinds = kinds_for(user)
    labels = {kind.key: kind for kind in kinds}
    return {
        "kinds": kinds,
        "sources": [{"batch": batch, "kind": labels[batch.kind]} for batch in sources_of(user)],
        "accept": ",".join(sorted(TABLES)),
        "limit_mb": settings.UPLOAD_MAX_BYTES // 1_048_576,
    }


IMPORTS = ListSpec(
    key="importaciones",
    title="Importaciones",
    one="archivo",
    many="archivos",
    base=base,
    table=ImportTable,
    filters=ImportFilter,
    columns=("name", "state", "created", "person", "read", "made", "changed", "same", "rejected"),
    sorts={"created": Sort("Los más nuevos primero", "created_at", "id", down=True)},
    order="-created",
    url_name="core:imports",
    placeholder="Nombre del archivo",
    search=search,
    alike=None,
    row_url=batch_url,
    views=(
        BuiltInView("por-confirmar", "Por confirmar", "state=uploaded&state=previewed"),
        BuiltInView("con-rechazadas", "Con rechazadas", "rejected=1"),
        BuiltInView("mios", "Míos", "person={user}"),
    ),
    template="imports/overview.html",
    beside=beside,
    empty=Empty(
        icon="file-import",
        title="Ningún archivo todavía",
        text="Empieza por las ventas: con ellas se calculan los segmentos, la rotación y los informes de la semana.",
    ),
)
overview = list_view(IMPORTS)
