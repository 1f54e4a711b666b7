"""Who is behind a request: flask-login asks here, by cookie or by API token."""

from flask import Request

from accounts.queries import actor_by_api_token, actor_by_sign_in
from core.access import Actor, login_manager
from core.clock import utc_now


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_by_cookie(token: str) -> Actor | None:
    return actor_by_sign_in(token, now=utc_now())


@login_manager.request_loader  # type: ignore[untyped-decorator]
def load_by_api_token(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return actor_by_api_token(token.strip(), now=utc_now()) if scheme == "Bearer" and token else None
