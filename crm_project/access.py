"""The permission matrix: one row a URL name, the roles that may use it.

``core.access.AccessMiddleware`` enforces it before any view runs; a test walks the URLconf in both directions,
so that a URL without a row, or a row without a URL, fails the build. Roles are the groups of ``company.enums.Role``.
What a person may see *inside* a page follows from the ``…_visible_to(user)`` queries.
"""

from core.access import ANY_STAFF, PUBLIC, Access, roles

GESTOR, VENTAS, SUPERVISOR = "gestor", "ventas", "supervisor"
MARKETING, COMPRAS, SERVICIO, ADMIN = "marketing", "compras", "servicio", "administrador"
COMMERCIAL = (GESTOR, VENTAS, SUPERVISOR, MARKETING, COMPRAS, SERVICIO, ADMIN)
# Who talks with customers and writes down how it went.
TALKERS = roles(GESTOR, VENTAS, SUPERVISOR, MARKETING, SERVICIO, ADMIN)
# Who loads files of at least one kind.
# Who writes to customers.
WRITERS = roles(GESTOR, VENTAS, SUPERVISOR, MARKETING, SERVICIO, ADMIN)
# Who attends orders that customers could not place.
ATTENDING = roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN)
# Who sells: own and team's deals, quotes and money (what each sees follows the sales tree).
SELLING = roles(GESTOR, VENTAS, SUPERVISOR, ADMIN)
LEADING = roles(GESTOR, SUPERVISOR, ADMIN)
LOADERS = roles(GESTOR, SUPERVISOR, MARKETING, COMPRAS, SERVICIO, ADMIN)

