from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = "Mensajes"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
