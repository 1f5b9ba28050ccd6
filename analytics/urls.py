from django.urls import URLPattern, URLResolver, path

from analytics.views import compute, home, rfm, rotation, sales, scheme

app_name = "analytics"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("analitica/rfm/", rfm.matrix, name="rfm"),
    path("analitica/rfm/movimiento/", rfm.movement, name="rfm_movement"),
    path("analitica/rfm/historia/", rfm.history, name="rfm_history"),
    path("analitica/rfm/lista/", rfm.customers, name="rfm_list"),
    path("analitica/rfm/esquema/", scheme.scheme, name="scheme"),
    path("analitica/ventas/", sales.report, name="sales"),
    path("analitica/ventas/pedidos/", sales.rows, name="sales_rows"),
    path("analitica/rotacion/", rotation.report, name="rotation"),
    path("analitica/calcular/", compute.compute, name="compute"),
]