TABLE: dict[str, Access] = {
    "clear_demo": roles(ADMIN),
    # core
    "core:alive": PUBLIC,
    "core:ready": PUBLIC,
    "core:favicon": PUBLIC,
    "core:search": ANY_STAFF,
    "core:style": ANY_STAFF,
    "core:style_notice": ANY_STAFF,
    "core:style_drawer": ANY_STAFF,
    "core:jobs": ANY_STAFF,
    "core:job": ANY_STAFF,
    "core:job_cancel": ANY_STAFF,
    "core:job_retry": ANY_STAFF,
    "core:file": ANY_STAFF,
    "core:undo": ANY_STAFF,
    "core:help": ANY_STAFF,
    "core:help_page": ANY_STAFF,
    # imports: which kinds a role may load stands in the kind itself
    "core:imports": LOADERS,
    "core:import_upload": LOADERS,
    "core:import": LOADERS,
    "core:import_columns": LOADERS,
    "core:import_load": LOADERS,
    "core:import_undo": LOADERS,
    "core:import_discard": LOADERS,
    "core:import_rejected": LOADERS,
    # analytics
    "analytics:home": ANY_STAFF,
    "core:history": ANY_STAFF,
    "core:history_restore": ANY_STAFF,
    "analytics:rfm": roles(GESTOR, SUPERVISOR, MARKETING, ADMIN),
    "analytics:rfm_movement": roles(GESTOR, SUPERVISOR, MARKETING, ADMIN),
    "analytics:rfm_history": roles(GESTOR, SUPERVISOR, MARKETING, ADMIN),
    "analytics:rfm_list": roles(GESTOR, SUPERVISOR, MARKETING, ADMIN),
    "analytics:scheme": roles(GESTOR, SUPERVISOR, MARKETING, ADMIN),
    "analytics:compute": roles(GESTOR, ADMIN),
    "analytics:sales": roles(GESTOR, SUPERVISOR, MARKETING, COMPRAS, ADMIN),
    "analytics:sales_rows": roles(GESTOR, SUPERVISOR, MARKETING, COMPRAS, ADMIN),
    "analytics:rotation": roles(GESTOR, SUPERVISOR, MARKETING, COMPRAS, ADMIN),
    # customers
    "customers:list": roles(*COMMERCIAL),
    "customers:detail": roles(*COMMERCIAL),
    "customers:alike": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:personal": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:erase": roles(GESTOR, ADMIN),
    "customers:merge": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:unmerge": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:merges": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:duplicates": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:duplicates_search": roles(GESTOR, SUPERVISOR, SERVICIO, ADMIN),
    "customers:places": roles(*COMMERCIAL),
    "customers:products": roles(*COMMERCIAL),
    "customers:family": roles(*COMMERCIAL),
    "customers:contact_new": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:contact": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:contact_remove": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:contact_card": roles(*COMMERCIAL),
    "customers:responsibles": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:create": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:edit": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:deactivate": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:activate": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "customers:story": roles(*COMMERCIAL),
    "customers:consents": roles(GESTOR, VENTAS, SUPERVISOR, MARKETING, SERVICIO, ADMIN),
    # activities
    "activities:today": roles(*COMMERCIAL),
    "activities:calendar": roles(*COMMERCIAL),
    "activities:calendar_move": roles(*COMMERCIAL),
    "activities:subscription": roles(*COMMERCIAL),
    "activities:feed": PUBLIC,
    "activities:later": roles(*COMMERCIAL),
    # activities: what happened and what comes next
    "activities:pick_customer": roles(*COMMERCIAL),
    "activities:log_call": TALKERS,
    "activities:log_visit": TALKERS,
    "activities:log_note": TALKERS,
    "activities:log": TALKERS,
    "activities:interaction": roles(*COMMERCIAL),
    "activities:interaction_delete": TALKERS,
    "activities:tasks": roles(*COMMERCIAL),
    "activities:task_create": roles(*COMMERCIAL),
    "activities:task": roles(*COMMERCIAL),
    "activities:task_done": roles(*COMMERCIAL),
    "activities:task_move": roles(*COMMERCIAL),
    "activities:task_cancel": roles(*COMMERCIAL),
    "activities:task_reopen": roles(*COMMERCIAL),
    # calls of the exchange and comments; who may treat which call stands in activities.queries.calls
    "activities:calls": roles(*COMMERCIAL),
    "activities:all_calls": roles(*COMMERCIAL),
    "activities:call_detail": roles(*COMMERCIAL),
    "activities:call_treat": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "activities:call_assign": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "activities:call_customer": roles(GESTOR, VENTAS, SUPERVISOR, SERVICIO, ADMIN),
    "activities:comments": roles(*COMMERCIAL),
    "activities:comment": roles(*COMMERCIAL),
    "activities:comment_new": roles(*COMMERCIAL),
    "activities:comment_list": roles(*COMMERCIAL),
    "activities:comment_groups": roles(*COMMERCIAL),
    "activities:comment_group": roles(*COMMERCIAL),
    "activities:themes": roles(*COMMERCIAL),
    "activities:theme": roles(*COMMERCIAL),
    "activities:comment_products": roles(*COMMERCIAL),
    "activities:comment_label": roles(GESTOR, SUPERVISOR, MARKETING, SERVICIO, ADMIN),
    "activities:comment_undo": roles(GESTOR, SUPERVISOR, MARKETING, SERVICIO, ADMIN),
    "activities:comment_task": roles(GESTOR, SUPERVISOR, MARKETING, SERVICIO, ADMIN),
    # sales
    "sales:list": roles(*COMMERCIAL),
    "sales:detail": roles(*COMMERCIAL),
    "sales:payments": roles(*COMMERCIAL),
    "sales:recover": ATTENDING,
    "sales:redirected_list": ATTENDING,
    "sales:redirected": ATTENDING,
    "sales:redirected_new": ATTENDING,
    "sales:redirected_products": ATTENDING,
    "sales:redirected_customers": ATTENDING,
    "sales:redirected_take": ATTENDING,
    "sales:redirected_contact": ATTENDING,
    "sales:redirected_return": ATTENDING,
    "sales:redirected_lose": ATTENDING,
    "sales:redirected_discard": ATTENDING,
    "sales:redirected_assign": roles(GESTOR, SUPERVISOR, ADMIN),
    "sales:redirected_identify": ATTENDING,
    "sales:redirected_link": ATTENDING,
    "sales:redirected_convert": ATTENDING,
    "sales:redirected_report": roles(GESTOR, SUPERVISOR, ADMIN),
    # sales: orders by hand, returns
    # sales: opportunities and their processes
    "sales:opportunities": SELLING,
    "sales:board": SELLING,
    "sales:board_move": SELLING,
    "sales:funnel": SELLING,
    # sales: rows of products
    "sales:line_products": ATTENDING,
    # sales: quotes
    # sales: the paper of quotes, sending, the public page
    "sales:quote_templates": LEADING,
    "sales:quote_template": LEADING,
    "sales:quote_template_new": LEADING,
    "sales:quote_template_preview": LEADING,
    "sales:quote_pdf": SELLING,
    "sales:quote_word": SELLING,
    "sales:quote_send": SELLING,
    "sales:quote_send_preview": SELLING,
    "sales:quote_link": SELLING,
    "sales:quote_answer": SELLING,
    "sales:quote_questions_seen": SELLING,
    "sales:quote_public": PUBLIC,
    "sales:quote_public_pdf": PUBLIC,
    "sales:quote_public_ask": PUBLIC,
    # sales: cobros
    # sales: the sales force
    # messaging: the link at the foot of a mail, for whoever holds it
    "messaging:unsubscribe": PUBLIC,
    "messaging:list": WRITERS,
    "messaging:detail": WRITERS,
    "messaging:compose": WRITERS,
    "messaging:compose_preview": WRITERS,
    "messaging:cancel": WRITERS,
    "messaging:resend": WRITERS,
    "messaging:open_whatsapp": WRITERS,
    "messaging:release": roles(GESTOR, MARKETING, SERVICIO, ADMIN),
    "messaging:templates": WRITERS,
    "messaging:template": roles(GESTOR, MARKETING, SERVICIO, ADMIN),
    "messaging:template_create": roles(GESTOR, MARKETING, SERVICIO, ADMIN),
    "messaging:template_preview": roles(GESTOR, MARKETING, SERVICIO, ADMIN),
    # inventory
    "inventory:list": roles(*COMMERCIAL),
    "inventory:detail": roles(*COMMERCIAL),
    # accounts (allauth) decide by themselves who may come in
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "account_change_password": ANY_STAFF,
    "account_set_password": ANY_STAFF,
    "account_reauthenticate": ANY_STAFF,
    "mfa_reauthenticate": ANY_STAFF,
    "mfa_index": ANY_STAFF,
    "mfa_activate_totp": ANY_STAFF,
    "mfa_deactivate_totp": ANY_STAFF,
    "mfa_view_recovery_codes": ANY_STAFF,
    "mfa_generate_recovery_codes": ANY_STAFF,
    "mfa_download_recovery_codes": ANY_STAFF,
    # company
    "company:notices": ANY_STAFF,
    "company:notices_read": ANY_STAFF,
    "company:notice_open": ANY_STAFF,
    "company:notice_kinds": ANY_STAFF,
    "company:preferences": ANY_STAFF,
    "company:logo": PUBLIC,
    "company:settings": roles(ADMIN),
    "company:tree": roles(ADMIN),
    "company:tree_remove": roles(ADMIN),
}
