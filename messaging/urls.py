from django.urls import URLPattern, URLResolver, path

from messaging.views import unsubscribe

app_name = "messaging"
urlpatterns: list[URLPattern | URLResolver] = [
    path("baja/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
