"""Spanish paths, English names. A module per subject."""

from django.urls import include, path

app_name = "activities"
urlpatterns = [
    path("", include("activities.urls_work")),
    path("llamadas/", include("activities.urls_calls")),
    path("comentarios/", include("activities.urls_comments")),
    path("hoy/", include("activities.urls_today")),
    path("agenda/", include("activities.urls_calendar")),
]
