"""Refusals around accounts."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Forbidden, Invalid, NotFound, Refused


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


class UnknownPerson(NotFound):
    """No such account for this administrator."""

    code = "unknown-person"
    template = _l("There is no such person whom you may set up.")


class BeyondOwnArea(Refused):
    """The person also has rights outside of the administrator's area. Fields: name."""

    code = "beyond-own-area"
    title = _l("This person works in other areas too")
    template = _l("%(name)s also has rights outside of your area. Ask an administrator whose area covers all of them.")


class NotOneself(Refused):
    """An administrator raises their own rights or locks themselves out."""

    code = "not-oneself"
    template = _l("You cannot change your own rights or disable your own account. Ask another administrator.")


class NotByToken(Forbidden):
    """A program's token makes no tokens and sets up nobody who sets up others: a stolen one would outlive its end."""

    code = "not-by-token"
    template = _l("A program cannot do this with its token. Sign in on the page.")


class UnknownGrantPlace(NotFound):
    """The area or site of a grant does not exist."""

    code = "unknown-grant-place"
    template = _l("There is no such area or site. Choose one from the list.")


class GrantKnown(Conflict):
    """The person has this role there already."""

    code = "grant-known"
    template = _l("The person has this role there already.")
