"""The phone's page: one shell without anything personal in it, its files, and what makes it work without a signal."""

import json
from typing import Any

from flask import Response, abort, redirect, render_template, request, send_from_directory, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from accounts.views_passes_join import JOINED
from core.access import Permission, open_to_passes, public, requires
from core.clock import installation_day, utc_now
from core.codes import check_problem, code_in
from core.i18n import LOCALES
from core.pages import static_url
from inventory.gs1 import read
from scanning.phone_files import DECODER, STATIC, app_files, app_version, decoder_files, decoder_version
from scanning.web import bp
from scanning.words_phone import phone_words

_FOR_EVER = "public, max-age=31536000, immutable"
_ICONS = (("img/app-192.png", "192x192", "any"), ("img/app-512.png", "512x512", "any"))
_MASKABLE = ("img/app-maskable-512.png", "512x512", "maskable")


@bp.get("/scan")
@requires(Permission.VIEW_STOCK)
@open_to_passes
def scan() -> ResponseReturnValue:
    """The phone's scan page; with `?code=` what was scanned or typed is opened: our label, or a maker's barcode."""
    typed = request.args.get("code", "").strip()
    return _opened(typed) if typed else _shell()


@bp.post("/scan")
@requires(Permission.VIEW_STOCK)
@open_to_passes
def scan_submit() -> ResponseReturnValue:
    """A typed code, from a page without a script."""
    return _opened(request.form.get("code", "").strip())


@bp.before_request
def _let_ended_passes_tidy_up() -> str | None:
    """A volunteer whose pass has ended has no sign-in to go to: the page, which holds nothing of anybody, opens so that
    it can leave what was not sent and wipe the phone."""
    ended = request.endpoint == "scanning.scan" and not current_user.is_authenticated and session.get(JOINED)
    return _shell() if ended else None


def _opened(typed: str) -> ResponseReturnValue:
    code = code_in(typed)
    if code:
        return redirect(f"{request.script_root}/b/{code}")
    reading = read(typed, year=installation_day(utc_now()).year)
    if reading.prefills or reading.sscc:
        return redirect(url_for("inventory.barcode", text=typed))
    problem = check_problem(typed) if typed else None
    words = problem.message() if problem else _("Type or scan a code.")
    words = reading.faults[0].message() if reading.faults else words
    return _shell(given=typed, problem=words), 422


def _shell(given: str = "", problem: str = "") -> str:
    return render_template(
        "scanning/phone.html",
        given=given,
        problem=problem,
        words=phone_words(),
        app_url=app_url,
        addresses=_addresses(),
    )


def app_url(name: str) -> str:
    """The address of one of the app's files, which changes with the app."""
    return url_for("scanning.app_file", version=app_version(), name=name)


def _addresses() -> dict[str, str]:
    """Where the app finds what it asks for."""
    root = request.script_root
    return {
        "root": f"{root}/",
        "worker": url_for("scanning.service_worker"),
        "decoder": url_for("scanning.decoder_file", version=decoder_version(), name=""),
        "icons": app_url("img/icons.svg"),
        "phone": f"{root}/api/v1/phone",
        "scan": f"{root}/api/v1/scan/",
        "batch": f"{root}/b/",
        "signIn": url_for("accounts.sign_in", next=url_for("scanning.scan")),
        "signOut": url_for("accounts.sign_out"),
    }


@bp.get("/scan/shell/<language>")
@public
def shell(language: str) -> ResponseReturnValue:
    """The same page for the service worker to keep, in a language that it names. It holds nothing of anybody."""
    with force_locale(_known(language)):
        return _shell()


@bp.get("/scan/offline/<language>")
@public
def offline(language: str) -> ResponseReturnValue:
    """What stands in for other pages while there is no signal."""
    with force_locale(_known(language)):
        return render_template("scanning/offline.html", app_url=app_url)


def _known(language: str) -> str:
    if language not in LOCALES:
        abort(404)
    return language


@bp.get("/scan/app/<version>/<path:name>")
@public
def app_file(version: str, name: str) -> ResponseReturnValue:
    """A file of the app. Another version's address finds nothing: it would be kept for ever with the wrong content."""
    if version != app_version() or name not in app_files():
        abort(404)
    return _kept(send_from_directory(STATIC, name))


@bp.get("/scan/decoder/<version>/", defaults={"name": ""})
@bp.get("/scan/decoder/<version>/<name>")
@public
def decoder_file(version: str, name: str) -> ResponseReturnValue:
    """A file of the decoder."""
    if version != decoder_version() or name not in decoder_files():
        abort(404)
    return _kept(send_from_directory(STATIC / DECODER, name))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@bp.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """The service worker: what it keeps, then how. Asked for anew each time, so that an update is seen."""
    code = (STATIC / "js" / "phone" / "service_worker.js").read_text(encoding="utf-8")
    text = f"const KEPT = {json.dumps(_to_keep())};\n{code}"
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def _to_keep() -> dict[str, Any]:
    languages = list(LOCALES)
    return {
        "version": app_version(),
        "decoderVersion": decoder_version(),
        "scan": url_for("scanning.scan"),
        "language": f"{request.script_root}/language/",
        "shells": {code: url_for("scanning.shell", language=code) for code in languages},
        "offline": {code: url_for("scanning.offline", language=code) for code in languages},
        "files": [
            *(app_url(name) for name in app_files()),
            *(url_for("scanning.manifest", language=code) for code in languages),
            *(static_url(name) for name, _size, _purpose in (*_ICONS, _MASKABLE)),
        ],
        "decoder": [url_for("scanning.decoder_file", version=decoder_version(), name=n) for n in decoder_files()],
    }


@bp.get("/scan/manifest/<language>")
@public
def manifest(language: str) -> ResponseReturnValue:
    """What a phone needs to put the app on its home screen."""
    with force_locale(_known(language)):
        described = _manifest()
    return Response(json.dumps(described, ensure_ascii=False), mimetype="application/manifest+json")


def _manifest() -> dict[str, Any]:
    address = url_for("scanning.scan")
    return {
        "id": address,
        "name": _("Evernormal: scan"),
        "short_name": _("Evernormal"),
        "start_url": address,
        "scope": f"{request.script_root}/",
        "display": "standalone",
        "background_color": "#0d3d2b",
        "theme_color": "#0d3d2b",
        "icons": [
            {"src": static_url(name), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size, purpose in (*_ICONS, _MASKABLE)
        ],
    }
