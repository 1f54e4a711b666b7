"""Settings, all from the environment. Outside the demo a default secret is refused."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent
DEMO_SECRET = "demo-only-secret-do-not-use"  # noqa: S105 - refused outside the demo


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message says which and what to set."""


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Flask's configuration from the environment (`os.environ` unless given).

    Raises ConfigurationError when SECRET_KEY is missing, short or the demo's own outside the demo.
    """
    env = os.environ if environ is None else environ
    demo = env.get("EVERNORMAL_DEMO", "") == "1"
    public_url = env.get("PUBLIC_URL", f"http://{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}").rstrip("/")
    return {
        "DEMO": demo,
        "SECRET_KEY": _secret(env, demo=demo),
        "SQLALCHEMY_DATABASE_URI": database_url(env),
        "PUBLIC_URL": public_url,
        "TIMEZONE": env.get("TIMEZONE", "Asia/Shanghai"),
        "DEFAULT_LOCALE": env.get("DEFAULT_LOCALE", "zh_Hans"),
        "CONTACT": env.get("CONTACT", ""),
        "PROOF_FOLDER": env.get("PROOF_FOLDER", str(ROOT / "instance" / "proofs")),
        "TRUSTED_PROXIES": int(env.get("TRUSTED_PROXIES", "0")),
        "RATELIMIT_STORAGE_URI": env.get("RATELIMIT_STORAGE_URI", "memory://"),
        "RATELIMIT_ENABLED": env.get("RATELIMIT_ENABLED", "1") == "1",
        "SIGN_IN_RATE": env.get("SIGN_IN_RATE", "10 per minute"),
        "TRACE_RATE": env.get("TRACE_RATE", "60 per minute"),
        "SESSION_COOKIE_NAME": "evernormal",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        "SESSION_IDLE_HOURS": int(env.get("SESSION_IDLE_HOURS", "12")),
        "SESSION_HOURS": int(env.get("SESSION_HOURS", "72")),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=int(env.get("SESSION_HOURS", "72"))),
        "SESSION_REFRESH_EACH_REQUEST": False,  # a cookie on every answer would keep files out of shared caches
        "MAX_CONTENT_LENGTH": int(env.get("MAX_UPLOAD_BYTES", str(12 * 1024 * 1024))),
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
