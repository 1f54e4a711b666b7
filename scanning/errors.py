"""Refusals around phones, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, NotFound, Refused, SignInNeeded


class AccessEnded(SignInNeeded):
    """The access of this phone was ended by its owner or an administrator."""

    code = "access-ended"
    title = _l("This phone's access has ended")
    template = _l("The access of this phone was ended. What it has not sent yet can be left for a manager to decide.")


class UnknownDevice(NotFound):
    """No such phone, or not for this person."""

    code = "unknown-device"
    template = _l("There is no such phone.")


class UnknownKind(Invalid):
    """The server knows no such kind of action. Fields: kind."""

    code = "unknown-kind"
    template = _l("“%(kind)s” is no kind of action that is known here. Update the app on the phone.")


class ActionUnreadable(Invalid):
    """An action is not what the app sends."""

    code = "action-unreadable"
    template = _l("This action cannot be read: its key, number, kind, site or time is missing or wrong.")


class ActionTooLarge(Invalid):
    """More than one action may hold. Fields: size, limit."""

    code = "action-too-large"
    template = _l("This action holds %(size)s characters; at most %(limit)s are taken. Send it in smaller parts.")


class UnknownAction(Conflict):
    """An action that is to be undone has not arrived. Fields: key."""

    code = "unknown-action"
    title = _l("What is to be undone has not arrived")
    template = _l("No action of yours with the key %(key)s has arrived yet. Send it first, then undo it.")


class CannotUndo(Refused):
    """This kind of action is undone elsewhere. Fields: kind, how."""

    code = "cannot-undo"
    title = _l("This is undone elsewhere")
    template = "%(how)s"


class NotTheNewest(Refused):
    """Something went on with these goods since. Fields: batch, later."""

    code = "not-the-newest"
    title = _l("Something happened with these goods since")
    template = _l("Batch %(batch)s: %(later)s came after it. Ask a manager to reverse it.")


class NotOfToday(Refused):
    """Only an action of the same day can be undone by who did it."""

    code = "not-of-today"
    title = _l("This was not done today")
    template = _l("You can undo only what you did today. Ask a manager to reverse it.")


class UnknownConflict(NotFound):
    """No such entry in the inbox for this person."""

    code = "unknown-conflict"
    template = _l("There is no such entry in the inbox that you may open.")


class AlreadySettled(Conflict):
    """Somebody settled it before. Fields: by (a name, or a dash for who may not know), how, settled_at."""

    code = "already-settled"
    title = _l("This was settled already")
    template = _l("This entry was settled by %(by)s on %(settled_at)s. Nothing was recorded now.")


class NotThisWay(Refused):
    """This way of settling does not fit the action. Fields: kind."""

    code = "not-this-way"
    title = _l("It cannot be settled this way")
    template = _l("This way does not fit what was done. Choose another one.")


class NotARival(Refused):
    """The record to reverse did not take these goods. Fields: posting_id."""

    code = "not-a-rival"
    template = _l("This record did not take these goods. Choose one of the records that are listed.")


class NothingMissing(Refused):
    """Accepting a surplus where nothing is missing. Fields: wanted."""

    code = "nothing-missing"
    template = _l("Nothing is missing there now: all of the %(wanted)s are free. Try again without goods found.")


class ActionFailed(Invalid):
    """A fault of ours met this action. Fields: reason."""

    code = "action-failed"
    title = _l("Something went wrong here")
    template = _l("It is our fault, not yours (%(reason)s). The action is kept, and a manager can try it again.")


class MovedSince(Refused):
    """Goods came or went where somebody counted, after the count and before it arrived. Fields: moved (a number of
    lines)."""

    code = "moved-since"
    title = _l("The goods moved after this count")
    template = _l(
        "The goods moved at this place after this count was made (lines recorded since: %(moved)s), so it says nothing "
        "of now. Count again."
    )


class CountedSince(Refused):
    """Goods were counted where they were taken, after the taking and before it arrived. Fields: counted_at."""

    code = "counted-since"
    title = _l("The goods were counted after this was done")
    template = _l(
        "These goods were counted at this place at %(counted_at)s, after this was done: the difference may have been "
        "recorded by the count already. A manager decides."
    )
