from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = "Clientes"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
