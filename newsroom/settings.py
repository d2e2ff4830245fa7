"""Settings: one file, read from the environment. The table of variables is in docs/settings.md."""

from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE, SELF

from newsroom import environment
from newsroom.environment import BASE_DIR

DEBUG = environment.boolean("DEBUG", default=False)
SECRET_KEY = environment.secret_key("SECRET_KEY", debug=DEBUG)

SITE_URL = environment.site_url("SITE_URL", debug=DEBUG)
SITE_NAME = environment.text("SITE_NAME", default="Newsroom")
SITE_LOCALE = environment.locale("SITE_LOCALE")
HTTPS = SITE_URL.startswith("https://")

ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", default=[environment.host_of(SITE_URL), "127.0.0.1", "localhost"], debug=DEBUG)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "articles.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "huey.contrib.djhuey",
    "django_filters",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.cache.public.PublicOrPrivate",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "articles.site.addresses.middleware.OneAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.busy.BusyDatabase",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

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
                "articles.site.context.site",
            ],
        },
    },
]

# Well under the 30 seconds after which a web server gives a worker up, and what an editor typed with it.
LOCK_SECONDS = 8
DATABASES = {"default": environment.database("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for the importer (WAL), nothing that was acknowledged is lost (FULL), and a writer
    # takes its lock at the start instead of failing half way (IMMEDIATE).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=8000;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": f"-c lock_timeout={LOCK_SECONDS}s"}
# Connecting takes longer than most queries do, also to a file: SQLite reads its whole schema.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Django's engines, which also say when readers must see something else (newsroom/cache).
DATABASES["default"]["ENGINE"] = DATABASES["default"]["ENGINE"].replace("django.db.backends", "newsroom.databases")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail to editors about assignments and notes. Without EMAIL_URL none is sent (articles/teamwork/mail.py).
vars().update(environment.mail("EMAIL_URL"))
DEFAULT_FROM_EMAIL = environment.sender("MAIL_FROM", needed=bool(environment.text("EMAIL_URL")))
EMAIL_TIMEOUT = 5  # seconds: somebody's click waits for the mail server

CACHES = {"default": environment.cache("CACHE_URL")}
# Where all processes read whether kept pages still hold; none are kept where it is empty.
PAGES = environment.pages("CACHE_URL", DATABASES["default"])

# Work in the background (articles/tasks.py): `manage.py run_huey` does it.
HUEY = environment.tasks("TASKS_URL")
# Whom readers write to: what /about/ says.
CONTACT = environment.contact("CONTACT")
# A hub that tells subscribers of our feeds at once what is new there (WebSub, articles/websub.py).
WEBSUB_HUB = environment.hub("WEBSUB_HUB")
# Whom to tell of a hole in our security: what /.well-known/security.txt says.
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")
# AVIF is smaller than WebP and takes a core some five times as long.
PICTURES_AVIF = environment.boolean("PICTURES_AVIF", default=False)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Errors go to standard error, where whatever runs the newsroom collects them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# A form with a long story has a dozen fields for each of its links; a thousand, Django's limit, are 80 links.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LOGIN_URL = "admin:login"

LANGUAGE_CODE = SITE_LOCALE
TIME_ZONE = environment.time_zone("TIME_ZONE")
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = environment.folder("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
STORAGES = {
    "default": environment.media("MEDIA_STORAGE"),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Who else shows our pictures: the domain of a bucket, where there is one.
MEDIA_DOMAIN = STORAGES["default"].get("OPTIONS", {}).get("custom_domain")

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The one script that stands in pages, for a chosen theme must be there before anything is seen: what templates include.
THEME_SCRIPT = (BASE_DIR / "templates" / "site" / "theme.js").read_text()
# The desk lives on this alone; the site adds the video player, and now and then a picture from elsewhere (articles/site/policy.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, f"'sha256-{b64encode(sha256(THEME_SCRIPT.encode()).digest()).decode()}'"],
        "img-src": [SELF, *([f"https://{MEDIA_DOMAIN}"] if MEDIA_DOMAIN else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# Whose pages may read the public API in a browser; without cookies, and never the desk's part of it.
CORS_ALLOWED_ORIGINS = environment.origins("CORS_ORIGINS")
CORS_ALLOW_ALL_ORIGINS = CORS_ALLOWED_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else CORS_ALLOWED_ORIGINS
CORS_URLS_REGEX = r"^/api/(?!desk/)" if CORS_ALLOW_ALL_ORIGINS or CORS_ALLOWED_ORIGINS else r"(?!)"
CORS_ALLOW_METHODS = ["GET", "HEAD"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag"]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "articles.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Published articles, topics and providers as JSON, to read; under /api/desk/ editors work on them. Times are UTC.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
}
