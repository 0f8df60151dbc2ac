"""All settings, read top to bottom. What differs between places comes from the environment."""

from ipaddress import ip_network
from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where we are -----------------------------------------------------------------------------------

LOCAL = env.str("PRORATA_ENV", default="production") == "local"  # the launcher alone says so
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
PRORATA_MASTER_KEY = env.str("PRORATA_MASTER_KEY")  # 32 bytes in base64; wraps every case's key
PRORATA_VAR = Path(env.str("PRORATA_VAR", default=str(BASE_DIR / "var")))
SITE_URL = env.str("PRORATA_SITE_URL", default="http://127.0.0.1:8000")  # for links in letters
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = [  # addresses or networks, with commas; their X-Forwarded-… alone is believed
    ip_network(each) for each in env.list("TRUSTED_PROXIES", default=[])
]

# What stands in the house ------------------------------------------------------------------------

INSTALLED_APPS = [
    "settlement",
    "claims",
    "payouts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "settlement.proxy.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "settlement.accounts.middleware.StaffGate",
    "pghistory.middleware.HistoryMiddleware",
    "settlement.refusals.RefusalPages",
]

ROOT_URLCONF = "settlement.urls"
WSGI_APPLICATION = "settlement.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our own field templates
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Where the truth is ------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGTRIGGER_MIGRATIONS = True

# Who rings whom ----------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True  # PostgreSQL remembers
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,  # longer than the longest chunk
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,  # a page does not wait for a dead broker
    "retry_policy": {"timeout": 2.0},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_DEFAULT_QUEUE = "web"
CELERY_TASK_ROUTES = {
    "claims.eligibility.verify_chunk": {"queue": "bulk"},
    "claims.eligibility.close_verification": {"queue": "bulk"},
    "payouts.allocation.*": {"queue": "bulk"},
    "payouts.auditpack.*": {"queue": "bulk"},
    "payouts.estimates.*": {"queue": "bulk"},
    "payouts.reports.*": {"queue": "bulk"},
}
CELERY_BEAT_SCHEDULE = {
    "resume work left open": {"task": "settlement.work.resume", "schedule": 10.0},
    "send letters left unsent": {"task": "settlement.notices.send_due", "schedule": 10.0},
    "verify claims left unverified": {"task": "claims.eligibility.verify_due", "schedule": 10.0},
    "make roots of awards": {"task": "payouts.auditpack.plant_due", "schedule": 60.0},
    "count what estimates need": {"task": "payouts.estimates.count_due", "schedule": 60.0},
    "look for near misses": {"task": "claims.nearmisses.search_due", "schedule": 60.0},
    "forget drafts left behind": {
        "task": "claims.filing.forget_drafts",
        "schedule": crontab(hour="8", minute="0"),  # UTC: at night in the United States
    },
    "does everything agree?": {
        "task": "payouts.reports.check_house",
        "schedule": crontab(hour="6", minute="0"),  # UTC: at night in the United States
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL,
    }
}

# Who may come in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "settlement.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "settlement.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are made by an administrator; nobody signs up
MFA_ADAPTER = "settlement.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
LOGIN_REDIRECT_URL = "/staff/"
LOGIN_URL = "account_login"
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not LOCAL)
SESSION_COOKIE_AGE = 30 * 60  # staff sessions end after 30 minutes idle
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # USWDS draws its icons as data: images in its style sheet
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # 1 MB in a field is answered by the form, in place

# What people read --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = PRORATA_VAR / "static"
STATICFILES_DIRS = [("uswds", BASE_DIR / "node_modules" / "@uswds" / "uswds" / "dist")]
WHITENOISE_USE_FINDERS = LOCAL  # no collectstatic on the local path
WHITENOISE_AUTOREFRESH = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Letters -----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="claims@localhost")
MAIL_DIR = PRORATA_VAR / "mail"  # the local site writes its letters here
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(MAIL_DIR)},
    }
    if LOCAL
    else {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("SMTP_HOST", default="localhost"),
            "port": env.int("SMTP_PORT", default=587),
            "username": env.str("SMTP_USER", default=""),
            "password": env.str("SMTP_PASSWORD", default=""),
            "use_tls": env.bool("SMTP_TLS", default=True),
            "timeout": 20,  # seconds; the letter's row is locked meanwhile
        },
    }
}

# What is written down ----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
