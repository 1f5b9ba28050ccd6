"""What it cost to sell and serve, by customer, by offer and by campaign: three views of one total."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from company.queries import today
from core import exports
from core.exports import FORMATS, Column, Dataset, Kind
from sales.filters.force import PERIODS, ForceFilter, force_filter
from sales.queries import cost_to_serve
from sales.queries.cost_to_serve import Cost
from sales.queries.scope import sees_whole_house

BY = {
    "cliente": ("Por cliente", "Cliente", cost_to_serve.by_customer),
    "oferta": ("Por oportunidad", "Oportunidad", cost_to_serve.by_offer),
    "campana": ("Por campaña", "Campaña", cost_to_serve.by_campaign),
}
MOST = 200


@require_safe
def cost(request: HttpRequest) -> HttpResponseBase:
    """One of the three views (``por``), with the total that all of them have."""
    user: Any = request.user
    by = request.GET.get("por", "")
    by = by if by in BY else "cliente"
    chosen = force_filter(request.GET, today=today())
    touches = cost_to_serve.touches(user, first=chosen.first, last=chosen.last)
    _, head, group = BY[by]
    found = group(touches)
    if request.GET.get("format") in FORMATS:
        return exports.download(_dataset(found, head, chosen), request.GET["format"])
    context = {
        "rules_url": reverse("sales:rules") if sees_whole_house(user) else "",
        "by": by,
        "views": [(key, label, f"?{chosen.query(por=key)}") for key, (label, _, _) in BY.items()],
        "head": head,
        "chosen": chosen,
        "periods": PERIODS.items(),
        "rows": [(one, _url(one, by), _behind(one, by, chosen)) for one in found[:MOST]],
        "behind": f"{reverse('sales:force_rows')}?{chosen.query(que='touches')}",
        "hidden": max(0, len(found) - MOST),
        "money": sum((one.cost for one in found), 0),
        "touches": sum(one.touches for one in found),
        "exports": [(label, f"?{chosen.query(por=by, format=kind)}") for kind, label in FORMATS.items()],
        "trail": [("Equipo", reverse("sales:force"))],
    }
    return render(request, "sales/force_cost.html", context)


def _url(one: Cost, by: str) -> str:
    if one.key is None:
        return ""
    return reverse("customers:detail" if by == "cliente" else "sales:opportunity", args=[one.key])


def _behind(one: Cost, by: str, chosen: ForceFilter) -> str:
    """The touches that a row adds up."""
    names: dict[str, dict[str, Any]] = {"cliente": {"cliente": one.key}, "oferta": {"oportunidad": one.key or 0}}
    which = names.get(by, {})
    return f"{reverse('sales:force_rows')}?{chosen.query(que='touches', **which)}"


def _dataset(found: list[Cost], head: str, chosen: Any) -> Dataset:
    return Dataset(
        name=f"costo-de-vender-{chosen.first}-{chosen.last}",
        title=f"Costo de vender y atender, del {chosen.first:%d/%m/%Y} al {chosen.last:%d/%m/%Y}",
        columns=(
            Column("name", head),
            Column("touches", "Acciones", Kind.INTEGER),
            Column("cost", "Costo", Kind.MONEY),
        ),
        rows=[(one.name, one.touches, one.cost) for one in found],
        totals={"touches": sum(one.touches for one in found), "cost": sum((one.cost for one in found), 0)},
    )
