"""The words of the phone's page for a volunteer with a day pass."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def pass_words() -> dict[str, Any]:
    """Pass."""
    return {
        "pass_until": _("{name} · pass until {time}"),
        "pass_done": _("Your day pass has ended."),
        "pass_over": _("Your pass ended at {time}. Nothing readable is left on this phone. Thank you!"),
        "pass_sealed": ngettext(
            "{num} action is not sent yet: it is left for a manager. Open this page once more with a signal.",
            "{num} actions are not sent yet: they are left for a manager. Open this page once more with a signal.",
        ),
    }
