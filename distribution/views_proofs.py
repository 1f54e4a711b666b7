"""Pages of delivery proofs: what was signed, whether it is unchanged, and the pictures for those who may see them."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import forms
from core.access import Permission, current_actor, public, requires
from core.clock import utc_now
from core.error_pages import status_of
from core.errors import DomainError
from core.forms import new_key
from core.security import limiter, trace_rate
from core.transaction import snapshot, transaction
from distribution import proof_check, proof_store, queries_dispatches, queries_proofs, services_proofs
from distribution.errors import NoDelivery
from distribution.proof_errors import ErasedAlready, UnknownProof
from distribution.proof_form import sent_pictures, tell_refused
from distribution.proof_input import read_all
from distribution.proof_words import cause_word, device_word, finding_word, kind_word
from distribution.schemas_proofs import PageEraseSchema
from distribution.web import ID, bp, errors_of, tell
from distribution.words import confirmation_word, name_of


@bp.get(f"/dispatches/<{ID}:dispatch_id>/proof")
@requires(Permission.VIEW_STOCK)
def proof(dispatch_id: int) -> ResponseReturnValue:
    """Who signed, when, on what; whether everything is as it was sealed."""
    return _page(dispatch_id, {})


@bp.post(f"/dispatches/<{ID}:dispatch_id>/proof")
@requires(Permission.CONFIRM_DELIVERY)
def proof_add(dispatch_id: int) -> ResponseReturnValue:
    """Who confirmed adds a signature or a photo afterwards."""
    pictures, refused = read_all(sent_pictures())
    for picture in pictures:
        with transaction():
            services_proofs.add_to_dispatch(
                actor=current_actor(), now=utc_now(), dispatch_id=dispatch_id, picture=picture
            )
        tell(_("Kept with the delivery: %(kind)s", kind=kind_word(picture.kind)))
    tell_refused(refused)
    if not pictures and not refused:
        flash(_("No picture was chosen."), "soon")
    return redirect(url_for("distribution.proof", dispatch_id=dispatch_id))


@bp.get(f"/proofs/<{ID}:picture_id>")
@requires(Permission.VIEW_STOCK)
def proof_picture(picture_id: int) -> ResponseReturnValue:
    """A picture's bytes, for people with a right at either end."""
    row = queries_proofs.picture(actor=current_actor(), picture_id=picture_id)
    if row.erased_at is not None:
        raise ErasedAlready(day=row.erased_at.date())
    return picture_response(row, f"{row.number}-{row.kind}")


@bp.post(f"/proofs/<{ID}:picture_id>/erase")
@requires(Permission.ERASE_PROOF)
def proof_erase(picture_id: int) -> ResponseReturnValue:
    """The picture is removed for good; its hash and the reason stay."""
    actor = current_actor()
    row = queries_proofs.picture(actor=actor, picture_id=picture_id)
    try:
        given = forms.load(PageEraseSchema(), request.form)
        with transaction():
            services_proofs.erase(actor=actor, now=utc_now(), picture_id=picture_id, reason=given["reason"])
    except DomainError as error:
        messages = {f"reason-{picture_id}" if path == "reason" else path: m for path, m in errors_of(error).items()}
        return _page(row.dispatch_id, messages), status_of(error)
    tell(_("Erased: %(kind)s of %(number)s", kind=kind_word(row.kind), number=row.number))
    return redirect(url_for("distribution.proof", dispatch_id=row.dispatch_id))


@bp.post(f"/proofs/<{ID}:picture_id>/show")
@requires(Permission.SHOW_PHOTO)
def photo_show(picture_id: int) -> ResponseReturnValue:
    """A manager has looked: no person is in the photo. The public trace shows it from now on."""
    with transaction():
        row = services_proofs.show_photo(actor=current_actor(), now=utc_now(), picture_id=picture_id)
    tell(_("The photo of %(number)s is public now: whoever follows these goods can see it", number=row.number))
    return redirect(url_for("distribution.proof", dispatch_id=row.dispatch_id))


@bp.post(f"/proofs/<{ID}:picture_id>/hide")
@requires(Permission.SHOW_PHOTO)
def photo_hide(picture_id: int) -> ResponseReturnValue:
    """The photo is private again at once."""
    with transaction():
        row = services_proofs.hide_photo(actor=current_actor(), now=utc_now(), picture_id=picture_id)
    tell(_("The photo of %(number)s is private again", number=row.number))
    return redirect(url_for("distribution.proof", dispatch_id=row.dispatch_id))


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)


@bp.get("/photos/<token>")
@public
@limiter.limit(trace_rate, exempt_when=_signed_in)
def public_photo(token: str) -> ResponseReturnValue:
    """A photo that a manager shows to everybody, as long as that holds: asked anew at every request."""
    row = queries_proofs.public_photo(token)
    if row is None:
        abort(404)
    return picture_response(row, "photo")


def picture_response(row: Any, name: str) -> Response:
    """The bytes of a picture (`row` with id and media_type); never to be kept by anybody in between, never taken for
    another kind of file."""
    data = proof_store.read(row.id)
    if data is None:
        raise UnknownProof
    ending = "png" if row.media_type == "image/png" else "jpg"
    response = Response(data, mimetype=row.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _page(dispatch_id: int, errors: Any) -> str:
    actor, now = current_actor(), utc_now()
    with snapshot():
        row = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
        if not queries_proofs.may_see(actor, row):
            raise UnknownProof
        if row.delivery_id is None:
            raise NoDelivery(number=row.number)
        checked = proof_check.check(row.delivery_id)
        delivery = queries_proofs.delivery(row.delivery_id)
    missing = {"signature", "photo"} - {picture.kind.value for picture in checked.pictures}
    return render_template(
        "distribution/proof_view.html",
        row=row,
        proof=checked,
        errors=errors,
        key=new_key(),
        missing=missing if checked.seals and services_proofs.may_add(actor, now, delivery) else set(),
        rights=_rights(actor, row),
        name_of=name_of,
        kind_word=kind_word,
        cause_word=cause_word,
        finding_word=finding_word,
        confirmation_word=confirmation_word,
        device_word=device_word,
    )


def _rights(actor: Any, row: Any) -> dict[str, bool]:
    def either(permission: Permission) -> bool:
        return actor.may_at(permission, path=row.from_path, site_id=row.from_site_id) or actor.may_at(
            permission, path=row.receiver_path, site_id=row.receiver_site_id
        )

    return {"show": either(Permission.SHOW_PHOTO), "erase": either(Permission.ERASE_PROOF)}
