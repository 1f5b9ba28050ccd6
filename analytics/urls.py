from django.urls import URLPattern, URLResolver, path

from analytics.views import home

app_name = "analytics"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
]
