"""Spanish paths, English names, one namespace an app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("company.urls_account")),
    path("", include("company.urls")),
    path("clientes/", include("customers.urls")),
    path("pedidos/", include("sales.urls")),
    path("productos/", include("inventory.urls")),
    path("", include("analytics.urls")),
    path("", include("core.urls")),
]
