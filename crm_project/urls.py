"""Spanish paths, English names, one namespace an app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from crm_project.demo.views import clear_demo

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way

urlpatterns = [
    path("admin/", admin.site.urls),
    path("datos-de-muestra/quitar/", clear_demo, name="clear_demo"),
    path("", include("company.urls_account")),
    path("", include("company.urls")),
    path("clientes/", include("customers.urls")),
    path("", include("activities.urls")),
    path("", include("sales.urls")),
    path("productos/", include("inventory.urls")),
    path("", include("messaging.urls")),
    path("", include("analytics.urls")),
    path("", include("core.urls")),
]
