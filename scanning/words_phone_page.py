"""The words of the phone's page: the frame, the signal, the camera, what a code is."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def page_words() -> dict[str, Any]:
    """Page."""
    return {
        "mode_look_up": _("Look up"),
        "mode_receive": _("Receive"),
        "mode_move": _("Move"),
        "mode_load": _("Load"),
        "mode_deliver": _("Deliver"),
        "mode_hand_out": _("Hand out"),
        "mode_count": _("Count"),
        "ready_look_up": _("Scan a box, a shelf or a paper."),
        "ready_receive": _("Choose what has come, or scan its slip."),
        "ready_move": _("Scan the boxes, then the shelf."),
        "ready_load": _("Choose the dispatch, or scan its code."),
        "ready_deliver": _("Choose what has arrived, or scan it."),
        "ready_hand_out": _("Scan the boxes that you hand out."),
        "ready_count": _("Scan a shelf or a box to count it."),
        "hint_look_up": _("Scan something"),
        "hint_receive": _("Choose or scan what has come"),
        "hint_move": _("Scan a box"),
        "hint_load": _("Choose or scan a dispatch"),
        "hint_deliver": _("Choose or scan an arrival"),
        "hint_hand_out": _("Scan a box"),
        "hint_count": _("Scan a box or a shelf"),
        "hint_scan_boxes": _("Scan the boxes as you load them"),
        "hint_next_box": _("Scan the next box"),
        "hint_choose_line": _("Tap a line to count it"),
        "hint_no_data": _("Needs a signal once"),
        "tone_ok": _("Good"),
        "tone_attention": _("Attention"),
        "tone_wrong": _("Wrong"),
        "menu": _("Menu"),
        "close": _("Close"),
        "sound_on": _("Turn the sound on"),
        "sound_off": _("Turn the sound off"),
        "sign_out": _("Sign out"),
        "sign_in": _("Sign in"),
        "reload": _("Load the new version"),
        "choose_site": _("Choose a site"),
        "no_site": _("No site chosen"),
        "no_sites": _("You may use no site yet. Ask your administrator."),
        "code": _("Code on the label"),
        "details": _("Details"),
        "reason": _("Reason"),
        "kept_on_phone": _("Kept on this phone; it is sent by itself."),
        "broken_title": _("Something went wrong on this page"),
        "broken_text": _("Load the page again. What was recorded is kept."),
        "not_kept_title": _("NOT recorded"),
        "not_kept_text": _("This phone could not store it: its storage may be full. Free some space and do it again."),
        "no_data_title": _("This phone holds no data yet"),
        "no_data_text": _("Open this page once with a signal and choose your site. Then it works without one."),
    }


def status_words() -> dict[str, Any]:
    """Status."""
    return {
        "signal_all_sent": _("All sent"),
        "signal_sending": _("Sending …"),
        "signal_none": _("No signal"),
        "signal_trouble": _("The server does not answer"),
        "signal_sign_in": _("Signed out"),
        "signal_ended": _("Access ended"),
        "count_waiting": ngettext("{num} waiting", "{num} waiting"),
        "count_sent": ngettext("{num} sent", "{num} sent"),
        "count_to_settle": ngettext("{num} to settle", "{num} to settle"),
        "count_conflict": ngettext("{num} conflict", "{num} conflicts"),
        "count_refused": ngettext("{num} refused", "{num} refused"),
        "count_taken_back": ngettext("{num} taken back", "{num} taken back"),
        "data_as_of": _("data as of {time}"),
        "sign_in_again": _("You are signed out. What waits is kept and is sent after you sign in."),
        "access_ended": _("The access of this phone was ended. What was not sent is being left for a manager."),
        "wiped": ngettext(
            "Access was ended. {num} action was left for a manager, and everything on this phone was deleted.",
            "Access was ended. {num} actions were left for a manager, and everything on this phone was deleted.",
        ),
        "wiped_kept": ngettext(
            "Access was ended. {num} action could not be left for a manager: it stays on this phone and is sent when "
            "you sign in again. Everything else was deleted.",
            "Access was ended. {num} actions could not be left for a manager: they stay on this phone and are sent "
            "when you sign in again. Everything else was deleted.",
        ),
        "clock_slow": ngettext(
            "This phone's clock is {num} minute slow. Times are corrected; please set it.",
            "This phone's clock is {num} minutes slow. Times are corrected; please set it.",
        ),
        "clock_fast": ngettext(
            "This phone's clock is {num} minute fast. Times are corrected; please set it.",
            "This phone's clock is {num} minutes fast. Times are corrected; please set it.",
        ),
        "others_wait": ngettext(
            "{num} action of another person waits on this phone until they sign in here.",
            "{num} actions of another person wait on this phone until they sign in here.",
        ),
        "not_complete": _("This site has more goods than a phone holds. What is not found here is asked for online."),
        "new_version": _("A new version is ready. What you recorded stays."),
    }


def camera_typing_words() -> dict[str, Any]:
    """Camera, typing."""
    return {
        "camera_off": _("The camera is off."),
        "camera_starting": _("Starting the camera …"),
        "camera_insecure": _(
            "The camera works only over a secure address (https). Photograph the label, use a hand-held "
            "scanner, or type the code."
        ),
        "camera_missing": _("No camera was found. Choose a photograph, use a hand-held scanner, or type the code."),
        "camera_denied": _(
            "The camera is not allowed for this site: allow it in the browser's settings. Or photograph the "
            "label, use a hand-held scanner, or type the code."
        ),
        "camera_busy": _(
            "Another program is using the camera. Close it and start again, or photograph, scan or type the code."
        ),
        "camera_failed": _(
            "The camera could not be started. Photograph the label, use a hand-held scanner, or type the code."
        ),
        "camera_number": _("Camera {number}"),
        "photo_looking": _("Looking for a code on the photograph …"),
        "photo_nothing_title": _("No code found"),
        "photo_nothing": _("Go closer, hold still, and avoid glare."),
        "typed_help": _("14 characters under the QR; a hand-held scanner works too."),
        "typed_progress": _("{length} of {wanted} characters"),
        "typed_character": _(
            "The code cannot contain {characters}. It has only figures and letters, without I, L, O and U."
        ),
        "typed_length": _("The code has {wanted} characters; what was typed has {length}."),
        "typed_check": _("One character is wrong or two have changed places. Compare it with the label."),
    }


def what_a_reading_is_words() -> dict[str, Any]:
    """What a reading is."""
    return {
        "mistyped_title": _("This code is not right"),
        "revoked_title": _("This label was revoked"),
        "revoked_text": _("It may hang on the wrong box. Do not use the box; ask a manager for a new label."),
        "gtin_title": _("A maker's barcode that nobody knows yet"),
        "gtin_text": _("Scan our own label on the box. Who receives goods can say once which item it is."),
        "strange_title": _("Not one of our labels"),
        "strange_text": _("Look for the label with our QR and 14 characters under it."),
        "unknown_title": _("Not among this site's goods"),
        "unknown_asking": _("Asking the server …"),
        "unknown_offline": _("There is no signal to ask. The code is noted below; ask again when there is one."),
        "sign_in_to_ask": _("Sign in to ask the server."),
        "known_elsewhere_title": _("Known to the server"),
        "known_elsewhere_text": _("It is not among the goods of this site on this phone."),
        "kind_batch": _("A batch"),
        "kind_consignment": _("A consignment"),
        "kind_line": _("A line of a consignment"),
        "kind_document": _("A document"),
        "kind_dispatch": _("A dispatch"),
        "kind_location": _("A location"),
        "kind_blank": _("A blank label that is not bound yet"),
        "place_line": _("{where}: {amount}"),
        "open_page": _("Open its page"),
        "is_location": _("Location {code}"),
        "is_dispatch": _("Dispatch {number}"),
        "is_arrival": _("Arriving: {number}"),
        "is_consignment": _("Consignment {number}"),
        "location_of_no_use": _("Scan a box in this mode."),
        "not_here_in_mode": _("This mode needs something else: scan what is asked for below."),
        "no_right_for_mode": _("You have no right for this at this site."),
        "item_has_batches": ngettext(
            "There is {num} batch of it here. Scan our own label to tell which.",
            "There are {num} batches of it here. Scan our own label to tell which.",
        ),
        "item_needs_label": _("The maker's barcode says what it is, not which batch. Scan our own label."),
        "item_not_here": _("There is none of it at this site."),
        "is_replaced": _("This label was replaced by a newer one; the batch is the same."),
        "note_unknown": _("not known to this phone"),
        "notes": _("Noted codes"),
        "ask_now": _("Ask now"),
    }


def facts_words() -> dict[str, Any]:
    """Facts."""
    return {
        "where": _("Where"),
        "lot": _("Lot"),
        "expiry": _("Expiry date"),
        "produced": _("Produced on"),
        "source": _("Source"),
        "not_known": _("unknown"),
        "none_here": _("none here"),
        "lot_is": _("Lot {lot}"),
        "expires_is": _("expires {day}"),
        "expired_on": _("Expired on {day}"),
        "expires_soon": ngettext("Expires in {num} day, on {day}", "Expires in {num} days, on {day}"),
        "state_held": _("Held: do not use"),
        "state_blocked": _("Blocked: do not use"),
        "is_restricted": _("The donor fixed who it is for"),
        "reserved_of_it": _("{amount} reserved"),
        "here_in_all": _("{amount} here"),
        "batches_lie_here": ngettext("{num} batch lies here", "{num} batches lie here"),
        "batches_of_item": _("Batches of it here"),
        "lies_at": _("At {code}"),
        "nothing_lies_here": _("Nothing lies here by the books."),
        "load_it": _("Load {number}"),
    }


def numbers_words() -> dict[str, Any]:
    """Numbers."""
    return {
        "of_there": ngettext("of {num} there", "of {num} there"),
        "of_wanted": _("{some} of {amount}"),
        "number_missing": _("Say how many"),
        "all_of_it": _("All {amount}"),
        "take_out": _("Take out"),
        "more_than_books": _(
            "The books say only {amount} at {code}. If it is really more, record it: a manager will look at it."
        ),
        "none_by_the_books": _("The books say that none of it is here. Count it first."),
        "kinds_of_goods": ngettext("{num} kind of goods", "{num} kinds of goods"),
        "lines_count": ngettext("{num} line", "{num} lines"),
    }
