"""The words of day passes, in the language of the request."""

from collections.abc import Iterable

from flask_babel import gettext as _

from core.access import Mode


def mode_word(mode: Mode) -> str:
    """What a mode is for, in two words."""
    return {
        Mode.LOOK_UP: _("Look up"),
        Mode.RECEIVE: _("Receive"),
        Mode.MOVE: _("Move"),
        Mode.LOAD: _("Load"),
        Mode.DELIVER: _("Deliver"),
        Mode.HAND_OUT: _("Hand out"),
        Mode.COUNT: _("Count"),
    }[mode]


def mode_help(mode: Mode) -> str:
    """What somebody with a pass for this mode can change."""
    return {
        Mode.LOOK_UP: _("See what a box is and where it stands. Changes nothing."),
        Mode.RECEIVE: _("Count what comes in against what was promised, and take it in."),
        Mode.MOVE: _("Bring boxes to another shelf of this site."),
        Mode.LOAD: _("Scan boxes onto a dispatch and let it leave."),
        Mode.DELIVER: _("Confirm what arrived here, with what lacks or is broken."),
        Mode.HAND_OUT: _("Record what was given to households: numbers, no names."),
        Mode.COUNT: _("Count what is on a shelf and put the record right, with a reason."),
    }[mode]


def mode_words(modes: Iterable[Mode]) -> str:
    """Several modes in one line."""
    return " · ".join(mode_word(mode) for mode in modes)
