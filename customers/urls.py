from django.urls import URLPattern, URLResolver, path

from customers.views import consents, customers
from customers.views.lists import customer_list

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", customer_list, name="list"),
    path("nuevo/", customers.create, name="create"),
    path("<int:pk>/", customers.detail, name="detail"),
    path("<int:pk>/editar/", customers.edit, name="edit"),
    path("<int:pk>/desactivar/", customers.deactivate, name="deactivate"),
    path("<int:pk>/activar/", customers.activate, name="activate"),
    path("<int:pk>/permisos/", consents.consents, name="consents"),
]
