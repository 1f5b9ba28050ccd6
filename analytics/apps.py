from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "Análisis"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
