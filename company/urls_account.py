"""allauth's pages under Spanish paths. Sign-up is closed; names stay allauth's."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("entrar/", views.login, name="account_login"),
    path("entrar/codigo/", mfa.authenticate, name="mfa_authenticate"),
    path("entrar/cuenta-cerrada/", views.account_inactive, name="account_inactive"),
    path("entrar/cuenta-nueva/", views.signup, name="account_signup"),
    path("salir/", views.logout, name="account_logout"),
    path("clave/olvidada/", views.password_reset, name="account_reset_password"),
    path("clave/olvidada/enviada/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^clave/nueva/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("clave/lista/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("mi-cuenta/clave/", views.password_change, name="account_change_password"),
    path("mi-cuenta/clave/primera/", views.password_set, name="account_set_password"),
    path("mi-cuenta/confirmar/", views.reauthenticate, name="account_reauthenticate"),
    path("mi-cuenta/confirmar/codigo/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("mi-cuenta/segundo-paso/", mfa.index, name="mfa_index"),
    path("mi-cuenta/segundo-paso/activar/", totp.activate_totp, name="mfa_activate_totp"),
    path("mi-cuenta/segundo-paso/quitar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("mi-cuenta/segundo-paso/codigos/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("mi-cuenta/segundo-paso/codigos/nuevos/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("mi-cuenta/segundo-paso/codigos/guardar/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
