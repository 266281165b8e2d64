"""The one settings file: safe by default. What differs between places comes from `environment`, read here once."""

from datetime import timedelta

from js_asset import static_lazy
from whitenoise.compress import Compressor

from practice_site import environment

ENVIRONMENT = environment.read()

# The site
SITE_URL = ENVIRONMENT.site_url
DATA_DIR = ENVIRONMENT.data_dir
BASE_DIR = environment.BASE_DIR
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ENCRYPTION_KEYS_FILE = ENVIRONMENT.encryption_keys_file
ALLOWED_HOSTS = [ENVIRONMENT.host] if ENVIRONMENT.is_https else environment.LOOPBACK_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "practice_site.urls"
WSGI_APPLICATION = "practice_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "practice_site.apps.PracticeSiteConfig",
    "procedures.apps.ProceduresConfig",
    "consultations.apps.ConsultationsConfig",
    "practice_site.apps.PracticeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "content_editor",
    "django_prose_editor",
    "crispy_forms",
    "django.forms",
    "csp",
    "django.contrib.humanize",  # templates of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "practice_site.response_headers.ResponseHeadersMiddleware",
    "practice_site.host_check.HostCheckMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "practice_site.charset_guard.CharsetGuardMiddleware",
    "practice_site.methods.MethodsMiddleware",
    "practice_site.body_size.BodySizeMiddleware",
    "practice_site.errors.ErrorPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "practice_site.compression.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "practice_site.accounts.sessions.Middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "practice_site.accounts.step_up.StepUpMiddleware",
    "practice_site.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

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
                "practice_site.frame.context",
            ],
            "builtins": ["practice_site.templatetags.page_parts"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["practice_forms"]
CRISPY_TEMPLATE_PACK = "practice_forms"
CRISPY_FAIL_SILENTLY = False

# Storage
DATABASES = {"default": ENVIRONMENT.database}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a page of 200 blocks has about 2,000 fields
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Language and time: people read New York time, the database keeps UTC
LANGUAGE_CODE = "en-us"
USE_I18N = True
TIME_ZONE = "America/New_York"
USE_TZ = True

# Staff accounts
STAFF_MFA_REQUIRED = ENVIRONMENT.staff_mfa_required
AUTH_USER_MODEL = "practice_site.StaffAccount"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "practice_site.accounts.permissions.OneQueryBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "practice_site.accounts.password_rules.GuessedFirst"},
]

# Signing in, by django-allauth
ACCOUNT_ADAPTER = "practice_site.accounts.account_adapter.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "admin:login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = False  # counted in a cache, for each process by itself; ours are counted in the database
ACCOUNT_FORMS = {
    "login": "practice_site.accounts.account_forms.SignInForm",
    "change_password": "practice_site.accounts.account_forms.NewPasswordForm",
}
MFA_ADAPTER = "practice_site.accounts.factor_adapter.StaffFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a PIN: what was stolen opens nothing by itself
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator has said whose address it is
MFA_RATE_LIMITS = False  # as for the account
MFA_FORMS = {
    "authenticate": "practice_site.accounts.factor_forms.SecondFactorForm",
    "reauthenticate": "practice_site.accounts.factor_forms.SecondFactorAgainForm",
    "activate_totp": "practice_site.accounts.factor_forms.SetUpAppForm",
    "add_webauthn": "practice_site.accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "practice_site.accounts.factor_forms.PasskeyNameForm",
    "authenticate_webauthn": "practice_site.accounts.factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "practice_site.accounts.factor_forms.PasskeyAgainForm",
    "login_webauthn": "practice_site.accounts.factor_forms.PasskeySignInForm",
}

# Staying signed in, by `sessions`
SESSION_ENGINE = "practice_site.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = 15  # without anybody doing anything
SESSION_HOURS = 8  # at most, from signing in
SESSION_WARNING_SECONDS = 120  # before either is over

# Counting failed sign-ins, by django-axes; the limits stand in `sign_in_limits`
AXES_HANDLER = "practice_site.accounts.sign_in_watch.SignInHandler"
AXES_LOCKOUT_CALLABLE = "practice_site.accounts.sign_in_watch.please_wait"
AXES_CLIENT_IP_CALLABLE = "practice_site.accounts.sign_in_limits.address_of"
AXES_USERNAME_CALLABLE = "practice_site.accounts.sign_in_limits.counted_name"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# Mail
globals().update(ENVIRONMENT.email)
DEFAULT_FROM_EMAIL = f"no-reply@{ENVIRONMENT.host if ENVIRONMENT.is_https else 'localhost'}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where staff mail goes while nobody can be told: into a local file, but never to a made-up address by a real server.
LOCAL_STAFF_ADDRESS = (
    "staff@localhost" if ENVIRONMENT.email["EMAIL_BACKEND"].endswith("mail_files.EmailBackend") else ""
)

# Transport, cookies and headers; the policy of each area stands in `response_headers`
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from inside, without the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
SECURE_HSTS_SECONDS = 63_072_000 if ENVIRONMENT.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.is_https
SECURE_HSTS_PRELOAD = ENVIRONMENT.is_https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Not Strict: whoever comes by a link in a mail would look signed out, and the form in another tab would be refused.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Browsers take such a name from this host itself only, over https; the second one also where the path is narrower.
WHOLE_HOST, ONE_PATH = ("__Host-", "__Secure-") if ENVIRONMENT.is_https else ("", "")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{WHOLE_HOST}sessionid", f"{WHOLE_HOST}csrftoken"
MESSAGE_STORAGE = "practice_site.message_cookie.MessageStorage"
CSRF_FAILURE_VIEW = "practice_site.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
FORM_SECONDS_AT_LEAST = 3  # from drawing the consultation form to sending it: nobody reads it in less

WHITENOISE_MAX_AGE = 3600
# A first start presses every static file: these two lines save three quarters of its time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # templates and import maps name hashed files only
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Rich text: our own link dialog offers the site's pages
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("js/admin/page_link.js"), static_lazy("js/admin/rich_text_toolbar.js")],
        "extensions": {"PageLink": lambda config, shared: None},  # cleaned by procedures.rich_text
    },
]

# Nothing of a visitor in a report of an error; nobody gets one by mail (ADMINS stays empty)
DEFAULT_EXCEPTION_REPORTER = "practice_site.error_reports.PlaceOnlyReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "practice_site.error_reports.NothingFromOutside"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "practice_site.log_lines.Line"},
        "plain": {"format": "{levelname} {name} {message}", "style": "{"},  # for whoever works on the code
    },
    "filters": {"privacy": {"()": "practice_site.log_privacy.LogPrivacy"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG else "line",
            "filters": ["privacy"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},  # an address that is not there may hold a one-time link
        "axes": {"level": "CRITICAL"},  # it repeats what was typed as a name; `account_log` has a line of its own
        "PIL": {"level": "INFO"},  # below that, it writes down what cameras and people wrote into a photo
        # Scanners get their 400. Without any handler, Python would print the line past every filter.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
