from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "crm_project"
    label = "crm_project"
    verbose_name = "Puesta en marcha"
