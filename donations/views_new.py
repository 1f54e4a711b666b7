"""Pages that register a consignment: one form for every kind, few fields each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError, InvalidInput, NotFound
from core.forms import new_key, number_in
from core.transaction import transaction
from donations import build, queries_donors, queries_units, services_consignments, services_stock_taken
from donations.errors import DocumentNeeded, DonorNeeded, LinesNeeded, ReceiptInQuestion
from donations.page_values import new_consignment
from donations.schemas_pages import PageConsignmentSchema
from donations.values import STOCK_TAKEN_AT_ONCE, Accepted, DonorKind, NewConsignment, Registered
from donations.web import Questions, Rows, bp, errors_of, is_edit, questions_of, typed_rows, with_rows
from donations.words import DONOR_KINDS, KIND_HELP, KIND_ICONS, KINDS, kind_word
from inventory import lookups
from inventory.values import SourceKind


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it was sent: its plain fields, its lines and what the donor fixed."""

    kind: SourceKind
    given: MultiDict[str, str]
    lines: Rows
    targets: Rows


@bp.get("/incoming/new")
@requires(Permission.RECEIVE)
def new() -> ResponseReturnValue:
    """Which kind of thing comes in?"""
    return render_template("donations/consignment_kinds.html", kinds=KINDS, help=KIND_HELP, icons=KIND_ICONS)


@bp.get("/incoming/new/<kind>")
@requires(Permission.RECEIVE)
def new_of_kind(kind: str) -> ResponseReturnValue:
    given = MultiDict(
        {
            "occurred_on": installation_day(utc_now()).isoformat(),
            "idempotency_key": new_key(),
            **{name: value for name, value in request.args.items() if name in ("site_id", "donor_choice")},
        }
    )
    return _page(_read(kind, given), {})


@bp.post("/incoming/new/<kind>")
@requires(Permission.RECEIVE)
def new_submit(kind: str) -> ResponseReturnValue:
    sent = _read(kind, request.form)
    if is_edit(request.form):
        return _page(sent, {})
    try:
        given = _load(sent)
        _ask_about_donor(sent.kind, given)
        value = new_consignment(sent.kind, given, today=installation_day(utc_now()))
        with transaction():
            made, accepted = _record(value, given)
    except ReceiptInQuestion as question:
        return _page(sent, {}, questions_of(question, sent.lines.place)), status_of(question)
    except DomainError as error:
        return _page(sent, errors_of(error, sent.lines, sent.targets, first="lines-0-item_id")), status_of(error)
    return _done(sent.kind, made, accepted)


def _load(sent: _Form) -> dict[str, Any]:
    """What was typed, or all that is wrong or missing at once: nobody is sent back for one thing after another."""
    missing = _missing(sent)
    try:
        given: dict[str, Any] = forms.load(
            PageConsignmentSchema(exclude=("kind",)), with_rows(sent.given, sent.lines, sent.targets)
        )
    except InvalidInput as error:
        raise InvalidInput({**missing, **error.errors}) from error
    if missing:
        raise InvalidInput(missing)
    return given


def _missing(sent: _Form) -> dict[str, list[str]]:
    """What the services would refuse first: no donor, no document, no line."""
    typed = {name for name, value in sent.given.items() if value.strip()}
    lacks: list[DomainError] = []
    if sent.kind is SourceKind.DONATION and not (
        {"donor_choice", "donor_name"} & typed or sent.given.get("donor_kind") == DonorKind.ANONYMOUS.value
    ):
        lacks.append(DonorNeeded(field="donor_name"))
    if sent.kind is SourceKind.STATE_ALLOCATION:
        lacks += [DocumentNeeded(field=name) for name in ("issuing_body", "document_number") if name not in typed]
    if not sent.lines.active:
        lacks.append(LinesNeeded(field="lines"))
    return {path: list(messages) for lack in lacks for path, messages in lack.field_errors.items()}


