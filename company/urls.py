from django.urls import URLPattern, URLResolver, path

from company.views import notices, settings, tree

app_name = "company"
urlpatterns: list[URLPattern | URLResolver] = [
    path("avisos/", notices.notice_list, name="notices"),
    path("avisos/leidos/", notices.read_all, name="notices_read"),
    path("avisos/<int:pk>/abrir/", notices.open_notice, name="notice_open"),
    path("mi-cuenta/", settings.preferences, name="preferences"),
    path("mi-cuenta/avisos/", notices.kinds, name="notice_kinds"),
    path("empresa/", settings.company, name="settings"),
    path("empresa/logo/", settings.logo, name="logo"),
    path("empresa/equipo-de-ventas/", tree.tree, name="tree"),
    path("empresa/equipo-de-ventas/<int:pk>/quitar/", tree.remove, name="tree_remove"),
]
