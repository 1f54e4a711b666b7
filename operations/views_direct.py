"""The page of a direct delivery: count what came and send it on, past the store."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key, number_in
from core.transaction import transaction
from distribution import queries_places
from distribution.words import item_name, name_of
from donations import build, queries_consignments, queries_units
from donations.errors import ReceiptInQuestion
from donations.values import Counting
from donations.web import Questions, questions_of
from inventory import lookups
from operations import direct
from operations.blueprint import ID, bp
from operations.schemas_direct import PageDirectDeliverySchema

MANY = 200


@bp.get(f"/incoming/<{ID}:consignment_id>/direct")
@requires(Permission.DISPATCH)
def direct_delivery(consignment_id: int) -> ResponseReturnValue:
    """Which goods go straight on, and to whom?"""
    return _page(consignment_id, MultiDict({"idempotency_key": new_key()}), {})


@bp.post(f"/incoming/<{ID}:consignment_id>/direct")
@requires(Permission.DISPATCH)
def direct_delivery_submit(consignment_id: int) -> ResponseReturnValue:
    numbers = _filled(request.form)
    try:
        given = forms.load(PageDirectDeliverySchema(), _only(request.form, numbers))
        with transaction():
            answer = direct.send_direct(
                actor=current_actor(),
                now=utc_now(),
                key=given["idempotency_key"] or new_key(),
                new=_new(consignment_id, given),
            )
    except ReceiptInQuestion as question:
        asked = questions_of(question, lambda path: _place(path, numbers))
        return _page(consignment_id, request.form, {}, asked), status_of(question)
    except DomainError as error:
        errors = error.field_errors or {"": [error.message]}
        return _page(consignment_id, request.form, _placed(errors, numbers)), status_of(error)
    flash(
        {
            "title": _("Received and on its way: %(number)s", number=answer["number"]),
            "figures": [[_("Lines"), str(len(numbers))]],
            "next": [
                _("Print waybill and delivery slip"),
                url_for("distribution.waybill", dispatch_id=answer["dispatch_id"]),
            ],
        },
        "ok",
    )
    return redirect(url_for("distribution.dispatch", dispatch_id=answer["dispatch_id"]))


def _filled(form: Mapping[str, str]) -> list[int]:
    """The numbers of the lines with a quantity, in order."""
    return sorted(
        int(name.split("-")[1])
        for name, value in form.items()
        if name.startswith("lines-")
        and name.endswith("-accepted")
        and value.strip()
        and number_in(name.split("-")[1], forms.MAX_LINES) is not None
    )


def _only(form: MultiDict[str, str], numbers: Sequence[int]) -> MultiDict[str, str]:
    """The form with only these lines, numbered without gaps."""
    places = {str(number): str(place) for place, number in enumerate(numbers)}
    kept = []
    for name, value in form.items(multi=True):
        parts = name.split("-")
        if len(parts) != 3:
            kept.append((name, value))
        elif parts[1] in places:
            kept.append((f"{parts[0]}-{places[parts[1]]}-{parts[2]}", value))
    return MultiDict(kept)


def _placed(errors: Mapping[str, Sequence[str]], numbers: Sequence[int]) -> dict[str, Sequence[str]]:
    """Errors by the numbers that the page shows."""
    return {_place(path, numbers): messages for path, messages in errors.items()}


def _place(path: str, numbers: Sequence[int]) -> str:
    parts = path.split("-")
    if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(numbers):
        parts[1] = str(numbers[int(parts[1])])
    return "-".join(parts)


def _new(consignment_id: int, given: Mapping[str, Any]) -> direct.NewDirect:
    now, zone = utc_now(), ZoneInfo(current_app.config["TIMEZONE"])
    lines = build.accept_lines(
        {
            "lines": [
                {
                    **{name: value for name, value in line.items() if name != "not_yet"},
                    "specification": None,
                    "counting": Counting.COUNTED,
                }
                for line in given["lines"]
            ]
        }
    )
    return direct.NewDirect(
        consignment_id=consignment_id,
        receiver_id=given["receiver_id"],
        request_id=given["request_id"],
        lines=tuple(lines),
        occurred_at=given["occurred_at"].replace(tzinfo=zone) if given["occurred_at"] else now,
        delivered_by=given["delivered_by"],
        vehicle=given["vehicle"],
        driver=given["driver"],
        purpose=given["purpose"],
        note=given["note"],
        override_reason=given["override_reason"],
        override_consent=given["override_consent"],
        acknowledge=given["acknowledge"],
    )


def _page(
    consignment_id: int,
    given: MultiDict[str, str],
    errors: Mapping[str, Sequence[str]],
    question: Questions | None = None,
) -> str:
    actor = current_actor()
    row = queries_consignments.consignment(actor=actor, consignment_id=consignment_id, permission=Permission.RECEIVE)
    view = queries_consignments.viewed(row, actor=actor, today=installation_day(utc_now()))
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=row.site_id)
    receivers = [one for one in queries_places.receivers_to_serve(actor=actor, sites=[site]) if one.site_id != site.id]
    return render_template(
        "operations/direct_form.html",
        row=row,
        given=given,
        errors=errors,
        question=question,
        item_name=item_name,
        lines=[line for line in view.lines if line.progress.is_open][:MANY],
        units=queries_units.known_units(),
        receivers=[(one.id, name_of(one)) for one in receivers],
        may_override=actor.may_at(Permission.OVERRIDE, path=site.area_path, site_id=site.id),
    )
