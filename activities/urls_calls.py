"""Calls of the exchange."""

from django.urls import URLPattern, path

from activities.views import calls

urlpatterns: list[URLPattern] = [
    path("", calls.missed_list, name="calls"),
    path("todas/", calls.call_list, name="all_calls"),
    path("<int:pk>/", calls.detail, name="call_detail"),
    path("<int:pk>/tratar/", calls.treat, name="call_treat"),
    path("<int:pk>/asignar/", calls.assign, name="call_assign"),
    path("<int:pk>/cliente/", calls.link_customer, name="call_customer"),
]
