"""Addresses of payments and of the cartera."""

from django.urls import URLPattern, URLResolver, path

from sales.views import payments, receivables, receivables_acts

# Under /pedidos/pagos/
PAYMENTS: list[URLPattern | URLResolver] = [
    path("nuevo/", payments.create, name="payment_new"),
    path("<int:pk>/", payments.detail, name="payment"),
    path("<int:pk>/aplicar/", payments.apply, name="payment_apply"),
    path("<int:pk>/soltar/<int:allocation>/", payments.free, name="payment_free"),
    path("<int:pk>/corregir/", payments.reverse_, name="payment_reverse"),
]

# Who owes what: /cartera/
RECEIVABLES: list[URLPattern | URLResolver] = [
    path("", receivables.receivables, name="receivables"),
    path("previsto/", receivables.expected, name="receivables_expected"),
    path("recordatorios/", receivables_acts.rules, name="receivables_rules"),
    path("recordatorios/<int:pk>/", receivables_acts.rules, name="receivables_rule"),
    path("recordar/<int:pk>/", receivables_acts.remind, name="receivables_remind"),
    path("<int:pk>/", receivables.customer, name="receivables_customer"),
    path("<int:pk>/estado/", receivables_acts.statement, name="statement"),
]
