"""Who may do what, where: roles, permissions, and the actor that services are given.

A grant is a role over an area subtree or over one site. A query asks `actor.scope(permission)` and filters by it, so
that another township's rows are simply not there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user
from sqlalchemy import ColumnElement, and_, false, or_, true

from core.errors import Forbidden, SignInNeeded

TOKEN_SCHEME = "Bearer "  # noqa: S105 - a word of HTTP, not a secret


def is_token_request() -> bool:
    """Whether the request bears an API token: no cookie counts then, so there is nothing to forge."""
    return request.headers.get("Authorization", "").startswith(TOKEN_SCHEME)


class _LoginManager(LoginManager):  # type: ignore[misc]
    """Never falls back to a cookie where a token was sent: such a request is not checked for forgery."""

    def _load_user(self) -> None:
        if is_token_request():
            self._update_request_context_with_user(self._load_user_from_request(request))
        else:
            super()._load_user()


login_manager = _LoginManager()
View = Callable[..., Any]


class NotForPasses(Forbidden):
    """A volunteer's day pass opens the phone's page and what it needs, nothing else."""

    code = "not-for-passes"
    title = _l("Not with a day pass")
    template = _l("A day pass opens the scan page only. Ask a manager for what you need here.")


class Role(StrEnum):
    STAFF = "staff"
    MANAGER = "manager"
    RECIPIENT = "recipient"
    AUDITOR = "auditor"
    ADMIN = "admin"
    VOLUNTEER = "volunteer"


GRANTED_ROLES = tuple(role for role in Role if role is not Role.VOLUNTEER)
"""What a person can be given for good. A volunteer's right comes with a day pass only, and ends with it."""


class Permission(StrEnum):
    VIEW_STOCK = "view-stock"
    RECEIVE = "receive"
    HANDLE_STOCK = "handle-stock"
    DISPATCH = "dispatch"
    CONFIRM_DELIVERY = "confirm-delivery"
    REQUEST = "request"
    APPROVE = "approve"
    HAND_OUT = "hand-out"
    IMPORT = "import"
    REPORT = "report"
    CORRECT = "correct"
    OVERRIDE = "override"
    REVERSE = "reverse"
    VIEW_DONOR_CONTACT = "view-donor-contact"
    EDIT_CATALOGUE = "edit-catalogue"
    EDIT_PEOPLE = "edit-people"
    VIEW_AUDIT = "view-audit"
    SHOW_PHOTO = "show-photo"
    ERASE_PROOF = "erase-proof"
    ADMIT_VOLUNTEERS = "admit-volunteers"
    SEE_VOLUNTEERS = "see-volunteers"


class Mode(StrEnum):
    """What a phone may be used for at a site."""

    LOOK_UP = "look_up"
    RECEIVE = "receive"
    MOVE = "move"
    LOAD = "load"
    DELIVER = "deliver"
    HAND_OUT = "hand_out"
    COUNT = "count"


_P = Permission
MODE_NEEDS = {
    Mode.LOOK_UP: _P.VIEW_STOCK,
    Mode.RECEIVE: _P.RECEIVE,
    Mode.MOVE: _P.HANDLE_STOCK,
    Mode.LOAD: _P.DISPATCH,
    Mode.DELIVER: _P.CONFIRM_DELIVERY,
    Mode.HAND_OUT: _P.HAND_OUT,
    Mode.COUNT: _P.HANDLE_STOCK,
}
_STAFF = frozenset(
    {
        _P.VIEW_STOCK,
        _P.RECEIVE,
        _P.HANDLE_STOCK,
        _P.DISPATCH,
        _P.CONFIRM_DELIVERY,
        _P.REQUEST,
        _P.HAND_OUT,
        _P.IMPORT,
        _P.REPORT,
        _P.VIEW_DONOR_CONTACT,
    }
)
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: _STAFF,
    Role.MANAGER: _STAFF
    | {
        _P.APPROVE,
        _P.CORRECT,
        _P.OVERRIDE,
        _P.REVERSE,
        _P.EDIT_CATALOGUE,
        _P.VIEW_AUDIT,
        _P.SHOW_PHOTO,
        _P.ERASE_PROOF,
        _P.ADMIT_VOLUNTEERS,
        _P.SEE_VOLUNTEERS,
    },
    Role.RECIPIENT: frozenset({_P.VIEW_STOCK, _P.CONFIRM_DELIVERY, _P.REQUEST, _P.HAND_OUT}),
    Role.AUDITOR: frozenset({_P.VIEW_STOCK, _P.REPORT, _P.VIEW_AUDIT}),
    Role.ADMIN: frozenset(
        {
            _P.VIEW_STOCK,
            _P.REPORT,
            _P.EDIT_CATALOGUE,
            _P.EDIT_PEOPLE,
            _P.VIEW_AUDIT,
            _P.ERASE_PROOF,
            _P.SEE_VOLUNTEERS,
        }
    ),
    Role.VOLUNTEER: frozenset(MODE_NEEDS.values()),
}
"""Least privilege: who sets up accounts posts no stock; who audits changes nothing; a volunteer has what the modes of
the pass need, and opens nothing but the phone's page with it (see `open_to_passes`)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`role` over the subtree of `path` ('' is everything) or over one site; with `modes` only what these need."""

    role: Role
    path: str | None
    site_id: int | None
    modes: frozenset[Mode] | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the grant allows where it holds."""
        whole = ROLE_PERMISSIONS[self.role]
        if self.modes is None:
            return whole
        return whole & {MODE_NEEDS[mode] for mode in self.modes}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a permission holds: area paths (each with its subtree) and single sites."""

    paths: tuple[str, ...]
    site_ids: tuple[int, ...]

    def holds(self, *, path: str, site_id: int | None = None) -> bool:
        """Whether a place (its area's path, and its id if it is a site) lies within."""
        return any(path.startswith(top) for top in self.paths) or (site_id is not None and site_id in self.site_ids)

    def clause(self, path_column: Any, site_column: Any = None) -> ColumnElement[bool]:
        """The same as SQL over a joined area's path and, where there is one, a site id."""
        parts: list[ColumnElement[bool]] = [_subtree(path_column, top) for top in self.paths]
        if site_column is not None and self.site_ids:
            parts.append(site_column.in_(self.site_ids))
        return or_(*parts) if parts else false()


