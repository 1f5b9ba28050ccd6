"""Settings of the test run: the same product, with what must not leave the process.

``make test`` hands in throw-away servers by their URLs. A bare ``pytest`` uses the project's own ones (database
``test_crm``, Redis databases 8 and 9), so that the demo data and the live broker stay untouched. Where several workers
share the tests (pytest-xdist), each has its own database, Redis databases and folders.
"""

from pathlib import Path

from core.servers import provide_urls

provide_urls(["test"])

from .settings import *  # noqa: E402, F403
from .settings import MEDIA_ROOT, REDIS_URL, STORAGES, env  # noqa: E402

WORKER = env.str("PYTEST_XDIST_WORKER", default="gw0")  # "gw1": the second of those who share the tests
LANE = int(WORKER.removeprefix("gw")) % 4

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = REDIS_URL.rsplit("/", 1)[0] + f"/{8 + 2 * LANE}"
# The real cache, in a database that the live one does not use: limits of a run must not lock anybody out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.rsplit("/", 1)[0] + f"/{9 + 2 * LANE}",
        "KEY_PREFIX": "test",
    }
}
MEDIA_ROOT = Path(MEDIA_ROOT) / WORKER
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Files straight from their sources: nothing needs collecting before a test.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Fault tests name the place where the process dies, and control runs the guard that they take away.
FAULT = env.str("CRM_FAULT", default="")
GUARD_REMOVED = env.str("CRM_GUARD_REMOVED", default="")
