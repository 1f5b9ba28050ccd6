"""The rules that make tasks after a sale: what each did, trying one, keeping it, starting and stopping it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from company.models import User
from company.queries import today
from core import formatting, house, notices
from core.clock import now
from core.errors import Conflict, DomainError
from core.formatting import Locale
from core.idempotency import once
from sales.forms.post_sale import PostSaleForm
from sales.models import PostSaleRule
from sales.queries import post_sale as queries
from sales.queries.post_sale_said import task_said, when_said, whom_said
from sales.queries.post_sale_turns import Preview, left_out, preview, waiting_count
from sales.queries.quotes import rules as house_rules
from sales.queries.scope import sees_whole_house
from sales.services import post_sale as services

SHOWN = 10
TRAIL = ("Posventa", "sales:post_sale")


@dataclass(frozen=True)
class Line:
    """A rule with its words and what it did."""

    rule: PostSaleRule
    when: str
    whom: str
    what: str
    done: queries.Done
    tasks_url: str


@dataclass(frozen=True)
class Tried:
    """A preview in words: ``said``, then whom (customer, title, day, owner)."""

    said: list[str]
    make: list[tuple[queries.Due, str, Any]]
    more: int
    nobody: list[queries.Due]
    nobody_more: int


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with what it did in the last four weeks; each figure opens its tasks."""
    found = list(queries.rules_visible_to(request.user))
    context = {
        "lines": _lines(request, found),
        "weeks": queries.WEEKS,
        "most": house_rules().tasks_per_day,
        "rules_url": reverse("sales:rules") if sees_whole_house(request.user) else "",
    }
    return render(request, "sales/post_sale.html", context)


@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule; ``?probar=1`` shows what it would do today."""
    held = _load(request, pk)
    tried = _tried(held) if request.GET.get("probar") else None
    left = left_out(held, today=today())
    context = {
        "line": _lines(request, [held])[0],
        "tried": tried,
        "waiting": waiting_count(held),
        "most": house_rules().tasks_per_day,
        "left": left[:SHOWN],
        "left_count": len(left),
        "left_more": max(0, len(left) - SHOWN),
        "weeks": queries.WEEKS,
        "trail": [_trail()],
    }
    return render(request, "sales/post_sale_rule.html", context)


@require_http_methods(["GET", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    """A new rule; it starts switched off."""
    return _edit(request, PostSaleRule(is_active=False), new=True)


@require_http_methods(["GET", "POST"])
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _load(request, pk), new=False)


@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Stopping is done at once; before starting one sees how many tasks that makes and for whom."""
    held = _load(request, pk)
    page = reverse("sales:post_sale_rule", args=[pk])
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        try:
            services.switch(rule=held, on=on, actor=request.user)
        except DomainError as error:
            notices.failed(request, str(error))
        else:
            notices.done(request, "En marcha: esta noche hace sus primeras tareas" if on else "Detenida")
        return redirect(page)
    tried = _tried(held)
    sample = [f"{one.name}: {title} ({owner})" for one, title, owner in tried.make]
    context = {
        "title": f"Poner en marcha «{held.name}»",
        "sentence": " ".join(tried.said),
        "sample": sample,
        "verb": "Poner en marcha",
        "danger": False,
        "cancel_url": page,
        "hidden": {"on": "1"},
    }
    return render(request, "confirm.html", context)


