from django.urls import URLPattern, URLResolver, path

from sales.views import lists, orders

app_name = "sales"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.order_list, name="list"),
    path("pagos/", lists.payment_list, name="payments"),
    path("historia/", orders.story, name="story"),
    path("<int:pk>/", orders.detail, name="detail"),
]
