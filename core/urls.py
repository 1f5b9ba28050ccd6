from django.urls import URLPattern, URLResolver, path

from core.views import files, guide, health, history, imports, jobs, search, style, undo

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/viva", health.alive, name="alive"),
    path("salud/lista", health.ready, name="ready"),
    path("favicon.ico", style.favicon, name="favicon"),
    path("buscar/", search.search, name="search"),
    path("estilo/", style.style, name="style"),
    path("estilo/aviso/", style.notice, name="style_notice"),
    path("estilo/cajon/", style.drawer, name="style_drawer"),
    path("trabajos/", jobs.job_list, name="jobs"),
    path("trabajos/<int:pk>/", jobs.job_detail, name="job"),
    path("trabajos/<int:pk>/cancelar/", jobs.job_cancel, name="job_cancel"),
    path("trabajos/<int:pk>/repetir/", jobs.job_retry, name="job_retry"),
    path("ayuda/", guide.index, name="help"),
    path("ayuda/<slug:slug>/", guide.page, name="help_page"),
    path("historia/<str:app>/<str:model>/<int:pk>/", history.record, name="history"),
    path(
        "historia/<str:app>/<str:model>/<int:pk>/<int:event>/<str:field>/",
        history.restore,
        name="history_restore",
    ),
    path("importaciones/", imports.overview, name="imports"),
    path("importaciones/subir/", imports.upload, name="import_upload"),
    path("importaciones/<int:pk>/", imports.detail, name="import"),
    path("importaciones/<int:pk>/columnas/", imports.columns, name="import_columns"),
    path("importaciones/<int:pk>/cargar/", imports.load, name="import_load"),
    path("importaciones/<int:pk>/deshacer/", imports.undo_load, name="import_undo"),
    path("importaciones/<int:pk>/descartar/", imports.discard, name="import_discard"),
    path("importaciones/<int:pk>/rechazadas.csv", imports.rejected, name="import_rejected"),
    path("deshacer/<uuid:pk>/", undo.take_back, name="undo"),
    path("archivos/<uuid:pk>/", files.download, name="file"),
]
