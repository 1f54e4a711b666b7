"""Pages of phones: one's own, and for an administrator a person's; ending the access of a lost one."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.services_people import demand_person
from accounts.views_own import device_word
from core.access import Permission, current_actor, needs_sign_in, requires
from core.clock import utc_now
from core.transaction import transaction
from scanning import queries_devices, services_devices
from scanning.web import bp

ID = "int(max=9223372036854775807)"


@bp.get("/account/phones")
@needs_sign_in
def own_phones() -> ResponseReturnValue:
    """My phones, with their last contact."""
    return _page(current_actor().id, _("My phones"), lambda row: url_for("scanning.own_phone_end", device_id=row))


@bp.post(f"/account/phones/<{ID}:device_id>/end")
@needs_sign_in
def own_phone_end(device_id: int) -> ResponseReturnValue:
    with transaction():
        services_devices.end_own(actor=current_actor(), now=utc_now(), device_id=device_id)
    flash(_("The access of that phone has ended. What it has not sent waits in the inbox once it is left there."), "ok")
    return redirect(url_for("scanning.own_phones"))


@bp.get(f"/people/<{ID}:account_id>/phones")
@requires(Permission.EDIT_PEOPLE)
def phones(account_id: int) -> ResponseReturnValue:
    """The phones of a person of my area."""
    name = demand_person(actor=current_actor(), account_id=account_id)
    title = _("Phones of %(name)s", name=name)
    return _page(account_id, title, lambda row: url_for("scanning.phone_end", account_id=account_id, device_id=row))


@bp.post(f"/people/<{ID}:account_id>/phones/<{ID}:device_id>/end")
@requires(Permission.EDIT_PEOPLE)
def phone_end(account_id: int, device_id: int) -> ResponseReturnValue:
    with transaction():
        services_devices.end_of_person(actor=current_actor(), now=utc_now(), account_id=account_id, device_id=device_id)
    flash(_("The access of that phone has ended. What it has not sent waits in the inbox once it is left there."), "ok")
    return redirect(url_for("scanning.phones", account_id=account_id))


def _page(account_id: int, title: str, end_url: Callable[[int], str]) -> str:
    return render_template(
        "scanning/phones.html",
        title=title,
        phones=queries_devices.devices_of(account_id),
        device_word=device_word,
        end_url=end_url,
        back=(_("My account"), url_for("accounts.account"))
        if account_id == current_actor().id
        else (_("People and roles"), url_for("accounts.people")),
    )
