"""`/`: the donor's one field when nobody is signed in, the day's work when somebody is."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.access import public
from core.codes import check_problem, code_in
from core.security import limiter, trace_rate
from reports.blueprint import bp


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template("reports/welcome.html", typed="", errors={}, contact=current_app.config["CONTACT"])
    return render_template("reports/today.html")


@bp.get("/trace")
@public
@limiter.limit(trace_rate)
def trace_lookup() -> ResponseReturnValue:
    """From the field to the page of the code. A code that cannot be one is explained at the field."""
    typed = request.args.get("code", "").strip()[:400]
    code = code_in(typed)
    if code:
        return redirect(url_for("reports.trace", code=code))
    problem = check_problem(typed)
    errors = {"code": [problem.message()]} if typed and problem else {}
    page = render_template("reports/welcome.html", typed=typed, errors=errors, contact=current_app.config["CONTACT"])
    return page, 422 if errors else 200
