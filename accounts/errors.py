"""Refusals around accounts."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Forbidden, Invalid


class WrongPassword(Forbidden):
    """Name or password is wrong: the answer does not say which."""

    code = "wrong-password"
    title = _l("Sign-in failed")
    template = _l("The name or the password is wrong.")


class WeakPassword(Invalid):
    """Too short or too common (ASVS 5.0 6.2.1, 6.2.4). Fields: least."""

    code = "weak-password"
    template = _l("Choose a password of at least %(least)s characters that is not on the list of common ones.")


class UsernameTaken(Conflict):
    """Fields: username."""

    code = "username-taken"
    template = _l("The name %(username)s is already in use.")
