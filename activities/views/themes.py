"""The list of comments, groups of those that say the same, and the ideas under which they are gathered."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from activities.enums import Relevance
from activities.filters.voices import CommentFilter
from activities.forms.voices import LabelForm, ThemeForm, ThemeNameForm
from activities.models import Comment, Theme
from activities.queries import comments as queries
from activities.services import comments
from activities.tables.voices import CommentTable, comment_url, excerpt
from core import clock, named, notices
from core.editing import tell_changes
from core.errors import Conflict, DomainError
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, list_view

READERS = frozenset(queries.READERS)
Rows = QuerySet[Comment]
IMPORT = HeadAct(
    "Importar", "core:imports", "upload",
    roles=frozenset({"gestor", "supervisor", "administrador", "servicio", "marketing"}),
)  # fmt: skip
NEW = HeadAct("Anotar comentario", "activities:comment_new", "plus", primary=True, key="n")


def _many(count: int) -> str:
    return f"{count} {'comentario' if count == 1 else 'comentarios'}"


def label_many(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    said = {name: value for name, value in values.items() if value}
    if not said:
        raise DomainError("Elige qué cambiar.")
    count, undo_url = comments.label_many(comments=rows, actor=actor, at=clock.now(), **said)
    return BulkDone(f"{_many(count)}: guardado", undo_url)


def gather_many(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    theme, _, undo_url = comments.gather(comments=rows, actor=actor, at=clock.now(), name=values["name"])
    return BulkDone(f"Reunidos en «{theme.name}»", undo_url)


COMMENTS = ListSpec(
    key="comentarios",
    title="Comentarios",
    one="comentario",
    many="comentarios",
    base=queries.listed,
    table=CommentTable,
    filters=CommentFilter,
    columns=("text", "customer", "said", "relevance", "kind", "sentiment", "topic"),
    sorts={"said": Sort("Los últimos primero", "said_at", "id", down=True)},
    order="-said",
    url_name="activities:comment_list",
    placeholder="Palabras del comentario",
    prepare=queries.prepare,
    prepared=frozenset({"product"}),
    row_url=comment_url,
    row_name=excerpt,
    views=(
        BuiltInView("por-leer", "Por leer", "relevance=unread"),
        BuiltInView("necesidades", "Necesidades", "kind=need"),
        BuiltInView("funciona", "Funciona bien", "kind=works"),
        BuiltInView("en-contra", "En contra", "sentiment=negative&relevance=relevant"),
    ),
    bulk=(
        BulkAction("label", "Clasificar", "tag", "Guardar", label_many, LabelForm, None, READERS),
        BulkAction("gather", "Reunir en una idea", "arrow-merge", "Reunir", gather_many, ThemeNameForm, None, READERS),
    ),
    acts=(IMPORT, NEW),
    trail=(("Bandeja", "/comentarios/"),),
    empty=Empty(
        icon="message-2",
        title="Aquí está lo que dicen tus clientes",
        text="De encuestas, de la web, de las llamadas y de la tienda. Trae un archivo o anota el primero.",
        act=NEW,
        second=IMPORT,
    ),
)

comment_list = list_view(COMMENTS)


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Comments that say the same and wait to be read, the largest groups first."""
    found = [(one, excerpt(one.sample)) for one in queries.groups(request.user)]
    context = {"groups": found, "trail": [("Comentarios", "/comentarios/")]}
    return render(request, "activities/comment_groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, number: int) -> HttpResponse:
    """The comments of a group: chosen ones are gathered under an idea or read at once."""
    rows = list(queries.group(request.user, number)[:200])
    if not rows:
        raise Http404
    if request.method == "POST" and queries.may_read(request.user):
        return _act_on_group(request, number, rows)
    context = {
        "number": number,
        "comments": rows,
        "sample": min(rows, key=lambda one: len(one.text)),
        "themes": Theme.objects.order_by("name")[:200],
        "may": queries.may_read(request.user),
        "trail": [("Comentarios", "/comentarios/"), ("Dicen lo mismo", "/comentarios/grupos/")],
    }
    return render(request, "activities/comment_group.html", context)


def _act_on_group(request: HttpRequest, number: int, rows: list[Comment]) -> HttpResponse:
    allowed = {one.pk for one in rows}
    chosen = {named.number(one) for one in request.POST.getlist("id")} & allowed
    picked = Comment.objects.filter(pk__in=chosen)
    do = request.POST.get("do", "")
    try:
        if not chosen:
            raise DomainError("Elige primero los comentarios.")
        if do == "gather":
            theme = named.one_of(Theme.objects.all(), request.POST.get("theme"))
            theme, count, undo_url = comments.gather(
                comments=picked, actor=request.user, at=clock.now(), name=request.POST.get("name", ""), theme=theme,
                relevance=Relevance.RELEVANT,
            )  # fmt: skip
            notices.done(request, f"«{theme.name}»: {_many(count)}", undo_url=undo_url)
            return redirect("activities:theme", pk=theme.pk)
        relevance = Relevance.RELEVANT if do == "relevant" else Relevance.IRRELEVANT
        count, undo_url = comments.label_many(
            comments=picked, actor=request.user, at=clock.now(), relevance=relevance.value
        )
        notices.done(request, f"{_many(count)}: {str(relevance.label).lower()}", undo_url=undo_url)
        return redirect("activities:comment_groups")
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("activities:comment_group", number=number)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Ideas that customers repeat, with how many said each."""
    lines = queries.themes(request.user)
    most = max((one.count for one in lines), default=0)
    context = {
        "lines": [(one, one.count / most if most else 0) for one in lines],
        "trail": [("Comentarios", "/comentarios/")],
    }
    return render(request, "activities/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """One idea: its words, its comments."""
    row = get_object_or_404(Theme.objects.select_related("topic"), pk=pk)
    may = queries.may_read(request.user)
    initial = {"name": row.name, "topic": row.topic_id, "kind": row.kind, "version": row.version}
    form = ThemeForm(request.POST or None, initial=initial)
    if request.method == "POST" and may and form.is_valid():
        data = form.cleaned_data
        try:
            comments.rename_theme(
                theme=row, version=data["version"], actor=request.user, name=data["name"], topic=data["topic"],
                kind=data["kind"],
            )  # fmt: skip
        except Conflict:
            tell_changes(form, Theme.objects.get(pk=pk), stamp="version")
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            notices.done(request, "Guardado")
            return redirect("activities:theme", pk=pk)
    said = queries.joined(queries.comments_visible_to(request.user)).filter(theme=row).order_by("-said_at", "-id")
    context = {
        "theme": row,
        "form": form,
        "may": may,
        "comments": list(said[:50]),
        "count": said.count(),
        "trail": [("Comentarios", "/comentarios/"), ("Ideas repetidas", "/comentarios/ideas/")],
    }
    return render(request, "activities/theme.html", context, status=422 if form.errors else 200)
