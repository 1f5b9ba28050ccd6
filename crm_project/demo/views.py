"""The sample data taken away from the screen, after a question that counts what goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import formatting, house, notices
from core.errors import DomainError
from customers.models import Customer
from inventory.models import Product
from sales.models import Order, Payment

from .clear import clear

COUNTED = (
    (Customer, "cliente", "clientes"),
    (Product, "producto", "productos"),
    (Order, "pedido", "pedidos"),
    (Payment, "pago", "pagos"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def clear_demo(request: HttpRequest) -> HttpResponse:
    """Ask with the counts; on POST empty the house. Who asked with a demo account is led to the door."""
    if request.method == "POST":
        try:
            clear(actor=request.user)  # type: ignore[arg-type]  # the access table lets in accounts only
        except DomainError as error:
            notices.failed(request, str(error))
            return redirect("core:help_page", "datos-de-muestra")
        return redirect("analytics:home")
    locale = house.current().locale
    context = {
        "title": "Quitar los datos de muestra",
        "sentence": "Se borra todo lo que hay, también lo que se haya añadido a la muestra. No se puede deshacer.",
        "sample": [formatting.plural(model.objects.count(), one, many, locale) for model, one, many in COUNTED],
        "verb": "Quitar todo y empezar con lo mío",
        "danger": True,
        "cancel_url": "/ayuda/datos-de-muestra/",
    }
    return render(request, "confirm.html", context)
