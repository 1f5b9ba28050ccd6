from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "Actividad comercial"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
