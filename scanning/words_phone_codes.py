"""Words of the phone's page about makers' barcodes."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def code_words() -> dict[str, Any]:
    """What a maker's code says, what is wrong with it, and which item a new one is."""
    return {
        "damaged_title": _("This code is damaged"),
        "damaged_text": _("Nothing was opened or filled in from it. Scan it again, or type what is printed."),
        "fault_check_digit": _("The check digit of {text} is wrong: a digit was misread."),
        "fault_length": _("{text} has the wrong length: a part of the code is missing or too much."),
        "fault_character": _("{text} has a character that is not allowed there."),
        "fault_format": _("{text} does not have the form that GS1 prescribes."),
        "fault_date": _("{text} is not a date: it must be year, month and day with two digits each."),
        "fault_unknown_ai": _("“{text}” does not begin with a known GS1 identifier."),
        "fault_separator": _(
            "In {text} it is not clear where one entry ends: the scanner left out the separators (FNC1)."
            " Use the camera, or set the scanner to send them."
        ),
        "fault_repeated": _("({ai}) stands there twice with different content."),
        "fault_pair": _("({ai}) and {other} exclude each other."),
        "fault_address": _("The web address of the code is not a right GS1 address: {text}"),
        "fault_two_ways": _(
            "{text} can be an EAN-8 or a shortened UPC code. Scan it with the camera, or type the long number."
        ),
        "lot_title": _("Lot or date, but not of what"),
        "lot_text": _("This code has no GTIN. While a line is being received, it fills lot and dates."),
        "filled_title": _("Filled in from the box"),
        "box_says": _("The box says {value}."),
        "differs_text": _(
            "Something else was typed. Nothing was changed and nothing counted: correct it, or scan the right box."
        ),
        "produced_is": _("made {day}"),
        "other_pack": _("The barcode stands for one {pack}; here it is counted in {unit}. Type how many."),
        "none_of_lot": _("Of lot {lot} there is none here."),
        "gtin_ask_staff": _(
            "With a day pass you do not say what it is: show somebody of the staff, or choose the item below."
        ),
        "gtin_link": _("Say once which item it is; it is known from then on."),
        "internal_title": _("A shop’s own number"),
        "internal_text": _(
            "It begins with 02, 04 or 2: other shops give it to other goods. Use our own label instead."
        ),
        "which_item": _("This barcode is new: which item is it?"),
        "item_search": _("Part of the item’s name or code"),
        "more_items": ngettext("and {num} more: type part of the name", "and {num} more: type part of the name"),
        "no_such_item": _("No item matches this. Somebody at a desk has to add it to the catalogue first."),
        "stands_for": _("What one of this barcode is"),
        "stands_for_help": _("One piece or a whole carton? Leave it open if you are not sure."),
        "unit_open": _("not sure"),
        "link_now": _("It is this"),
        "link_other": _("Another item"),
        "did_link": _("Barcode {number} is {goods}"),
        "several_title": _("Several barcodes are in the picture"),
        "several_text": _("Which one do you mean?"),
    }
