from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "company"
    verbose_name = "Empresa y personas"

    def ready(self) -> None:
        from . import slots  # noqa: F401 - fills the slots of the apps below
