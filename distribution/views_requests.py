"""Pages of requests: who needs what, and the form by which a village asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError, InvalidInput
from core.forms import new_key
from core.transaction import transaction
from core.wording import day
from distribution import queries_requests, queries_units, services_requests
from distribution.progress import progress_of_lines
from distribution.queries_requests import RequestFilter
from distribution.schemas import PageRequestSchema
from distribution.values import NewRequest, NewRequestLine, Priority
from distribution.web import Rows, bp, errors_of, id_asked, is_edit, tell, typed_rows, with_lines, words_asked
from distribution.words import item_name, name_of, priority_word, request_word
from inventory import lookups

VIEWS = ("sent", "approved", "closed", "refused", "withdrawn", "all")


def shown() -> RequestFilter:
    """What the address asks for: those that wait for a decision unless another status is named."""
    status = request.args.get("status", "sent")
    status = status if status in VIEWS else "sent"
    priority = request.args.get("priority", "")
    return RequestFilter(
        status="" if status == "all" else status,
        words=words_asked(),
        priority=priority if priority in [word.value for word in Priority] else "",
        receiver_id=id_asked("receiver"),
        by_urgency=status in ("sent", "approved"),
    )


@bp.get("/requests")
@requires(Permission.VIEW_STOCK)
def requests() -> ResponseReturnValue:
    """Who asks for what, the most urgent first."""
    actor, wanted = current_actor(), shown()
    page = queries_requests.request_page(
        actor=actor, wanted=wanted, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    lines = queries_requests.request_lines([row.id for row in page.rows])
    return render_template(
        "distribution/request_list.html",
        page=page,
        wanted=wanted,
        lines=by_request(lines),
        views=VIEWS,
        progress=progress_of_lines(lines) if wanted.status in ("", "approved") else {},
        counts=queries_requests.request_counts(actor=actor),
        name_of=name_of,
        item_name=item_name,
        request_word=request_word,
        priorities=priorities(),
        priority_word=priority_word,
        may_ask=actor.may(Permission.REQUEST),
        today=installation_day(utc_now()),
    )


def by_request(lines: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for line in lines:
        found.setdefault(line.request_id, []).append(line)
    return found


def priorities() -> list[tuple[str, str]]:
    return [(priority.value, priority_word(priority)) for priority in reversed(Priority)]


@bp.get("/requests/new")
@requires(Permission.REQUEST)
def request_new() -> ResponseReturnValue:
    """«Ask for goods»."""
    given = MultiDict(
        {
            "idempotency_key": new_key(),
            "priority": Priority.NORMAL.value,
            "receiver_id": request.args.get("receiver", ""),
        }
    )
    return _form(given, Rows([{}], []), {})


@bp.post("/requests/new")
@requires(Permission.REQUEST)
def request_send() -> ResponseReturnValue:
    typed = typed_rows(request.form, "item_id", "quantity")
    if is_edit(request.form):
        return _form(request.form, typed, {})
    try:
        given = forms.load(PageRequestSchema(), with_lines(request.form, typed))
        _demand_day_to_come(given["needed_by"])
        with transaction():
            answer = services_requests.send(
                actor=current_actor(), now=utc_now(), key=given["idempotency_key"] or new_key(), new=new_request(given)
            )
    except DomainError as error:
        return _form(request.form, typed, errors_of(error, typed)), status_of(error)
    tell(_("Request %(number)s is sent", number=answer["number"]), [[_("Lines"), str(len(given["lines"]))]])
    return redirect(url_for("distribution.request", request_id=answer["request_id"]))


def _demand_day_to_come(needed_by: date | None) -> None:
    """Who asks on the page asks for what is still to come; imported papers may be older."""
    today = installation_day(utc_now())
    if needed_by is not None and needed_by < today:
        words = _("This day (%(day)s) is past; today is %(today)s.", day=day(needed_by), today=day(today))
        raise InvalidInput({"needed_by": [words]})


def new_request(given: Mapping[str, Any]) -> NewRequest:
    """The service's value from a loaded schema."""
    lines = tuple(
        NewRequestLine(line["item_id"], line["quantity"], line["unit"], line.get("specification", ""))
        for line in given["lines"]
    )
    return NewRequest(
        receiver_id=given["receiver_id"],
        lines=lines,
        people=given["people"],
        needed_by=given["needed_by"],
        priority=given["priority"],
        note=given["note"],
        occurred_on=installation_day(utc_now()),
    )


def _form(given: Mapping[str, str], typed: Rows, errors: Mapping[str, Sequence[str]]) -> str:
    actor = current_actor()
    items = lookups.items()
    return render_template(
        "distribution/request_form.html",
        given=given,
        rows=typed.rows,
        errors=errors,
        name_of=name_of,
        receivers=[(row.id, name_of(row)) for row in lookups.receivers(actor=actor, permission=Permission.REQUEST)],
        items=[(item.id, name_of(item)) for item in items],
        units=queries_units.units_by_item(items),
        priorities=priorities(),
    )
