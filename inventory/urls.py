from django.urls import URLPattern, URLResolver, path

from inventory.views import products

app_name = "inventory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", products.product_list, name="list"),
    path("<int:pk>/", products.detail, name="detail"),
]
