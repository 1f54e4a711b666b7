"""How a volunteer is called wherever an actor is shown: the name as typed, that it is a day pass, and by whom."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, bindparam, case

_NAME, _BY, _NUMBER = "\x01", "\x02", "\x03"


def shown_name(given: str, number: str | None, by: str | None) -> str:
    """The name in the reader's language; an account that is no day pass is called as it is."""
    if by is None:
        return given
    return _said(given or numbered(number or ""), by)


def shown_name_in_sql(given: Any, number: Any, is_pass: Any, by: Any) -> ColumnElement[str]:
    """The same in SQL. Its words are looked up when the statement runs, in the reader's language."""
    called = case((given == "", _word(0, of_number=True) + number + _word(1, of_number=True)), else_=given)
    return case((~is_pass, given), else_=_word(0) + called + _word(1) + by + _word(2))


def _said(name: str, by: str) -> str:
    return _("%(name)s (day pass, by %(manager)s)", name=name, manager=by)


def numbered(number: str) -> str:
    """What a volunteer is called where no name stands."""
    return _("volunteer no. %(number)s", number=number)


def _word(part: int, *, of_number: bool = False) -> ColumnElement[str]:
    def look_up() -> str:
        if of_number:
            return numbered(_NUMBER).split(_NUMBER)[part]
        before, _name, rest = _said(_NAME, _BY).partition(_NAME)
        between, _by, after = rest.partition(_BY)
        return (before, between, after)[part]

    return bindparam(None, callable_=look_up, type_=String())
