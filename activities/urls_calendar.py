"""The calendar and its subscription."""

from django.urls import URLPattern, path

from activities.views import calendar, feeds

urlpatterns: list[URLPattern] = [
    path("", calendar.calendar, name="calendar"),
    path("mover/", calendar.move, name="calendar_move"),
    path("suscripcion/", feeds.subscription, name="subscription"),
    path("feed/<str:secret>.ics", feeds.feed, name="feed"),
]
