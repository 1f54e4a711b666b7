"""Pages of donors, for those who may read contacts: the list, one donor, and the dated answer to «may we name you?»."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import forms
from core.access import Permission, current_actor, requires
from core.clock import installation_day, utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.transaction import transaction
from donations import queries_consignments, queries_donors, services_donors
from donations.queries_consignments import Filters
from donations.schemas_pages import PageConsentSchema, PageDonorSchema
from donations.web import ID, bp, errors_of
from donations.words import donor_kind_word, kind_word


@bp.get("/donors")
@requires(Permission.VIEW_DONOR_CONTACT)
def donors() -> ResponseReturnValue:
    """Who gave to our sites."""
    search = request.args.get("q", "")[:100]
    rows = queries_donors.donor_rows(actor=current_actor(), search=search)
    return render_template(
        "donations/donor_list.html",
        rows=rows,
        kind_word=donor_kind_word,
        search=search,
        shown_name=queries_donors.shown_name,
    )


@bp.get(f"/donors/<{ID}:donor_id>")
@requires(Permission.VIEW_DONOR_CONTACT)
def donor(donor_id: int) -> ResponseReturnValue:
    """One donor: how to reach it, what the public reads today, and its gifts."""
    return _page(donor_id, None, {})


@bp.post(f"/donors/<{ID}:donor_id>/consent")
@requires(Permission.VIEW_DONOR_CONTACT)
def consent(donor_id: int) -> ResponseReturnValue:
    try:
        named = forms.load(PageConsentSchema(), request.form)["named"] == "yes"
        with transaction():
            services_donors.record_consent(actor=current_actor(), now=utc_now(), donor_id=donor_id, named=named)
    except DomainError as error:
        return _page(donor_id, request.form, errors_of(error)), status_of(error)
    flash(
        _("The answer is recorded. Public pages show: %(name)s", name=queries_donors.public_donor_name(donor_id)), "ok"
    )
    return redirect(url_for("donations.donor", donor_id=donor_id))


@bp.post(f"/donors/<{ID}:donor_id>/contact")
@requires(Permission.VIEW_DONOR_CONTACT)
def contact(donor_id: int) -> ResponseReturnValue:
    try:
        given = forms.load(PageDonorSchema(), request.form)
        with transaction():
            services_donors.change_contact(
                actor=current_actor(), now=utc_now(), donor_id=donor_id, contact=given["contact"]
            )
    except DomainError as error:
        return _page(donor_id, request.form, errors_of(error)), status_of(error)
    flash(_("The contact is changed; the old one is not kept."), "ok")
    return redirect(url_for("donations.donor", donor_id=donor_id))


def _page(donor_id: int, given: Any, errors: dict[str, Any]) -> str:
    actor = current_actor()
    row = queries_donors.donor(actor=actor, donor_id=donor_id)
    gifts = queries_consignments.consignment_rows(
        actor=actor, today=installation_day(utc_now()), filters=Filters(donor_id=donor_id), limit=100
    )
    return render_template(
        "donations/donor_view.html",
        donor=row,
        given=given or {"contact": row.contact},
        errors=errors,
        gifts=gifts,
        consents=queries_donors.consents(donor_id),
        donor_kind=donor_kind_word(row.kind),
        kind_word=kind_word,
        public_name=queries_donors.shown_name(row.kind, row.name, row.number, row.named),
    )
