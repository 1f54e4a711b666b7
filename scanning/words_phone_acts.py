"""The words of the phone's page: what is done with goods, mode by mode, and the list of it."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def move_words() -> dict[str, Any]:
    """Move."""
    return {
        "from_shelf": _("from {code}"),
        "to_shelf": _("to {code}"),
        "from_where": _("From which location"),
        "to_where": _("To which location"),
        "scan_or_choose": _("Scan it, or choose"),
        "now_scan_shelf": _("Now scan the shelf"),
        "now_scan_box": _("Now scan the box."),
        "now_press_move": _("Check the number and press the button."),
        "already_there": _("They lie at {code} already"),
        "do_move": _("Move {amount} to {code}"),
        "do_move_many": ngettext("Move {num} kind of goods to {code}", "Move {num} kinds of goods to {code}"),
        "recorded_move": _("{amount} moved to {code}"),
    }


def count_words() -> dict[str, Any]:
    """Count."""
    return {
        "where_counted": _("Where you count"),
        "counting_at": _("at {code}"),
        "count_first": _("Count first, in {unit}. What the books say is shown afterwards."),
        "by_the_books": _("By the books"),
        "counted": _("Counted"),
        "missing": _("Missing"),
        "too_many": _("Too many"),
        "count_less": _("{amount} fewer than in the books"),
        "count_more": _("{amount} more than in the books"),
        "count_differs_help": _("Count once more. If it stays so, say why."),
        "count_again": _("Count again"),
        "reason_help": _("For example: wet and thrown away, found behind the shelf."),
        "reason_missing": _("Say why it differs"),
        "do_count": _("I counted {amount}"),
        "record_count": _("Record {amount}"),
        "recorded_count": _("{amount} counted"),
        "count_agrees": _("It agrees with the books."),
    }


def hand_out_words() -> dict[str, Any]:
    """Hand out."""
    return {
        "households": _("Households"),
        "persons": _("Persons"),
        "people_missing": _("Say how many households or persons"),
        "people_fewer": _("Fewer persons than households"),
        "do_hand_out": ngettext("Hand out to {num} household", "Hand out to {num} households"),
        "do_hand_out_persons": ngettext("Hand out to {num} person", "Hand out to {num} persons"),
        "recorded_hand_out": _("Handed out"),
        "not_to_hand_out": _("It may not be handed out: it is held, blocked or expired."),
        "no_receiver_here": _("Nothing is handed out from this site"),
    }


def _other_words() -> dict[str, Any]:
    """Whether another batch may go instead."""
    return {
        "other_in_order": _("Yes: it is as good. Say why you take it."),
        "other_later_expiry": _("Yes, with a reason: it expires later."),
        "other_held": _("No: it is held."),
        "other_blocked": _("No: it is blocked."),
        "other_expired": _("No: it has expired."),
        "other_quarantine": _("No: it lies in quarantine."),
        "other_reserved": _("No: all of it is reserved for others."),
        "other_cannot_convert": _("No: its unit cannot be converted."),
        "other_restricted": _("Only against the donor's wish: a manager may, with somebody's consent."),
        "other_restriction_unknown": _(
            "Whom the donor meant is not known: a manager may decide, with somebody's consent."
        ),
        "other_restriction_not_convertible": _(
            "The donor's wish cannot be reckoned in this unit: a manager may decide, with somebody's consent."
        ),
        "other_restriction_used_up": _(
            "What the donor allowed is used up: a manager may decide, with somebody's consent."
        ),
        "other_none_free": _("No: none of it is free here."),
        "other_not_allowed": _("No: it may not go on this dispatch."),
    }


def load_words() -> dict[str, Any]:
    """Load."""
    return {
        "no_dispatches": _("No dispatch is picked here."),
        "dispatches_to_load": _("Dispatches to load"),
        "lines_to_load": ngettext("{num} line to load", "{num} lines to load"),
        "other_dispatch": _("Another dispatch"),
        "choose_dispatch_first": _("Several dispatches wait for it. Choose one first."),
        "on_no_dispatch": _("No dispatch waits for this batch."),
        "more_than_picked": _("Only {amount} are on the list. Put the rest back."),
        "send_off": _("Send off {number}"),
        "back_to_list": _("Back to the list"),
        "fewer_loaded": ngettext(
            "{num} line is loaded with less than picked:", "{num} lines are loaded with less than picked:"
        ),
        "all_loaded": _("Everything is loaded as picked."),
        "loaded_of": _("{some} of {amount}; {missing} stay here"),
        "vehicle": _("Vehicle"),
        "driver": _("Driver"),
        "do_load": _("Loaded: send it off"),
        "do_load_less": _("Send off with less"),
        "recorded_load": _("{number} is on its way"),
        "wrong_goods": _("Wrong goods: not on this list"),
        "wrong_batch": _("Wrong batch"),
        "not_on_list": _("{number} has none of it. Put it back."),
        "expected_instead": _("Expected instead: {what}"),
        "expected": _("What was expected"),
        "in_your_hand": _("In your hand"),
        "why_expected": _("Why this one"),
        "why_expires_first": _("It expires earlier: goods that expire first leave first."),
        "why_rule": _("It came in earlier: what came first leaves first."),
        "why_choice": _("Somebody chose this batch on purpose."),
        "may_it": _("May it go instead?"),
        "free_here": _("{amount} free"),
        **_other_words(),
        "fetch_expected": _("I fetch the expected one"),
        "reason_for_swap": _("Why another batch"),
        "reason_for_swap_help": _("For example: the expected one cannot be reached."),
        "consent_of": _("Who consented"),
        "swap_by_manager": _("You may not: ask a manager of this site, or fetch the expected one"),
        "swap_not_allowed": _("Put it back, fetch the expected one"),
        "swap_needs_reason": _("Say why, or fetch the expected one"),
        "swap_needs_consent": _("Say why and who consented"),
        "do_swap": _("Take {amount} of this instead"),
        "recorded_swap": _("Taken instead; the reason is kept"),
        "swap_left": _("Still to load of the expected one: {amount}"),
        "swap_does_not_fit": _("{amount} do not make whole {unit} of the expected one: choose another number"),
        "swap_never_fits": _("No number of it makes whole {unit} of the expected one: put it back"),
    }


def deliver_words() -> dict[str, Any]:
    """Deliver."""
    return {
        "no_arrivals": _("Nothing is on its way here."),
        "arrivals": _("On the way here"),
        "lines_to_confirm": ngettext("{num} line to confirm", "{num} lines to confirm"),
        "other_arrival": _("Another arrival"),
        "choose_arrival_first": _("Several arrivals have it. Choose one first."),
        "on_no_arrival": _("It is on nothing that is on its way here."),
        "not_of_arrival": _("Not on {number}"),
        "set_aside": _("Set it aside and enter it as too much, or ask the sender."),
        "should_be_there": _("so many should be there"),
        "tap_line_to_differ": _("Tap a line where something is short, damaged or too much."),
        "received_by": _("Received by (role or name)"),
        "received_by_help": _("As it stands on the slip."),
        "paper_number": _("Number of the signed paper"),
        "paper_missing": _("Enter the number of the signed paper"),
        "loaded": _("Loaded"),
        "gap_short": _("{amount} short"),
        "gap_damaged": _("{amount} damaged"),
        "gap_returned": _("{amount} sent back"),
        "gap_surplus": _("{amount} too much"),
        "word_short": _("Short"),
        "word_damaged": _("Damaged"),
        "word_returned": _("Sent back"),
        "word_surplus": _("Too much"),
        "what_happened": _("What happened"),
        "what_happened_missing": _("Say what happened"),
        "more_than_loaded": _("Together that is more than the {amount} loaded"),
        "line_done": _("{amount} arrived"),
        "do_deliver": _("Everything is here: confirm"),
        "do_deliver_differs": ngettext("Confirm with {num} difference", "Confirm with {num} differences"),
        "recorded_deliver": _("{number} is confirmed"),
    }


def receive_words() -> dict[str, Any]:
    """Receive."""
    return {
        "no_consignments": _("Nothing is expected here. Register what came at a desk first."),
        "consignments": _("Expected here"),
        "expected_day": _("expected {day}"),
        "lines_to_receive": ngettext("{num} line to count", "{num} lines to count"),
        "other_consignment": _("Another consignment"),
        "choose_consignment_first": _("Choose the consignment first."),
        "not_promised": _("It is not on this consignment."),
        "promised_open": _("{amount} still expected"),
        "how_many_unknown": _("number not told"),
        "accepted_is": _("{amount} accepted"),
        "rejected_is": _("{amount} rejected"),
        "not_counted_yet": _("not counted yet"),
        "brought_by": _("Who brought it"),
        "will_be_held": _("A medicine without lot and expiry date is held at the dock."),
        "counting": _("Counting"),
        "counting_counted": _("counted now"),
        "counting_not_yet": _("not yet: it waits at the dock"),
        "rejected": _("Rejected"),
        "why_rejected": _("Why rejected"),
        "why_rejected_help": _("The donor can read it. No names of persons."),
        "why_rejected_missing": _("Say why it is rejected"),
        "scan_blank_label": _("A blank label from a roll? Stick it on and scan it now."),
        "label_is": _("Label {code}"),
        "label_for_line": _("Label taken for this line"),
        "label_taken": _("This label is on another line already"),
        "line_accepted": _("Accept {amount}"),
        "line_held": _("Accept {amount}, held"),
        "line_waits": _("It waits, not counted"),
        "do_receive": ngettext("Record the receipt ({num} line)", "Record the receipt ({num} lines)"),
        "recorded_receive": _("{number} is received"),
        "made_later": _("The production date lies ahead: compare with the box"),
        "made_after_expiry": _("It would have been made after its expiry: compare with the box"),
        "doubt_title": _("Is this right?"),
        "doubt_text": _("Nothing is recorded yet."),
        "doubt_over": _("{item}: {received} received, {outstanding} outstanding."),
        "doubt_expired": _("{item}: the expiry date {day} is over."),
        "doubt_far": _("{item}: the expiry date {day} is more than {years} years ahead."),
        "doubt_yes": _("Yes, this is right"),
        "doubt_no": _("Correct it"),
    }


def list_words() -> dict[str, Any]:
    """List."""
    return {
        "done_here": _("Done on this phone"),
        "what_was_done": _("What was done on this phone"),
        "nothing_done": _("Nothing yet."),
        "show_all": ngettext("Show all {num}", "Show all {num}"),
        "send_now": _("Send now"),
        "status_waiting": _("waiting to be sent"),
        "status_done": _("sent and recorded"),
        "status_conflict": _("conflict: a manager decides"),
        "status_refused": _("refused"),
        "status_held": _("left for a manager"),
        "status_taken_back": _("taken back"),
        "next_conflict": _(
            "It is in the manager's inbox; nothing is lost. Leave the goods where they are until it is settled."
        ),
        "next_refused": _("It is kept in the manager's inbox. Do it once more the right way, or ask a manager."),
        "being_undone": _("being undone"),
        "undo": _("Undo"),
        "undo_this": _("Undo this?"),
        "undo_now": _("Undo it"),
        "undo_help": _("It may have been recorded already. Undoing is recorded too, with a reason."),
        "undo_default": _("Scanned by mistake"),
        "undone_title": _("Taken back"),
        "did_bind": _("Label {number} put on: {goods}{to}"),
        "did_move": _("{amount} {goods}: {from} → {to}"),
        "did_count": _("{goods} at {to}: {amount} counted"),
        "did_hand_out": _("{amount} {goods} handed out"),
        "did_check": _("{goods} checked for {number}"),
        "did_swap": _("{amount} {goods} taken instead for {number}"),
        "did_load": _("{number} sent off"),
        "did_deliver": _("{number} confirmed"),
        "did_receive": _("{amount} {goods} received, {number}"),
        "did_undo": _("Undone: {what}"),
        "did_something": _("An action"),
        "and_more": ngettext("and {num} more", "and {num} more"),
        "leave_title": ngettext("{num} action is not sent yet", "{num} actions are not sent yet"),
        "leave_text": _("Signing out deletes everything on this phone. Send it first, or it is lost."),
        "leave_send": _("Send now, then sign out"),
        "leave_lose": ngettext("Sign out and lose {num} action", "Sign out and lose {num} actions"),
        "leave_stay": _("Stay signed in"),
    }
