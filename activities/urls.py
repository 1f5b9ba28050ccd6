"""Spanish paths, English names. A module per subject."""

from django.urls import include, path

app_name = "activities"
urlpatterns = [
    path("", include("activities.urls_work")),
    path("hoy/", include("activities.urls_today")),
]
