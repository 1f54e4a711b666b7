"""How a volunteer joins: the code from the screen, a typed name, then the phone's page. And the pass itself."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, send_from_directory, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from accounts import guide_passes, queries_passes, services_passes
from accounts.errors_passes import JoinCodeOver, PassFull
from accounts.queries import actor_by_sign_in
from accounts.schemas_passes import JoinSchema
from accounts.values_passes import LONGEST_NAME, TIME_TO_TYPE
from accounts.views_passes import modes_of
from accounts.web import Errors, bp
from core import forms
from core.access import current_actor, needs_sign_in, open_to_passes, public
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError, NotFound
from core.i18n import is_chinese
from core.security import limiter, sign_in_rate, trace_rate
from core.transaction import transaction

JOINED = "joined"
"""In the session of a browser that joined: when the pass has ended, the phone's page still opens, to wipe the phone."""
TICKET = "joining"
"""In the session of somebody who scanned a code: which offer, and when. It cannot be passed on as an address can."""


def _failed(response: Response) -> bool:
    """Only wrong codes count: a whole team behind one address joins within a minute."""
    return response.status_code >= 400


@bp.get("/join")
@public
@limiter.limit(trace_rate)
def join() -> ResponseReturnValue:
    """For somebody whose camera does not read the code: type it."""
    typed = request.args.get("code", "").strip()[:100]
    if typed:
        return redirect(url_for("accounts.join_code", code=typed))
    return render_template("accounts/pass_code.html", given="", errors={})


@bp.get("/join/<code>")
@bp.get("/JOIN/<code>", endpoint="join_code_in_capitals")
@public
@limiter.limit(trace_rate)
@limiter.limit(sign_in_rate, deduct_when=_failed)
def join_code(code: str) -> ResponseReturnValue:
    """What the QR on the screen opens. Nothing changes by opening it."""
    if current_user.is_authenticated and current_user.is_pass:
        return redirect(url_for("scanning.scan"))
    if current_user.is_authenticated:
        return render_template("accounts/pass_signed_in.html"), 409
    now = utc_now()
    try:
        row = services_passes.offer_of_code(now=now, secret=current_app.config["SECRET_KEY"], code=code)
    except (JoinCodeOver, PassFull) as error:
        errors = {"code": [error.message]}
        return render_template("accounts/pass_code.html", given="", errors=errors), status_of(error)
    session[TICKET] = {"offer": str(row.id), "at": now.timestamp()}
    return _name_page(row, {}, {})


def _name_page(row: Any, given: Any, errors: Errors) -> str:
    return render_template(
        "accounts/pass_join.html", row=row, modes=modes_of(row), given=given, errors=errors, longest=LONGEST_NAME
    )


@bp.post("/join")
@public
@limiter.limit(trace_rate)
@limiter.limit(sign_in_rate, deduct_when=_failed)
def join_submit() -> ResponseReturnValue:
    """The name is typed: a pass is made, and this browser is signed in with it."""
    try:
        row = _ticket_offer()
    except JoinCodeOver as error:
        return render_template("accounts/pass_code.html", given="", errors={"code": [error.message]}), status_of(error)
    try:
        given = forms.load(JoinSchema(), request.form)
        with transaction():
            device = request.user_agent.string
            token = services_passes.join(now=utc_now(), offer_id=row.id, name=given["name"], device=device)
    except DomainError as error:
        errors = error.field_errors or {"name": [error.message]}
        return _name_page(row, request.form, errors), status_of(error)
    session.clear()
    session[JOINED] = True
    login_user(actor_by_sign_in(token, now=utc_now()))
    return redirect(url_for("scanning.scan"))


def _ticket_offer() -> Any:
    """The offer whose code this browser scanned a moment ago. Raises JoinCodeOver."""
    ticket = session.get(TICKET)
    if current_user.is_authenticated or not isinstance(ticket, dict):
        raise JoinCodeOver
    if utc_now().timestamp() - ticket["at"] > TIME_TO_TYPE.total_seconds():
        raise JoinCodeOver
    row = queries_passes.offer_to_join(int(ticket["offer"]))
    if row is None:
        raise JoinCodeOver
    return row


@bp.get("/pass")
@needs_sign_in
@open_to_passes
def own_pass() -> ResponseReturnValue:
    """My own day pass: where, what for, until when, and who reads my name."""
    row = queries_passes.own_pass(current_actor().id)
    if row is None:
        raise NotFound
    return render_template("accounts/pass_own.html", row=row, modes=modes_of(row))


@bp.get("/guide")
@public
def guide() -> ResponseReturnValue:
    """What a volunteer has to know, in ten minutes; printable."""
    at = url_for("accounts.guide_picture", name="")
    return render_template("accounts/pass_guide.html", told=guide_passes.guide("zh" if is_chinese() else "en", at))


@bp.get("/guide/pictures/", defaults={"name": ""})
@bp.get("/guide/pictures/<name>")
@public
def guide_picture(name: str) -> ResponseReturnValue:
    """A picture of the guide."""
    if name not in guide_passes.pictures():
        raise NotFound
    return send_from_directory(guide_passes.PICTURES, name)