def _record(value: NewConsignment, given: Mapping[str, Any]) -> tuple[Registered, Accepted | None]:
    actor, now, key = current_actor(), utc_now(), given["idempotency_key"] or new_key()
    if value.kind not in STOCK_TAKEN_AT_ONCE:
        return services_consignments.register(actor=actor, now=now, key=key, new=value), None
    return services_stock_taken.take_into_stock(
        actor=actor,
        now=now,
        key=key,
        new=value,
        details=build.details(given),
        location_id=given["location_id"],
        acknowledge=given["acknowledge"],
    )


def _done(kind: SourceKind, made: Registered, accepted: Accepted | None) -> ResponseReturnValue:
    """A gift shows its slip next, goods taken into stock their receipt, everything else its own page."""
    if accepted is not None:
        flash(
            {
                "title": _("In stock: %(number)s", number=accepted.receipt_number),
                "figures": [[_("Batches with a label"), str(len(accepted.batches))]],
            },
            "ok",
        )
        return redirect(url_for("donations.receipt", receipt_id=accepted.receipt_id))
    flash(
        {
            "title": _("Registered: %(kind)s %(number)s", kind=kind_word(kind.value), number=made.number),
            "figures": [[_("Lines"), str(len(made.lines))]],
            "text": _("Nothing is in stock yet: that comes with counting what arrives."),
        },
        "ok",
    )
    target = "donations.slip" if kind is SourceKind.DONATION else "donations.consignment"
    return redirect(url_for(target, consignment_id=made.id))


def _ask_about_donor(kind: SourceKind, given: Mapping[str, Any]) -> None:
    """A donor of the same name is proposed, once; whether it is the same one is for the person to say."""
    fresh = kind is SourceKind.DONATION and not given["donor_choice"] and given["donor_kind"] != DonorKind.ANONYMOUS
    if fresh and queries_donors.same_name(actor=current_actor(), name=given["donor_name"]):
        raise InvalidInput({"donor_choice": [_("A donor of this name is known already. Is it the same one?")]})


def _read(kind: str, form: MultiDict[str, str]) -> _Form:
    if kind not in KINDS:
        raise NotFound
    lines = typed_rows(form, "lines", lambda row: any(row.get(name, "").strip() for name in ("item_id", "quantity")))
    targets = typed_rows(form, "targets", lambda row: any(value.strip() for value in row.values()))
    return _Form(SourceKind(kind), form, lines, targets)


def _page(sent: _Form, errors: Mapping[str, Sequence[str]], question: Questions | None = None) -> str:
    actor = current_actor()
    sites = lookups.sites(actor=actor, permission=Permission.RECEIVE)
    gift = sent.kind is SourceKind.DONATION
    return render_template(
        "donations/consignment_new.html",
        kind=sent.kind.value,
        title=kind_word(sent.kind.value),
        given=sent.given,
        help=KIND_HELP[sent.kind],
        errors=errors,
        question=question,
        lines=sent.lines.rows,
        targets=sent.targets.rows,
        sites=sites,
        items=lookups.items(),
        units=queries_units.known_units(),
        donor_kinds=DONOR_KINDS,
        at_once=sent.kind in STOCK_TAKEN_AT_ONCE,
        known=_known_donors(sent) if gift else [],
        receivers=lookups.receivers(actor=actor, permission=Permission.RECEIVE) if gift else [],
        areas=lookups.areas(actor=actor, permission=Permission.RECEIVE) if gift else [],
    )


def _known_donors(sent: _Form) -> list[Any]:
    """Donors of the typed name, and the one that was chosen on the donor's own page."""
    actor, choice = current_actor(), sent.given.get("donor_choice", "")
    found = list(queries_donors.same_name(actor=actor, name=sent.given.get("donor_name", "")))
    chosen = number_in(choice)
    if chosen is not None and chosen not in {row.id for row in found}:
        found.append(queries_donors.linkable_donor(actor=actor, donor_id=chosen))
    return found