def _subtree(column: Any, top: str) -> ColumnElement[bool]:
    # '0' follows '/' in byte order, so the subtree of 'a/' is exactly the range up to 'a0'
    return true() if top == "" else and_(column >= top, column < top[:-1] + "0")


def _scope(grants: Iterable[Grant]) -> Scope:
    held = tuple(grants)
    return Scope(
        paths=tuple(sorted({grant.path for grant in held if grant.path is not None})),
        site_ids=tuple(sorted({grant.site_id for grant in held if grant.site_id is not None})),
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: what services are given instead of a request. Also what flask-login calls the user."""

    id: int
    name: str
    username: str
    grants: tuple[Grant, ...]
    locale: str = ""
    sign_in_token: str = field(default="", repr=False)
    via_token: bool = False
    pass_until: datetime | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.sign_in_token

    def may(self, permission: Permission | str) -> bool:
        """Whether the actor has this permission anywhere at all."""
        return any(Permission(permission) in grant.permissions for grant in self.grants)

    def scope(self, permission: Permission) -> Scope:
        """Where the actor has this permission."""
        return _scope(grant for grant in self.grants if permission in grant.permissions)

    def may_use(self, mode: Mode, *, path: str, site_id: int | None = None) -> bool:
        """Whether the actor may use a phone in this mode at a place."""
        needed = MODE_NEEDS[mode]
        held = (
            grant
            for grant in self.grants
            if needed in grant.permissions and (grant.modes is None or mode in grant.modes)
        )
        return _scope(held).holds(path=path, site_id=site_id)

    @property
    def is_pass(self) -> bool:
        """Whether this is a volunteer's day pass: only what is marked `open_to_passes` opens for it."""
        return any(grant.role is Role.VOLUNTEER for grant in self.grants)

    def may_at(self, permission: Permission, *, path: str, site_id: int | None = None) -> bool:
        """Whether the actor has this permission at a place."""
        return self.scope(permission).holds(path=path, site_id=site_id)

    def demand(self, permission: Permission, *, path: str, site_id: int | None = None) -> None:
        """Raise Forbidden unless the actor has this permission at a place."""
        if not self.may_at(permission, path=path, site_id=site_id):
            raise Forbidden(permission=permission.value)

    @property
    def role_names(self) -> str:
        """The roles in the language of the request, for the page's head."""
        return _(", ").join(role_name(role) for role in Role if any(grant.role == role for grant in self.grants))


def role_name(role: Role | str) -> str:
    """A role's word in the language of the request."""
    return {
        Role.STAFF: _("Warehouse staff"),
        Role.MANAGER: _("Manager"),
        Role.RECIPIENT: _("Recipient"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMIN: _("Administrator"),
        Role.VOLUNTEER: _("Volunteer"),
    }[Role(role)]


def system_actor(account_id: int, *, roles: Iterable[Role] = GRANTED_ROLES) -> Actor:
    """The actor of a command on the operator's own machine: every right everywhere, under a named account."""
    return Actor(id=account_id, name="system", username="system", grants=tuple(Grant(role, "", None) for role in roles))


def current_actor() -> Actor:
    """The signed-in actor of this request. Raises SignInNeeded when there is none."""
    actor: Actor = current_user._get_current_object()
    if not actor.is_authenticated:
        raise SignInNeeded
    return actor


def requires(permission: Permission) -> Callable[[View], View]:
    """A view that needs a permission somewhere; where exactly is checked by its query or service.

    Raises SignInNeeded or Forbidden. The needed permission can be read off the view (`.permission`), so that a test
    can hold every route to its table.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not actor.may(permission):
                raise Forbidden(permission=permission.value)
            _demand_open(actor, view)
            return view(*args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return wrap


def open_to_passes(view: View) -> View:
    """Mark a view as open to volunteers' day passes too, if they have its permission: the innermost decorator. What is
    not marked is closed to them, so that no page opens by accident."""
    view.open_to_passes = True  # type: ignore[attr-defined]
    return view


def _demand_open(actor: Actor, view: View) -> None:
    if actor.is_pass and not getattr(view, "open_to_passes", False):
        raise NotForPasses


def public(view: View) -> View:
    """Mark a view as open to everybody. A route that is neither public nor `requires` fails a test."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def needs_sign_in(view: View) -> View:
    """A view of one's own affairs: any signed-in person, no permission. Raises SignInNeeded."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        _demand_open(current_actor(), view)
        return view(*args, **kwargs)

    checked.permission = None  # type: ignore[attr-defined]
    checked.needs_sign_in = True  # type: ignore[attr-defined]
    return checked