@require_POST
def up(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the rule above it."""
    held = _load(request, pk)
    if services.move_up(rule=held, actor=request.user):
        notices.done(request, f"«{held.name}» sube un puesto")
    return redirect("sales:post_sale")


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Do now what the rule would do tonight."""
    held = _load(request, pk)
    if not held.is_active:
        notices.failed(request, "Esta regla está detenida: ponla en marcha primero.")
        return redirect("sales:post_sale_rule", pk=pk)
    ran = services.run_rule(rule=held, day=today(), actor=request.user)
    locale = house.current().locale
    said = [formatting.plural(ran.made, "tarea hecha", "tareas hechas", locale)] if ran.made else []
    if ran.waiting:
        said.append(formatting.plural(ran.waiting, "espera su turno", "esperan su turno", locale))
    notices.done(request, "; ".join(said) or "Hoy no le tocaba a nadie más: no se hizo ninguna tarea")
    return redirect("sales:post_sale_rule", pk=pk)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    held = _load(request, pk)
    if request.method == "POST":
        services.delete_rule(rule=held, actor=request.user)
        notices.done(request, f"«{held.name}» ya no está")
        return redirect("sales:post_sale")
    context = {
        "title": f"Quitar «{held.name}»",
        "sentence": "La regla no hará más tareas. Las que ya hizo se quedan con quien las tiene.",
        "verb": "Quitar la regla",
        "danger": True,
        "cancel_url": reverse("sales:post_sale_rule", args=[pk]),
    }
    return render(request, "confirm.html", context)


def _edit(request: HttpRequest, held: PostSaleRule, *, new: bool) -> HttpResponse:
    lookup = reverse("sales:line_products")
    form = PostSaleForm(request.POST or None, instance=held, user=request.user, lookup_url=lookup)
    tried, trying = None, request.method == "POST" and "probar" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            if trying:
                services.check(form.instance)
                tried = _tried(form.instance)
            else:
                kept = services.save_rule(rule=form.instance, actor=request.user, shown=form.shown())
                notices.done(request, "Guardada. Pruébala y ponla en marcha" if new else "Guardada")
                return redirect(f"{reverse('sales:post_sale_rule', args=[kept.pk])}?probar=1")
        except Conflict as error:
            form.stand_beside(held, error)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    trail = [_trail()] if new else [_trail(), (held.name, reverse("sales:post_sale_rule", args=[held.pk]))]
    cancel = reverse("sales:post_sale") if new else reverse("sales:post_sale_rule", args=[held.pk])
    context = {"form": form, "new": new, "tried": tried, "trail": trail, "cancel_url": cancel}
    return render(request, "sales/post_sale_form.html", context, status=422 if form.errors else 200)


def _load(request: HttpRequest, pk: int) -> PostSaleRule:
    found: PostSaleRule = get_object_or_404(queries.rules_visible_to(request.user), pk=pk)
    return found


def _trail() -> tuple[str, str]:
    return TRAIL[0], reverse(TRAIL[1])


def _lines(request: HttpRequest, rules: list[PostSaleRule]) -> list[Line]:
    done = queries.worked(rules, user=request.user, today=today(), at=now())
    tasks = reverse("activities:tasks")
    return [
        Line(
            rule=one,
            when=when_said(one),
            whom=whom_said(one),
            what=task_said(one),
            done=done.get(one.pk, queries.Done()),
            tasks_url=f"{tasks}?rule={queries.KEY}:{one.pk}&made=weeks",
        )
        for one in rules
    ]


def _waits_said(rule: PostSaleRule, found: Preview, locale: Locale) -> list[str]:
    """When those follow who do not fit today, and who will not fit at all."""
    if not found.waits:
        return []
    in_time = found.waits - found.out
    most = formatting.plural(found.most, "tarea", "tareas", locale)
    said = []
    if in_time and found.until:
        follow = formatting.plural(in_time, "cliente sigue", "clientes siguen", locale)
        until = formatting.day_long(found.until, today=today())
        said.append(
            f"{follow} los días hábiles siguientes, hasta el {until}: como mucho {most} al día por persona entre "
        )
        said[-1] += "todas las reglas, primero quien más compra."
    if found.before:
        names = formatting.listing([f"«{name}»" for name in found.before])
        said.append(f"Antes van las de {names}.")
    if found.out:
        out = formatting.plural(found.out, "cliente no cabe", "clientes no caben", locale)
        said.append(f"{out} en el plazo de {formatting.plural(rule.within_days, 'día', 'días', locale)}: ")
        said[-1] += "sube las tareas al día, sube la regla, alarga el plazo o reparte sus clientes."
    return said


def _tried(rule: PostSaleRule) -> Tried:
    """What the rule would do today, said."""
    locale = house.current().locale
    found = preview(rule, today=today())
    people = User.objects.in_bulk({one.owner_id for one in found.make[:SHOWN]})
    count = len(found.make)
    said = [
        f"Hoy haría {formatting.plural(count, 'tarea', 'tareas', locale)}, una por cliente."
        if count
        else "Hoy no le toca a nadie más."
        if found.waits
        else "Hoy no le toca a nadie.",
        *_waits_said(rule, found, locale),
    ]
    if found.coming:
        said.append(
            f"En los próximos 30 días, {formatting.plural(found.coming, 'cliente más', 'clientes más', locale)}."
        )
    if found.holding is not None:
        who = formatting.plural(found.holding, "cliente tiene", "clientes tienen", locale)
        said.append(f"{who} ya ese puntaje: no cuentan. La tarea se hace cuando alguien llega a él.")
    if found.nobody:
        lost = formatting.plural(len(found.nobody), "cliente se queda", "clientes se quedan", locale)
        said.append(f"{lost} sin tarea, porque nadie los atiende.")
    return Tried(
        said=said,
        make=[(one, queries.said_title(rule.title, one), people.get(one.owner_id)) for one in found.make[:SHOWN]],
        more=max(0, count - SHOWN),
        nobody=found.nobody[:SHOWN],
        nobody_more=max(0, len(found.nobody) - SHOWN),
    )
