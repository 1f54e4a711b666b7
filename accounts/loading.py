"""Who is behind a request: flask-login asks here, by cookie or by API token."""

from datetime import timedelta

from flask import Flask, Request, Response, current_app, g

from accounts import services
from accounts.queries import actor_by_api_token, sign_in_by_token
from core.access import Actor, login_manager
from core.clock import utc_now
from core.transaction import transaction

RENEW_AFTER = timedelta(minutes=10)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_by_cookie(token: str) -> Actor | None:
    now = utc_now()
    actor, ends = sign_in_by_token(token, now=now)
    idle = timedelta(hours=current_app.config["SESSION_IDLE_HOURS"])
    if actor is not None and ends is not None and ends - now < idle - RENEW_AFTER:
        g.sign_in_to_renew = token
    return actor


def init_app(app: Flask) -> None:
    """Let sign-ins that are in use run on: one write in ten minutes at most, after the answer is made."""
    app.after_request(_renew)


def _renew(response: Response) -> Response:
    token = g.pop("sign_in_to_renew", None)
    if token is not None and response.status_code < 500:
        config = current_app.config
        with transaction():
            services.renew(
                now=utc_now(), token=token, idle_hours=config["SESSION_IDLE_HOURS"], most_hours=config["SESSION_HOURS"]
            )
    return response


@login_manager.request_loader  # type: ignore[untyped-decorator]
def load_by_api_token(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return actor_by_api_token(token.strip(), now=utc_now()) if scheme == "Bearer" and token else None
