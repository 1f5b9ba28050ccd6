"""The permission matrix: one row a URL name, the roles that may use it.

``core.access.AccessMiddleware`` enforces it before any view runs; a test walks the URLconf in both directions,
so that a URL without a row, or a row without a URL, fails the build. Roles are the groups of ``company.enums.Role``.
What a person may see *inside* a page follows from the ``…_visible_to(user)`` queries.
"""

from core.access import ANY_STAFF, PUBLIC, Access

GESTOR, VENTAS, SUPERVISOR = "gestor", "ventas", "supervisor"
MARKETING, COMPRAS, SERVICIO, ADMIN = "marketing", "compras", "servicio", "administrador"
COMMERCIAL = (GESTOR, VENTAS, SUPERVISOR, MARKETING, COMPRAS, SERVICIO, ADMIN)

TABLE: dict[str, Access] = {
    # core
    "core:alive": PUBLIC,
    "core:ready": PUBLIC,
    "core:search": ANY_STAFF,
    "core:style": ANY_STAFF,
    "core:jobs": ANY_STAFF,
    "core:job": ANY_STAFF,
    "core:job_cancel": ANY_STAFF,
    "core:job_retry": ANY_STAFF,
    "core:file": ANY_STAFF,
    "core:help": ANY_STAFF,
    "core:help_page": ANY_STAFF,
    # analytics
    "analytics:home": ANY_STAFF,
    # accounts (allauth) decide by themselves who may come in
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
}
