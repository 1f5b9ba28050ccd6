"""Settings, read once from the environment by typed readers that refuse nonsense.

Nothing else in the project touches ``os.environ``. Every variable is listed in ``.env.example``.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core.servers.places import state_folder

from . import settings_logging

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = state_folder()  # files and mails lie beside the data they belong to

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("Falta SECRET_KEY: en producción debe venir del entorno.")
    SECRET_KEY = "solo-para-desarrollo-y-demo-nunca-en-produccion-0123456789"  # noqa: S105 - refused above in production
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if not PRODUCTION else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The public address, for links in mails; never taken from the Host header.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "crm_project.apps.ProjectConfig",
    "analytics",
    "sales",
    "inventory",
    "messaging",
    "activities",
    "customers",
    "company",
    "core",
    "crm_project.apps.SettingsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_celery_beat",
    "pgtrigger",
    "pghistory",
    "import_export",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "core.middleware.IdleLogoutMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "core.middleware.ActorMiddleware",
    "core.access.AccessMiddleware",
    "core.middleware.UnreadableTextMiddleware",
]

ROOT_URLCONF = "crm_project.urls"
WSGI_APPLICATION = "crm_project.wsgi.application"
ACCESS_TABLE = "crm_project.access.TABLE"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.page",
            ],
            "builtins": ["core.templatetags.crm", "core.templatetags.platform"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Without a URL (commands that need no server) nothing may be reached by chance: port 1 answers nobody.
NO_DATABASE, NO_REDIS = "postgresql://nadie@127.0.0.1:1/ninguna", "redis://127.0.0.1:1/0"
if PRODUCTION and not (env.str("DATABASE_URL", default="") and env.str("REDIS_URL", default="")):
    raise ImproperlyConfigured("Faltan DATABASE_URL o REDIS_URL: en producción deben venir del entorno.")
DATABASES = {"default": env.db("DATABASE_URL", default=NO_DATABASE)}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "OPTIONS": {
        # Every trigger asks first whether it shall stand aside. Where the setting was never made, the asking is an
        # error that it catches, row by row; and taking an error back reads all that a transaction still has to check:
        # a load of a million rows spent half its time there. "{}" = none stands aside.
        "options": "-c pgtrigger.ignore={} -c timezone=UTC -c lock_timeout=3s -c statement_timeout="
        + env.str("STATEMENT_TIMEOUT", default="15s")
        + " -c idle_in_transaction_session_timeout="
        + env.str("IDLE_IN_TRANSACTION_TIMEOUT", default="60s"),
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default=NO_REDIS)
# Database 0 is the broker's (never evicted); the cache has database 1 and its own timeouts.
CACHE_URL = env.str("CACHE_URL", default=REDIS_URL.rsplit("/", 1)[0] + "/1")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "TIMEOUT": 300,
        "KEY_PREFIX": "crm",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
IDLE_LOGOUT_MINUTES = env.int("IDLE_LOGOUT_MINUTES", default=30 if PRODUCTION else 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "company.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "analytics:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "company.adapters.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "6/15m/key,60/15m/ip"}
# How many proxies of ours stand before the web and write X-Forwarded-For; with 0 that header counts for nothing.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "company.adapters.TotpAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "es"
USE_I18N = True
USE_TZ = True
# The company's own zone is a setting in the database (company.Company.time_zone); this is only the server's default.
TIME_ZONE = "America/Lima"
FORMAT_MODULE_PATH = ["crm_project.formats"]
LOCALE_PATHS = [BASE_DIR / "crm_project" / "locale"]
FIRST_DAY_OF_WEEK = 1

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # each file is compressed once, under the name that pages use
# Hashes of people who asked to be forgotten. Changing it lets them in again: keep it when SECRET_KEY changes.
ERASURE_KEY = env.str("ERASURE_KEY", default="") or SECRET_KEY
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(STATE_DIR / "archivos"))
MEDIA_URL = ""  # files go out only through views that check who asks
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=100 * 1024 * 1024)

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A request that cannot reach the broker gives up at once: its row waits, the sweeper sends it later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_TIME_LIMIT = 1800
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "core.tasks.run_job": {"queue": "imports"},
    "analytics.tasks.*": {"queue": "analytics"},
    "messaging.tasks.*": {"queue": "mail"},
}
CELERY_TIMEZONE = TIME_ZONE
# The database scheduler takes these over at its start; the administrator may change the times there.
CELERY_BEAT_SCHEDULE = {
    "core.sweep": {"task": "core.tasks.sweep", "schedule": 20.0},
    # Each tick asks whether last night's search for repeated customers was done.
    "customers.duplicates": {"task": "customers.tasks.find_duplicates", "schedule": 1800.0},
    "sales.product_pairs": {"task": "sales.tasks.product_pairs", "schedule": 3600.0},
    "sales.post_sale": {"task": "sales.tasks.post_sale", "schedule": 1800.0},
    "sales.escalate_redirected": {"task": "sales.tasks.escalate_redirected", "schedule": 60.0},
    "sales.cobros": {"task": "sales.tasks.cobros", "schedule": 600.0},
    "activities.remind": {"task": "activities.tasks.remind", "schedule": 60.0},
    "core.tidy": {"task": "core.tasks.tidy", "schedule": 6 * 3600.0},
    "company.holidays": {"task": "company.tasks.fill_holidays", "schedule": 6 * 3600.0},
    "messaging.relay": {"task": "messaging.tasks.relay", "schedule": 15.0},
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.path("EMAIL_FILE_PATH", default=str(STATE_DIR / "correo"))
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
# A provider of mail (django-anymail): its keys as JSON, and whose notices of what arrived we take at /avisos/correo/.
ANYMAIL = env.json("ANYMAIL", default={})
MAIL_CALLBACKS = env.str("MAIL_CALLBACKS", default="")
MAIL_CALLBACK_KEYS = {  # what proves that a notice is the provider's
    "brevo": "WEBHOOK_SECRET",
    "mailersend": "MAILERSEND_SIGNING_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mailjet": "WEBHOOK_SECRET",
    "postmark": "WEBHOOK_SECRET",
    "sparkpost": "WEBHOOK_SECRET",
}
if MAIL_CALLBACKS and MAIL_CALLBACKS not in MAIL_CALLBACK_KEYS:
    raise ImproperlyConfigured(f"MAIL_CALLBACKS es uno de: {', '.join(MAIL_CALLBACK_KEYS)}.")
if MAIL_CALLBACKS and not ANYMAIL.get(MAIL_CALLBACK_KEYS[MAIL_CALLBACKS]):
    raise ImproperlyConfigured(
        f"MAIL_CALLBACKS={MAIL_CALLBACKS} necesita {MAIL_CALLBACK_KEYS[MAIL_CALLBACKS]} en ANYMAIL."
    )
# SMS: console, file (beside the mails) or http, which posts {"to", "text"} as JSON with a bearer token.
SMS_BACKEND = env.str("SMS_BACKEND", default="file")
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_TIMEOUT = 20
if SMS_BACKEND not in ("console", "file", "http"):
    raise ImproperlyConfigured("SMS_BACKEND es console, file o http.")
if SMS_BACKEND == "http" and not SMS_URL.startswith(("https://", "http://127.0.0.1")):
    raise ImproperlyConfigured("SMS_URL debe empezar por https:// para SMS_BACKEND=http.")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="crm@localhost")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^salud/"]  # supervisors ask inside, without TLS
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sesion"
    CSRF_COOKIE_NAME = "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

PGHISTORY_DEFAULT_TRACKERS = ()
PGTRIGGER_SCHEMA_EDITOR = True

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = settings_logging.configure(level=LOG_LEVEL, as_json=PRODUCTION)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# Exports of the admin: a cell that begins like a formula stays text.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
ADMIN_REQUIRES_TOTP = env.bool("ADMIN_REQUIRES_TOTP", default=PRODUCTION)

SILENCED_SYSTEM_CHECKS: list[str] = []
