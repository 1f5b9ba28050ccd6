from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Maquinaria"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
        from .imports import jobs  # noqa: F401 - fills the slots of jobs and files
