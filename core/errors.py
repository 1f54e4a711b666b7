"""Named domain errors: one class per refusal, carrying its figures, free of HTTP.

A page or an RFC 9457 problem is made from the same object by `core.error_pages`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from core.wording import readable


class DomainError(Exception):
    """A refusal in the words of the domain.

    Subclasses set `code` (stable, kebab-case: part of the API), `title` (a few words) and `template`
    (a sentence with named placeholders). The keyword fields given to the constructor fill the template
    and are the figures of the problem document.
    """

    code = "domain-error"
    title = _l("This cannot be done")
    template = _l("This cannot be done.")

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.code)
        self.fields = fields

    @property
    def message(self) -> str:
        """The sentence for the person who reads it, in the language of the request; figures, dates and codes as pages
        write them."""
        return str(self.template) % readable(self.fields)

    @property
    def figures(self) -> Mapping[str, Any]:
        """The typed fields, as the problem document gives them."""
        return self.fields

    @property
    def field_errors(self) -> Mapping[str, list[str]]:
        """Messages by input path (`lines-0-quantity`), where the refusal belongs to typed fields."""
        field = self.fields.get("field")
        return {field: [self.message]} if field else {}

    def __str__(self) -> str:
        return self.message


class NotFound(DomainError):
    """What was asked for does not exist, or is not for this person: both look the same."""

    code = "not-found"
    title = _l("Not found")
    template = _l("There is nothing here under this address or number.")


class Refused(DomainError):
    """A rule of the domain forbids it; the fields say which figures clash."""

    code = "refused"


class Conflict(DomainError):
    """It clashes with what is already recorded."""

    code = "conflict"
    title = _l("It clashes with what is already recorded")
    template = _l("This clashes with what is already recorded. Look at the current state and try again.")


class Invalid(DomainError):
    """What was typed or sent cannot be understood or is outside its bounds."""

    code = "invalid"
    title = _l("Please check what was entered")
    template = _l("Some of the entries cannot be accepted.")


class InvalidInput(Invalid):
    """Several fields at once: `errors` maps an input path to its messages."""

    code = "invalid-input"

    def __init__(self, errors: Mapping[str, list[str]], **fields: Any) -> None:
        super().__init__(**fields)
        self.errors = dict(errors)

    @property
    def field_errors(self) -> Mapping[str, list[str]]:
        return self.errors


class Question(Refused):
    """It can be done, but it looks like a slip. The same again with `words` as `acknowledge` says «yes, this is
    right» and is done."""

    title = _l("Is this right?")

    @property
    def words(self) -> Sequence[str]:
        """What has to be acknowledged, a word for each question."""
        return ()


class Forbidden(DomainError):
    """The person is known but has no right to do this here."""

    code = "forbidden"
    title = _l("You may not do this")
    template = _l("Your role does not allow this here.")


class SignInNeeded(Forbidden):
    """Nobody is signed in, or the token is not valid."""

    code = "sign-in-needed"
    title = _l("Please sign in")
    template = _l("This needs a signed-in person or a valid API token.")


class Busy(DomainError):
    """The database could not take the write in time. Nothing was recorded; the same request may be sent again."""

    code = "busy"
    title = _l("Too much at once")
    template = _l("Nothing was recorded, because too many others were writing. Please send it again.")
