"""The words of the phone's page for a volunteer with a day pass."""

from typing import Any

from flask_babel import gettext as _


def pass_words() -> dict[str, Any]:
    """Pass."""
    return {
        "pass_until": _("{name} · pass until {time}"),
        "pass_over": _("Your pass ended at {time}. What is not sent yet is left for a manager once there is a signal."),
    }
