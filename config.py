"""Settings, all from the environment. Outside the demo a default secret is refused."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

ROOT = Path(__file__).parent
LOCALES = ("zh_Hans", "en")
DEMO_SECRET = "demo-only-secret-do-not-use"  # noqa: S105 - refused outside the demo


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message says which and what to set."""


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Flask's configuration from the environment (`os.environ` unless given).

    Raises ConfigurationError when SECRET_KEY is missing, short or the demo's own outside the demo, and for a number,
    a time zone or a language that is none.
    """
    env = os.environ if environ is None else environ
    demo = env.get("EVERNORMAL_DEMO", "") == "1"
    public_url = env.get("PUBLIC_URL", f"http://{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}").rstrip("/")
    return {
        "DEMO": demo,
        "SECRET_KEY": _secret(env, demo=demo),
        "SQLALCHEMY_DATABASE_URI": database_url(env),
        "PUBLIC_URL": public_url,
        "TIMEZONE": _timezone(env.get("TIMEZONE", "Asia/Shanghai")),
        "DEFAULT_LOCALE": _locale(env.get("DEFAULT_LOCALE", "zh_Hans")),
        "CONTACT": env.get("CONTACT", ""),
        "PROOF_FOLDER": env.get("PROOF_FOLDER", str(ROOT / "instance" / "proofs")),
        "TRUSTED_PROXIES": _whole(env.get("TRUSTED_PROXIES", "0"), "TRUSTED_PROXIES"),
        "RATELIMIT_STORAGE_URI": env.get("RATELIMIT_STORAGE_URI", "memory://"),
        "RATELIMIT_ENABLED": env.get("RATELIMIT_ENABLED", "1") == "1",
        "SIGN_IN_RATE": env.get("SIGN_IN_RATE", "10 per minute"),
        "TRACE_RATE": env.get("TRACE_RATE", "60 per minute"),
        "SESSION_COOKIE_NAME": "evernormal",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "SESSION_IDLE_HOURS": _whole(env.get("SESSION_IDLE_HOURS", "12"), "SESSION_IDLE_HOURS"),
        "SESSION_HOURS": _whole(env.get("SESSION_HOURS", "72"), "SESSION_HOURS"),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=_whole(env.get("SESSION_HOURS", "72"), "SESSION_HOURS")),
        "SESSION_REFRESH_EACH_REQUEST": False,  # a cookie on every answer would keep files out of shared caches
        "MAX_CONTENT_LENGTH": _whole(env.get("MAX_UPLOAD_BYTES", str(12 * 1024 * 1024)), "MAX_UPLOAD_BYTES"),
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
    }


def database_url(env: Mapping[str, str]) -> str:
    """DATABASE_URL with the driver we ship; SQLite in `instance/` where none is set."""
    url = env.get("DATABASE_URL")
    if not url:
        (ROOT / "instance").mkdir(exist_ok=True)
        return f"sqlite:///{ROOT / 'instance' / 'evernormal.sqlite3'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ConfigurationError(f"{name} must be a whole number; it is “{text}”.")
    return int(text)


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ConfigurationError(f"TIMEZONE must be the name of a time zone, such as Asia/Shanghai; it is “{name}”.")
    return name


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ConfigurationError(f"DEFAULT_LOCALE must be one of {', '.join(LOCALES)}; it is “{name}”.")
    return name


def _secret(env: Mapping[str, str], *, demo: bool) -> str:
    secret = env.get("SECRET_KEY", "")
    if demo:
        return secret or DEMO_SECRET
    if secret == DEMO_SECRET or len(secret) < 32:
        raise ConfigurationError(
            "SECRET_KEY must be set to at least 32 random characters, "
            "for example the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'. "
            "Only the demo (EVERNORMAL_DEMO=1) runs without one."
        )
    return secret
