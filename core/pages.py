"""What every template can use: filters by locale, static addresses by content, the language switch, `/healthz`."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import ImmutableMultiDict

from core.access import public
from core.codes import display
from core.database import db
from core.forms import new_key, own_address
from core.i18n import LANGUAGE_COOKIE, LOCALES, is_chinese, pick_name
from core.wording import day, moment, number

bp = Blueprint("core", __name__)
ROOT = Path(__file__).parent.parent
LONG_MESSAGE = 90


def init_app(app: Flask) -> None:
    """Register filters, globals and the two routes of no room."""
    app.register_blueprint(bp)
    app.before_request(_keepable)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(number=number, day=day, moment=moment, ago=ago, code=display, summed_up=summed_up)
    app.jinja_env.globals.update(
        static_url=static_url, other_language_url=other_language_url, pick_name=pick_name, new_key=new_key
    )
    app.context_processor(_page_values)


def _keepable() -> None:
    """A NUL in a page's address is left out: PostgreSQL keeps none, and nobody types one. The API refuses it."""
    if "%00" in request.environ.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
        request.args = ImmutableMultiDict(
            [(name, value.replace("\x00", "")) for name, value in request.args.items(multi=True)]
        )


def _page_values() -> dict[str, Any]:
    return {
        "locale_code": "zh-Hans" if is_chinese() else "en",
        "demo_mode": current_app.config["DEMO"],
        "now": datetime.now(UTC),
        "sign_in_url": lambda: url_for("accounts.sign_in", next=request.full_path.rstrip("?")),
        "sign_out_url": lambda: url_for("accounts.sign_out"),
        "account_url": lambda: url_for("accounts.own_pass" if current_user.is_pass else "accounts.account"),
    }


def ago(value: datetime) -> str:
    """How long ago, in words."""
    return str(format_timedelta(value - datetime.now(UTC), add_direction=True))


def summed_up(errors: Mapping[str, Any], body: str) -> list[tuple[str, str, str]]:
    """(field, its label, message) of a refused form in the order of its fields; `body` is the form's markup. Without
    it every path counts as a field, unnamed; with it a path that is no field of the form has none to lead to. Long
    messages say themselves what they are about."""
    found = []
    for path, messages in errors.items():
        at = body.find(f'id="{path}"') if path else -1
        no_field = path in ("", "_", "form") or (body and at < 0)
        label = _label_of(path).search(body) if at >= 0 else None
        words = unescape(label[1]).strip().rstrip("?？") if label else ""
        told = [str(message) for message in ([messages] if isinstance(messages, str) else messages)]
        found += [(at, ("" if no_field else path, "" if _is_long(one) else words, one)) for one in told]
    return [line for _at, line in sorted(found, key=lambda pair: pair[0])]


def _is_long(message: str) -> bool:
    """Whether a message is long enough to say by itself what it is about; a Chinese character counts for two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in message) > LONG_MESSAGE


def _label_of(path: str) -> re.Pattern[str]:
    return re.compile(rf'<label class="form-label" for="{re.escape(path)}">([^<]*)')


def static_url(path: str) -> str:
    """The address of a static file with a digest of its content, so that it can be cached for ever."""
    return url_for("static", filename=path, v=_digest(path, _stamp(path)))


def _stamp(path: str) -> int:
    file = ROOT / "static" / path
    return file.stat().st_mtime_ns if file.exists() else 0


@cache
def _digest(path: str, _stamp: int) -> str:
    file = ROOT / "static" / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.exists() else "missing"


def other_language_url() -> str:
    """The address that switches to the other language and comes back here."""
    other = "en" if is_chinese() else "zh_Hans"
    return url_for("core.language", code=other, next=request.full_path.rstrip("?"))


@bp.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Remember the language in a cookie and go back to the page."""
    response = redirect(own_address(request.args.get("next", "/")) or "/")
    if code in LOCALES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            code,
            max_age=31536000,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """What browsers ask for unasked, such as beside a PDF."""
    return redirect(static_url("img/logo.svg"))


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 only when the database answers and its schema is the one of this code."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return jsonify(status="database does not answer"), 503
    head = _schema_head()
    if current != head:
        return jsonify(status="schema is not current", schema=current, expected=head), 503
    return jsonify(status="ok", schema=current)


@cache
def _schema_head() -> str | None:
    script = Config()
    script.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(script).get_current_head()
