"""The day of a person."""

from django.urls import URLPattern, path

from activities.views import today

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("mas-tarde/<str:key>/", today.later, name="later"),
]
