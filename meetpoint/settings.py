"""Every setting of an installation. Each variable read here is explained in docs/reference/settings.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from meetpoint.lib import environment, keys

PACKAGE = Path(__file__).resolve().parent

HOME = environment.folder("MEETPOINT_HOME", Path.cwd() / "var")
KEYS = environment.folder("MEETPOINT_KEYS", HOME / "keys")
DEBUG = environment.flag("MEETPOINT_DEBUG", default=False)
HTTPS = environment.flag("MEETPOINT_HTTPS", default=False)
ALLOWED_HOSTS = environment.words("MEETPOINT_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("MEETPOINT_ORIGINS", [])
PASSKEY_DOMAIN = environment.text("MEETPOINT_PASSKEY_DOMAIN", "")
TRUSTED_PROXIES = environment.whole_number("MEETPOINT_PROXIES", 0)
SECRET_KEY = keys.lazy_text(KEYS, "django")

# --- modules: adding a service is one line here ----------------------------------------------

CORE_MODULES = [
    "meetpoint.core.organisations",
    "meetpoint.core.access",
    "meetpoint.core.api",
    "meetpoint.core.audit",
    "meetpoint.core.people",
    "meetpoint.core.consent",
    "meetpoint.core.supplies",
    "meetpoint.core.encounters",
    "meetpoint.core.recalls",
    "meetpoint.core.directory",
    "meetpoint.core.referrals",
    "meetpoint.core.care",
    "meetpoint.core.plans",
    "meetpoint.core.sessions",
    "meetpoint.core.documents",
    "meetpoint.core.facts",
    "meetpoint.core.dashboards",
    "meetpoint.core.quality",
    "meetpoint.core.imports",
    "meetpoint.core.reports",
    "meetpoint.core.field",
    "meetpoint.planning",
    "meetpoint.web",
    "meetpoint.operate",
]
SERVICE_MODULES = [
    "meetpoint.services.syringe_services",
    "meetpoint.services.naloxone",
    "meetpoint.services.vending",
    "meetpoint.services.drug_checking",
    "meetpoint.services.supervised_consumption",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "meetpoint.core.modules",
    "meetpoint.core.tenancy",
    "meetpoint.core.ui",
    *CORE_MODULES,
    *SERVICE_MODULES,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "meetpoint.core.access.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "meetpoint.web.welcome.middleware.FirstVisitMiddleware",
    "meetpoint.core.access.middleware.ActorMiddleware",
    "meetpoint.web.middleware.PlaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "meetpoint.core.ui.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "meetpoint.urls"
WSGI_APPLICATION = "meetpoint.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["urls.W005"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "meetpoint.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- storage ---------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", sqlite_at=HOME / "meetpoint.sqlite3")}
DATABASES["default"].setdefault("CONN_MAX_AGE", None)

# Where indicators are worked out (core/facts), and how much memory that may take.
FACTS_ENGINE = environment.text("FACTS_ENGINE", "duckdb")
FACTS_MEMORY_MB = environment.whole_number("FACTS_MEMORY_MB", 512, minimum=64)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}

# --- sign-in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["meetpoint.core.access.proof.passphrases.Hasher"]
SESSION_COOKIE_NAME = "__Host-meetpoint" if HTTPS else "meetpoint"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
USE_I18N = True
FORMAT_MODULE_PATH = ["meetpoint.core.ui.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files and headers ----------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["meetpoint.core.imports.files.uploads.InMemoryOnly"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 31_536_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "meetpoint.core.ui.views.csrf_failure"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# --- logs: no addresses, no codes, no paths with identifiers ---------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "meetpoint.lib.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Naming "django" takes away the handlers that Django gives it, which write and mail whole requests.
    "loggers": {
        "meetpoint": {"level": "INFO"},
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
