from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ProjectConfig(AppConfig):
    name = "crm_project"
    label = "crm_project"
    verbose_name = "Puesta en marcha"


class SettingsAdminConfig(AdminConfig):
    """Django's admin with our own site: roles decide, the door is the house's."""

    default_site = "core.admin.CrmAdminSite"
