"""allauth's pages under Spanish paths. Sign-up is closed; names stay allauth's."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("entrar/", views.login, name="account_login"),
    path("salir/", views.logout, name="account_logout"),
]
