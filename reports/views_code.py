"""What a code opens: the public trace, and for somebody signed in the page of the thing that the label is on."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.access import current_actor, public
from core.clock import utc_now
from core.codes import normalise
from core.security import limiter, trace_rate
from distribution.queries_proofs import public_photos
from reports import codes, trace_words
from reports.blueprint import bp
from reports.trace import trace as find_trace


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)


@bp.get("/trace/<code>")
@public
@limiter.limit(trace_rate, exempt_when=_signed_in)
def trace(code: str) -> ResponseReturnValue:
    """The public page of a code: everybody sees the same, signed in or not."""
    if code != normalise(code):
        return redirect(url_for("reports.trace", code=normalise(code)))
    return _public_page(code)


@bp.get("/b/<code>")
@bp.get("/B/<code>", endpoint="box_in_capitals")
@public
@limiter.limit(trace_rate, exempt_when=_signed_in)
def box(code: str) -> ResponseReturnValue:
    """What a label's QR opens. Nothing changes by opening it."""
    if not _signed_in():
        return _public_page(code)
    found = codes.resolve(actor=current_actor(), code=code)
    if found.endpoint and current_actor().is_pass:
        return redirect(url_for("scanning.scan", read=normalise(code)))
    if found.endpoint and found.endpoint in current_app.view_functions:
        return redirect(url_for(found.endpoint, **found.values))
    return render_template("reports/code_closed.html", found=found, code=normalise(code)), found.status


def _public_page(code: str) -> ResponseReturnValue:
    found = find_trace(code, now=utc_now(), zone=current_app.config["TIMEZONE"])
    return render_template(
        "reports/trace.html",
        trace=found,
        words=trace_words,
        contact=current_app.config["CONTACT"],
        photos=public_photos(found.dispatch_ids),
    )
