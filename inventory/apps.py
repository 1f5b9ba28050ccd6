from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = "Productos y stock"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
