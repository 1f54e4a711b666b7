"""/api/v1/phone: what a phone holds of a site, and what it sends."""

import hashlib
import json
from datetime import datetime
from typing import Any

from flask import Response, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from core.access import Permission, current_actor, open_to_passes
from core.api import api_blueprint, endpoint
from core.clock import installation_day, utc_now
from core.errors import NotFound
from core.security import limiter, trace_rate
from core.transaction import snapshot, transaction
from inventory import lookups
from scanning import api_sending, queries_devices, queries_site, schemas, schemas_out, services_devices
from scanning.errors import AccessEnded
from scanning.modes import modes_at
from scanning.phone_files import app_version

api_bp = api_blueprint("scanning", "Phones", "What phones hold, send and are answered; conflicts; devices")
DEVICE_HEADER = {
    "name": "X-Device-Id",
    "in": "header",
    "required": False,
    "description": "The UUID that this device made for itself.",
    "schema": {"type": "string", "maxLength": 64},
}
ETAG_HEADER = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what the phone holds: 304 when nothing changed.",
    "schema": {"type": "string", "maxLength": 200},
}


def told_device() -> str:
    """The id that the device of this request gives itself; '' when it gives none."""
    uid = request.headers.get("X-Device-Id", "")
    return uid if 8 <= len(uid) <= 64 and all("!" <= letter <= "~" for letter in uid) else ""


@api_bp.before_request
def _refuse_ended_phones() -> None:
    """A phone whose access was ended is told so, also when its sign-in has ended with it."""
    if request.endpoint in ("api_scanning.deposit", "api_scanning.leave_picture"):
        return
    uid = told_device()
    account_id = current_user.id if current_user.is_authenticated else None
    if uid and queries_devices.has_ended(uid, account_id=account_id, now=utc_now()):
        raise AccessEnded


@api_bp.route("/phone")
@endpoint(api_bp, None, own=True)
@api_bp.doc(parameters=[DEVICE_HEADER])
@api_bp.response(200, schemas_out.PhoneSchema)
@open_to_passes
def phone() -> Any:
    """Who is signed in, at which sites and in which modes this phone may be used. A device that names itself for the
    first time gets its key, once; with X-Device-Key: new it gets a fresh one, when the answer was lost."""
    actor, now, uid = current_actor(), utc_now(), told_device()
    key = None
    if uid:
        fresh = request.headers.get("X-Device-Key") == "new"
        with transaction():
            key = services_devices.greet(actor=actor, now=now, uid=uid, name=request.user_agent.string, fresh_key=fresh)
    sites = [(site, modes_at(actor, site)) for site in lookups.sites(actor=actor, permission=Permission.VIEW_STOCK)]
    return {
        "actor": str(actor.id),
        "server_time": now,
        "version": app_version(),
        "csrf": generate_csrf(),
        "device_key": key,
        "day_pass": {"name": actor.name, "until": actor.pass_until} if actor.is_pass else None,
        "sites": [
            {"code": site.code, "name_en": site.name_en, "name_zh": site.name_zh, "modes": [m.value for m in modes]}
            for site, modes in sites
        ],
    }


@api_bp.route("/phone/sites/<code>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.doc(parameters=[DEVICE_HEADER, ETAG_HEADER])
@api_bp.response(200, schemas_out.PhoneSiteDataSchema)
@api_bp.alt_response(304, description="Nothing changed since.", success=True)
@open_to_passes
def site(code: str) -> Response:
    """What a phone needs of a site to work without a network: goods, places, open documents; no personal data."""
    actor, now = current_actor(), utc_now()
    with snapshot():
        row = lookups.site_by_code(actor=actor, permission=Permission.VIEW_STOCK, code=code)
        if not row.active:
            raise NotFound
        data = queries_site.site_data(actor=actor, site=row, today=installation_day(now))
    tag = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]
    answer = jsonify({"as_of": _moment(now), **data})
    answer.set_etag(tag, weak=True)  # weak: the same but for the moment
    return answer.make_conditional(request)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@api_bp.route("/phone/actions", methods=["POST"])
@endpoint(api_bp, None, own=True, problems=(503,))
@api_bp.arguments(schemas.PhoneSendingSchema)
@api_bp.response(200, schemas_out.PhoneAnswersSchema)
@open_to_passes
def actions(given: dict[str, Any]) -> Any:
    """What was done on a phone, in the order of its numbers. Each action is a document of its own: the answer of one
    says nothing of the next. The same action again gets its first answer; nothing that came is dropped."""
    actor, now = current_actor(), utc_now()
    sending = api_sending.begin(actor, now, given, request.user_agent.string)
    return {"server_time": now, "answers": api_sending.answer_all(actor, given["actions"], sending)}


@api_bp.route("/phone/deposit", methods=["POST"])
@endpoint(api_bp, None, problems=(404, 422, 429, 503))
@api_bp.arguments(schemas.PhoneDepositSchema)
@api_bp.response(200, schemas_out.PhoneStoredSchema)
@limiter.limit(trace_rate)
def deposit(given: dict[str, Any]) -> Any:
    """Leave what a phone could not send before its access ended. It is kept for a manager to decide; nothing is
    posted."""
    return {"stored": api_sending.deposit(utc_now(), given)}


deposit.without_cookie = True  # type: ignore[attr-defined] - the device's own key speaks, so there is nothing to forge
