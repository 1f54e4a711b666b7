"""The words of the phone's page: what a blank label is put on."""

from typing import Any

from flask_babel import gettext as _


def label_words() -> dict[str, Any]:
    return {
        "ready_bind": _("Scan the box or the shelf that the label sticks on."),
        "bind_title": _("This label is blank"),
        "bind_what": _("It is on nothing yet."),
        "bind_offer": _("Say what it is on"),
        "bind_offer_offline": _("It is a blank label: say what it is on"),
        "bind_scan": _("What is it on? Scan the box or the shelf, or choose below."),
        "bind_choose": _("What is it on?"),
        "bind_search": _("Search goods and shelves"),
        "bind_no_shelf": _("With a day pass a label is put on boxes. Labels of shelves are put on by the staff."),
        "bind_check": _("Is that right? Then press the button."),
        "bind_label": _("Label {code}"),
        "bind_not": _("Not now"),
        "do_bind": _("Put it on {what}"),
        "recorded_bind": _("The label is on {what}"),
    }
