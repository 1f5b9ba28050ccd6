from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = "Ventas"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
