"""The inbox of comments: one in hand, labelled by key or button, the next one follows."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.forms.voices import CommentForm, CommentTaskForm, known_product
from activities.models import Comment
from activities.queries import comments as queries
from activities.services import comments, tasks
from activities.tables.voices import excerpt, score_said
from company.queries import time_zone
from core import clock, house, named, notices, undo
from core.errors import DomainError

# What each button says; those of the first line read the comment and bring the next one.
DECISIONS: dict[str, dict[str, str]] = {
    "relevant": {"relevance": "relevant"},
    "irrelevant": {"relevance": "irrelevant"},
    "need": {"kind": "need"},
    "works": {"kind": "works"},
}
FEELINGS = {"1": "positive", "2": "neutral", "3": "negative"}
SAID = {
    "relevant": "Relevante",
    "irrelevant": "No relevante",
    "need": "Necesidad",
    "works": "Funciona bien",
    "labels": "Guardado",
    "unread": "Otra vez por leer",
}


@require_safe
def inbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The comment in hand: the newest unread one, or the one asked for."""
    found = queries.desk(request.user, pk=pk)
    if pk is not None and found.comment is None:
        raise Http404
    return _desk(request, found)


def _desk(request: HttpRequest, found: queries.Desk, *, said: str = "", undo_of: Any = None, fault: str = "",
          status: int = 200) -> HttpResponse:  # fmt: skip
    comment = found.comment
    rows = [one for one in (comment, *found.after, *found.alike) if one]
    queries.prepare(rows, request.user)
    hint = getattr(comment, "hint", None) if comment else None
    context = {
        "desk": found,
        "comment": comment,
        "score": score_said(comment) if comment else "",
        "topics": queries.topics(),
        "topic_id": (comment.topic_id or (hint.topic_id if hint else None)) if comment else None,
        "topic_proposed": bool(comment and not comment.topic_id and hint and hint.topic_id),
        "by_likeness": bool(hint and hint.by_likeness),
        "group": hint.group if hint and found.alike else None,
        "after": [(one, excerpt(one)) for one in found.after],
        "may": queries.may_read(request.user),
        "said": said,
        "undo_of": undo_of,
        "fault": fault,
        "feelings": [
            ("1", "positive", "A favor", "mood-happy"),
            ("2", "neutral", "Ni una cosa ni otra", "mood-smile"),
            ("3", "negative", "En contra", "mood-sad"),
        ],
    }
    part = bool(request.headers.get("HX-Request")) and request.headers.get("HX-Target") == "desk"
    response = render(request, "activities/_desk.html" if part else "activities/comments.html", context, status=status)
    if part and comment is not None:
        response["HX-Replace-Url"] = reverse("activities:comment", args=[comment.pk])
    return response


def _load(request: HttpRequest, pk: int) -> Comment:
    comment = queries.joined(queries.comments_visible_to(request.user)).filter(pk=pk).first()
    if comment is None:
        raise Http404
    return comment


@require_POST
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """A key or a button: what the comment is. Decisions bring the next one; the rest stays at this one."""
    comment = _load(request, pk)
    do = request.POST.get("do", "labels")
    following = queries.desk(request.user, pk=pk).after[:1]
    try:
        labels = _labels(request, do)
        version = named.number(request.POST.get("version"), digits=9)
        _, undo_url = comments.label(
            comment=comment, version=version, actor=request.user, at=clock.now(),
            **labels,
        )  # fmt: skip
    except (DomainError, forms.ValidationError) as error:
        said = error.messages[0] if isinstance(error, forms.ValidationError) else str(error)
        return _desk(request, queries.desk(request.user, pk=pk), fault=said)
    decided = do in DECISIONS
    now = following[0].pk if decided and following else pk
    said = SAID.get(do, "Sentir cambiado")
    if request.headers.get("HX-Request"):
        shown = queries.desk(request.user, pk=None if decided and not following else now)
        return _desk(request, shown, said=said, undo_of=(pk, undo_url.rstrip("/").rpartition("/")[2]))
    notices.done(request, said, undo_url=undo_url)
    return redirect("activities:comment", pk=now) if following or not decided else redirect("activities:comments")


def _labels(request: HttpRequest, do: str) -> dict[str, Any]:
    """What the form says. An irrelevant comment takes neither topic nor product."""
    if do in FEELINGS:
        return {"sentiment": FEELINGS[do]}
    if do == "unread":
        return {"relevance": "unread"}
    labels: dict[str, Any] = dict(DECISIONS.get(do, {}))
    if do != "irrelevant":
        labels["topic"] = named.one_of(queries.topics(), request.POST.get("topic"))
        labels["product_code"] = known_product(request.POST.get("product_code", ""))
    return labels


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the last act on a comment and have it in hand again."""
    comment = _load(request, pk)
    fault, said = "", ""
    try:
        said = undo.take_back(step_id=UUID(request.POST.get("step", "")), actor=request.user)
    except (DomainError, ValueError) as error:
        fault = str(error) if isinstance(error, DomainError) else "Eso ya no se puede deshacer."
    if request.headers.get("HX-Request"):
        return _desk(request, queries.desk(request.user, pk=comment.pk), said=said, fault=fault)
    if fault:
        notices.failed(request, fault)
    return redirect("activities:comment", pk=pk)


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Options for the product field, as one types."""
    text = request.GET.get("product_code", "").strip()[:80]
    found = queries.find_products(request.user, text) if len(text) > 1 else []
    return render(request, "activities/_product_options.html", {"products": found})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down what a customer said."""
    form = CommentForm(request.POST or None, user=request.user, initial={"said_at": _here(clock.now())})
    if customer_id := named.number(request.GET.get("customer")):
        form.initial["customer_code"] = customer_id
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        customer = values.pop("customer_code")
        try:
            comment = comments.add(actor=request.user, customer=customer, **values)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, "Comentario guardado")
            return redirect("activities:comment", pk=comment.pk)
    context = {"form": form, "trail": [("Comentarios", "/comentarios/")]}
    return render(request, "activities/comment_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment sets something in motion."""
    comment = _load(request, pk)
    initial = {
        "title": _task_title(comment),
        "owner": comment.customer.owner_id if comment.customer and comment.customer.owner_id else request.user.pk,
        "due": house.current().today + timedelta(days=2),
        "note": f"Dijo: «{comment.text}»",
    }
    form = CommentTaskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            undo_url = _make_task(request, comment, data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            notices.done(request, f"Tarea para {data['owner']}", undo_url=undo_url)
            return redirect("activities:comment", pk=pk)
    context = {"form": form, "comment": comment, "trail": [("Comentarios", "/comentarios/")]}
    return render(request, "activities/comment_task.html", context, status=422 if form.errors else 200)


def _make_task(request: HttpRequest, comment: Comment, data: dict[str, Any]) -> str:
    from django.db import transaction

    due = datetime.combine(data["due"], time(), tzinfo=time_zone())
    with transaction.atomic():
        made, undo_url = tasks.create(
            actor=request.user, title=data["title"], due_at=due, all_day=True, owner=data["owner"],
            customer=comment.customer, note=data["note"],
        )  # fmt: skip
        comments.set_in_motion(comment=comment, task=made, actor=request.user)
    return undo_url


def _task_title(comment: Comment) -> str:
    who = f" de {comment.customer.name}" if comment.customer else ""
    about = f" sobre {comment.topic.name.lower()}" if comment.topic else ""
    return f"Atender el comentario{who}{about}"[:160]


def _here(moment: datetime) -> datetime:
    return moment.astimezone(time_zone()).replace(tzinfo=None, second=0, microsecond=0)
