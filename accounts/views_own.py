"""One's own account: language, signed-in devices, API tokens."""

from collections.abc import Mapping
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, services, services_people
from accounts.schemas import LanguageSchema, TokenSchema
from accounts.secrets import token_hash
from accounts.web import ID, Errors, bp, submitted
from core.access import current_actor, needs_sign_in
from core.clock import utc_now
from core.i18n import LANGUAGE_COOKIE, LOCALES
from core.transaction import transaction


@bp.get("/account")
@needs_sign_in
def account() -> ResponseReturnValue:
    """My account: my language, my devices, my tokens."""
    return _page({}, {})


_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_word(agent: str) -> str:
    """A browser's description of itself as two words: 'Chrome · Android'. Empty when it says nothing that is known."""
    found = [next((word for sign, word in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(word for word in found if word)


def _page(given: Mapping[str, Any], errors: Errors, fresh_token: str = "") -> str:
    actor, now = current_actor(), utc_now()
    return render_template(
        "accounts/account.html",
        given=given,
        errors=errors,
        fresh_token=fresh_token,
        device_word=device_word,
        own=queries.account(actor.id),
        languages=list(LOCALES.items()),
        here=token_hash(actor.sign_in_token),
        sign_ins=queries.sign_ins_of(actor.id, now=now),
        tokens=queries.tokens_of(actor.id, now=now),
    )


@bp.post("/account/tokens")
@needs_sign_in
def token_new() -> ResponseReturnValue:
    """A token for a program, told once: this answer is the only one that holds it."""

    def act(given: dict[str, Any]) -> str:
        actor = current_actor()
        return services.create_token(actor=actor, now=utc_now(), account_id=actor.id, **given)

    made = submitted(TokenSchema(), act, _page)
    return _page({}, {}, fresh_token=made) if isinstance(made, str) else made


@bp.post(f"/account/tokens/<{ID}:token_id>/end")
@needs_sign_in
def token_end(token_id: int) -> ResponseReturnValue:
    with transaction():
        services_people.end_own_token(actor=current_actor(), now=utc_now(), token_id=token_id)
    flash(_("The token is no longer valid."), "ok")
    return redirect(url_for("accounts.account"))


@bp.post(f"/account/sign-ins/<{ID}:sign_in_id>/end")
@needs_sign_in
def sign_in_end(sign_in_id: int) -> ResponseReturnValue:
    with transaction():
        services_people.end_own_sign_in(actor=current_actor(), now=utc_now(), sign_in_id=sign_in_id)
    flash(_("That device is signed out."), "ok")
    return redirect(url_for("accounts.account"))


@bp.post("/account/language")
@needs_sign_in
def language() -> ResponseReturnValue:
    """The language that I read wherever I sign in; this device's own choice ends."""

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        services_people.choose_language(actor=current_actor(), locale=given["locale"])
        answer = make_response(redirect(url_for("accounts.account")))
        answer.delete_cookie(LANGUAGE_COOKIE)
        return answer

    return submitted(LanguageSchema(), act, _page)
