"""Sign in, sign out, change the password."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from accounts import services, services_passes
from accounts.errors import WrongPassword
from accounts.queries import actor_by_sign_in
from accounts.schemas import PasswordSchema, SignInSchema
from accounts.web import bp
from core import forms
from core.access import Actor, current_actor, needs_sign_in, public
from core.clock import utc_now
from core.errors import DomainError
from core.security import limiter, sign_in_rate
from core.transaction import transaction


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("reports.home"))
    return render_template("accounts/sign_in.html", given={"next": request.args.get("next", "")}, errors={})


@bp.post("/sign-in")
@public
@limiter.limit(sign_in_rate)
def sign_in_submit() -> ResponseReturnValue:
    try:
        given = forms.load(SignInSchema(), request.form)
        with transaction():
            token = services.sign_in(
                now=utc_now(),
                username=given["username"],
                password=given["password"],
                device=request.user_agent.string,
                hours=_first_hours(),
            )
    except DomainError as error:
        status = 403 if isinstance(error, WrongPassword) else 422
        errors = error.field_errors or {"username": [error.message]}
        return render_template("accounts/sign_in.html", given=request.form, errors=errors), status
    session.clear()
    login_user(actor_by_sign_in(token, now=utc_now()))
    return redirect(forms.own_address(given["next"]) or url_for("reports.home"))


def _first_hours() -> int:
    config = current_app.config
    return int(min(config["SESSION_IDLE_HOURS"], config["SESSION_HOURS"]))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with transaction():
            _leave(current_actor())
    logout_user()
    session.clear()
    flash(_("You are signed out on all devices."), "ok")
    return redirect(url_for("reports.home"))


def _leave(actor: Actor) -> None:
    """A day pass ends with its sign-in."""
    if actor.is_pass:
        services_passes.leave(actor=actor, now=utc_now())
    else:
        services.sign_out(actor=actor, now=utc_now())


@bp.get("/password")
@needs_sign_in
def password() -> ResponseReturnValue:
    return render_template("accounts/password.html", errors={})


@bp.post("/password")
@needs_sign_in
@limiter.limit(sign_in_rate)
def password_submit() -> ResponseReturnValue:
    actor = current_actor()
    try:
        given = forms.load(PasswordSchema(), request.form)
        with transaction():
            services.change_password(actor=actor, now=utc_now(), old=given["old"], new=given["new"])
    except DomainError as error:
        field = "old" if isinstance(error, WrongPassword) else "new"
        errors = error.field_errors or {field: [error.message]}
        return render_template("accounts/password.html", errors=errors), 422
    logout_user()
    flash(_("The password is changed. Sign in with the new one; all other devices are signed out."), "ok")
    return redirect(url_for("accounts.sign_in"))
