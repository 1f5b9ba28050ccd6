from django.urls import URLPattern, URLResolver, path

from core.views import files, guide, health, history, jobs, search, style

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/viva", health.alive, name="alive"),
    path("salud/lista", health.ready, name="ready"),
    path("buscar/", search.search, name="search"),
    path("estilo/", style.style, name="style"),
    path("estilo/cajon/", style.drawer, name="style_drawer"),
    path("trabajos/", jobs.job_list, name="jobs"),
    path("trabajos/<int:pk>/", jobs.job_detail, name="job"),
    path("trabajos/<int:pk>/cancelar/", jobs.job_cancel, name="job_cancel"),
    path("trabajos/<int:pk>/repetir/", jobs.job_retry, name="job_retry"),
    path("ayuda/", guide.index, name="help"),
    path("ayuda/<slug:slug>/", guide.page, name="help_page"),
    path("historia/<str:app>/<str:model>/<int:pk>/", history.record, name="history"),
    path("archivos/<uuid:pk>/", files.download, name="file"),
]
