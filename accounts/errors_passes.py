"""Refusals around volunteers' day passes."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Forbidden, Invalid, NotFound, Refused


class JoinCodeOver(NotFound):
    """The code on the screen was never one, is older than it may be, or its pass has ended: the answer does not say
    which."""

    code = "join-code-over"
    title = _l("This code is no longer valid")
    template = _l("The code on the screen changes every minute. Scan the one that is shown now.")


class PassFull(Conflict):
    """As many people have joined as were allowed. Fields: most."""

    code = "pass-full"
    title = _l("All places are taken")
    template = _l("This pass is full: it was made for %(most)s. Ask the manager for another.")


class UnknownPass(NotFound):
    """No such pass at the sites of this person."""

    code = "unknown-pass"
    template = _l("There is no such day pass that you may see.")


class PassEnded(Conflict):
    """It has ended before, or its time is over. Fields: ended_at."""

    code = "pass-ended"
    title = _l("This pass has ended already")
    template = _l("This pass ended on %(ended_at)s.")


class PassStillRuns(Refused):
    """A name is erased only after the pass has ended."""

    code = "pass-still-runs"
    title = _l("This pass still runs")
    template = _l("End the pass first; then the name can be erased.")


class PassTooLong(Invalid):
    """A day pass ends within a day. Fields: until, hours."""

    code = "pass-too-long"
    template = _l("A day pass ends between now and %(hours)s hours from now.")


class ModeNotYours(Forbidden):
    """A mode that the manager may not use there. Fields: mode."""

    code = "mode-not-yours"
    template = _l("You cannot let others do what you may not do there yourself: %(mode)s.")


class NoTokenForPass(Forbidden):
    """A program acts for an account that lasts."""

    code = "no-token-for-pass"
    template = _l("A day pass gets no token: it is for a person with a phone.")
