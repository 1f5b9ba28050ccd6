from django.urls import URLPattern, URLResolver, path

from messaging.views import callbacks, compose, lists, messages, templates, unsubscribe

app_name = "messaging"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mensajes/", lists.message_list, name="list"),
    path("mensajes/nuevo/", compose.compose, name="compose"),
    path("mensajes/nuevo/ver/", compose.preview, name="compose_preview"),
    path("mensajes/plantillas/", lists.template_list, name="templates"),
    path("mensajes/plantillas/nueva/", templates.create, name="template_create"),
    path("mensajes/plantillas/ver/", templates.preview, name="template_preview"),
    path("mensajes/plantillas/<int:pk>/", templates.edit, name="template"),
    path("mensajes/<int:pk>/", messages.detail, name="detail"),
    path("mensajes/<int:pk>/cancelar/", messages.cancel, name="cancel"),
    path("mensajes/<int:pk>/reenviar/", messages.resend, name="resend"),
    path("mensajes/<int:pk>/soltar/", messages.release, name="release"),
    path("mensajes/<int:pk>/whatsapp/", messages.open_whatsapp, name="open_whatsapp"),
    path("mensajes/cliente/<int:pk>/correo-sirve/", messages.address_works, name="address_works"),
    path("avisos/correo/", callbacks.receive, name="provider_notices"),
    path("baja/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
