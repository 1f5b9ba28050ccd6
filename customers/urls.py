from django.urls import URLPattern, URLResolver, path

from customers.views import consents, customers, duplicates, family, merging, page, people, places, privacy, story
from customers.views.lists import customer_list

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", customer_list, name="list"),
    path("duplicados/", duplicates.duplicate_list, name="duplicates"),
    path("duplicados/buscar/", duplicates.search, name="duplicates_search"),
    path("unir/", merging.merge, name="merge"),
    path("unir/<int:pk>/deshacer/", merging.unmerge, name="unmerge"),
    path("<int:pk>/datos-personales/", privacy.personal, name="personal"),
    path("<int:pk>/datos-personales/borrar/", privacy.erase, name="erase"),
    path("<int:pk>/uniones/", merging.merges, name="merges"),
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
    path("<int:pk>/familia/", family.family, name="family"),
    path("<int:pk>/contactos/nuevo/", people.contact, name="contact_new"),
    path("<int:pk>/contactos/<int:contact_pk>/", people.contact, name="contact"),
    path("<int:pk>/contactos/<int:contact_pk>/quitar/", people.contact_remove, name="contact_remove"),
    path("<int:pk>/contactos/<int:contact_pk>/vcard/", people.contact_card, name="contact_card"),
    path("<int:pk>/responsables/", people.responsibles, name="responsibles"),
]
