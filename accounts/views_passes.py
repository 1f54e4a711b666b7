"""Pages for whoever admits volunteers: passes, the code on a screen, who joined, and the end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts import queries_passes, services_passes
from accounts.schemas_passes import PassFormSchema
from accounts.values_passes import DEFAULT_PEOPLE, END_OF_DAY, PASS_MODES, in_order, modes_in, next_time, seconds_left
from accounts.web import ID, Errors, bp, submitted
from accounts.words_passes import mode_help, mode_word, mode_words
from core import qr
from core.access import Mode, Permission, current_actor, requires
from core.clock import utc_now
from core.transaction import transaction

ADMIT, SEE = Permission.ADMIT_VOLUNTEERS, Permission.SEE_VOLUNTEERS


def modes_of(row: Any) -> str:
    """The modes of an offer in words."""
    return mode_words(in_order(modes_in(row.modes)))


def address_now(ref: str, now: datetime) -> tuple[str, str]:
    """The code of this moment, and the address that its QR carries."""
    code = services_passes.code_now(secret=current_app.config["SECRET_KEY"], ref=ref, now=now)
    return code, qr.label_url(current_app.config["PUBLIC_URL"], code, path="JOIN")


@bp.get("/passes")
@requires(SEE)
def passes() -> ResponseReturnValue:
    """The day passes of my sites: those that run, then those that are over."""
    actor, now = current_actor(), utc_now()
    rows = queries_passes.offers(actor=actor, now=now)
    running = [row for row in rows if queries_passes.is_open(row, now)]
    return render_template(
        "accounts/passes.html",
        running=running,
        over=[row for row in rows if row not in running],
        modes_of=modes_of,
        may_admit=actor.may(ADMIT),
    )


@bp.get("/passes/new")
@requires(ADMIT)
def pass_new() -> ResponseReturnValue:
    return _new_page({"most": DEFAULT_PEOPLE, "until": f"{END_OF_DAY:%H:%M}"}, {}, [Mode.MOVE.value])


def _new_page(given: Mapping[str, Any], errors: Errors, chosen: list[str] | None = None) -> str:
    typed = given.getlist("modes") if hasattr(given, "getlist") else chosen or []
    return render_template(
        "accounts/pass_new.html",
        given=given,
        errors=errors,
        sites=queries_passes.sites_to_admit_at(current_actor().scope(ADMIT)),
        modes=[(mode.value, mode_word(mode), mode_help(mode)) for mode in PASS_MODES if mode is not Mode.LOOK_UP],
        chosen=typed,
    )


@bp.post("/passes/new")
@requires(ADMIT)
def pass_new_submit() -> ResponseReturnValue:
    now = utc_now()

    def act(given: dict[str, Any]) -> ResponseReturnValue:
        made = services_passes.open_offer(
            actor=current_actor(),
            now=now,
            site_id=given["site_id"],
            modes=[Mode(mode) for mode in given["modes"]],
            until=next_time(given["until"], now=now, timezone=current_app.config["TIMEZONE"]),
            most=given["most"],
        )
        return redirect(url_for("accounts.pass_screen", offer_id=made))

    return submitted(PassFormSchema(), act, _new_page)


@bp.get(f"/passes/<{ID}:offer_id>")
@requires(SEE)
def pass_offer(offer_id: int) -> ResponseReturnValue:
    """Who joined, with the buttons that end it."""
    actor, now = current_actor(), utc_now()
    row = queries_passes.offer(actor=actor, offer_id=offer_id)
    return render_template(
        "accounts/pass_offer.html",
        row=row,
        is_open=queries_passes.is_open(row, now),
        modes=modes_of(row),
        volunteers=queries_passes.volunteers([offer_id])[offer_id],
        may_admit=actor.may_at(ADMIT, path=row.area_path, site_id=row.site_id),
    )


@bp.get(f"/passes/<{ID}:offer_id>/screen")
@requires(ADMIT)
def pass_screen(offer_id: int) -> ResponseReturnValue:
    """The code, large: for a screen that people stand before. It is a new one every minute."""
    now = utc_now()
    row = queries_passes.offer(actor=current_actor(), offer_id=offer_id)
    if not queries_passes.is_open(row, now):
        return redirect(url_for("accounts.pass_offer", offer_id=offer_id))
    code, address = address_now(row.ref, now)
    picture = qr.svg(address, title=_("Code for a day pass"))
    return render_template(
        "accounts/pass_screen.html",
        row=row,
        code=code,
        address=address,
        picture=picture,
        seconds=seconds_left(now),
        modes=modes_of(row),
        full=row.joined >= row.most,
    )


@bp.post(f"/passes/<{ID}:offer_id>/end")
@requires(SEE)
def pass_offer_end(offer_id: int) -> ResponseReturnValue:
    with transaction():
        ended = services_passes.end_offer(actor=current_actor(), now=utc_now(), offer_id=offer_id)
    flash(
        ngettext(
            "The pass is ended, and with it that of %(num)s person.",
            "The pass is ended, and with it those of %(num)s people.",
            ended,
        ),
        "ok",
    )
    return redirect(url_for("accounts.pass_offer", offer_id=offer_id))


@bp.post(f"/passes/people/<{ID}:account_id>/end")
@requires(SEE)
def pass_end(account_id: int) -> ResponseReturnValue:
    with transaction():
        name = services_passes.end_pass(actor=current_actor(), now=utc_now(), account_id=account_id)
    flash(_("The pass of %(name)s is ended.", name=name), "ok")
    return _back_to(account_id)


@bp.post(f"/passes/people/<{ID}:account_id>/erase")
@requires(SEE)
def pass_erase(account_id: int) -> ResponseReturnValue:
    with transaction():
        number = services_passes.erase_name(actor=current_actor(), now=utc_now(), account_id=account_id)
    flash(_("The name is erased; the records say “volunteer no. %(number)s” now.", number=number), "ok")
    return _back_to(account_id)


def _back_to(account_id: int) -> ResponseReturnValue:
    row = queries_passes.pass_of(actor=current_actor(), account_id=account_id)
    return redirect(url_for("accounts.pass_offer", offer_id=row.id))
