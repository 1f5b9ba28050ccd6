from django.urls import URLPattern, URLResolver, path

from customers.views import consents, customers, duplicates, page, places, story
from customers.views.lists import customer_list

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", customer_list, name="list"),
    path("duplicados/", duplicates.duplicate_list, name="duplicates"),
    path("duplicados/buscar/", duplicates.search, name="duplicates_search"),
    path("parecidos/", duplicates.alike, name="alike"),
    path("lugares/", places.places, name="places"),
    path("productos/", places.products, name="products"),
    path("nuevo/", customers.create, name="create"),
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/editar/", customers.edit, name="edit"),
    path("<int:pk>/desactivar/", customers.deactivate, name="deactivate"),
    path("<int:pk>/activar/", customers.activate, name="activate"),
    path("<int:pk>/historia/", story.story, name="story"),
    path("<int:pk>/permisos/", consents.consents, name="consents"),
]
