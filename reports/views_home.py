"""`/`: the donor's one field when nobody is signed in, the day's work when somebody is."""

from datetime import datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.access import Actor, Permission, current_actor, public
from core.clock import installation_day, utc_now
from core.codes import check_problem, code_in
from core.security import limiter, trace_rate
from inventory import lookups
from reports.blueprint import bp
from reports.shortage import shortage
from reports.shortage_values import Shortage
from reports.today import may_work, tasks
from reports.today_watch import LOOK_BACK, lately, set_up
from reports.today_words import card
from reports.views_shortage import DEFAULT_DAYS

WORST = 5
"""How many shortages the day's page shows."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template("reports/welcome.html", typed="", errors={}, contact=current_app.config["CONTACT"])
    return redirect(url_for("scanning.scan")) if current_user.is_pass else _today()


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


def _today() -> str:
    """The day's work; for who decides, also what is short in the first area of the right."""
    actor, now = current_actor(), utc_now()
    today = installation_day(now)
    if not may_work(actor):
        watch = lately(actor=actor, today=today)
        return render_template("reports/today_watch.html", watch=watch, days=LOOK_BACK, set_up=set_up(actor=actor))
    cards = [card(task) for task in tasks(actor=actor, today=today)]
    report = _shortage(actor, now) if actor.may(Permission.APPROVE) else None
    worst = report.short_rows[:WORST] if report else ()
    vague = sum(row.figures.unknown for row in report.rows) if report else 0
    return render_template("reports/today.html", cards=cards, report=report, worst=worst, vague=vague)


def _shortage(actor: Actor, now: datetime) -> Shortage | None:
    areas = lookups.areas(actor=actor, permission=Permission.REPORT)
    if not areas:
        return None
    return shortage(
        actor=actor,
        now=now,
        zone=current_app.config["TIMEZONE"],
        area_code=areas[0].code,
        days=DEFAULT_DAYS,
        needed_only=True,
    )


@bp.get("/api/docs")
@public
def api_docs() -> ResponseReturnValue:
    """The API's description as a page."""
    return render_template("reports/api_docs.html")
