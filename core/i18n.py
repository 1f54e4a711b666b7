"""Two languages: catalogues read from their fragments at start, the locale of a request, names in both."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user

LOCALES = {"en": "English", "zh_Hans": "中文"}
LANGUAGE_COOKIE = "language"
CATALOGUES = Path(__file__).parent.parent / "translations"
_FOLDERS = {"zh_Hans": "zh"}

babel = Babel()


class FragmentDomain(Domain):
    """Translations merged from one fragment per room, so that a room's words live beside each other."""

    def get_translations(self) -> Any:
        return _translations(str(get_locale() or "en"))


@cache
def _translations(locale: str) -> Translations:
    folder = _FOLDERS.get(locale)
    buffer = BytesIO()
    write_mo(buffer, merged_catalogue(folder) if folder else Catalog())
    buffer.seek(0)
    return Translations(buffer)


def merged_catalogue(folder: str) -> Catalog:
    """All fragments of a language as one catalogue."""
    merged = Catalog(locale="zh_Hans_CN")
    for fragment in sorted((CATALOGUES / folder).glob("*.po")):
        with fragment.open("rb") as stream:
            for message in read_po(stream, locale="zh_Hans_CN"):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    return merged


def init_app(app: Flask) -> None:
    """Choose the language by address, cookie, account, browser, then the installation's default."""
    babel.init_app(
        app,
        default_locale="en",
        default_timezone=app.config["TIMEZONE"],
        locale_selector=select_locale,
    )
    babel.domain_instance = FragmentDomain()


def select_locale() -> str:
    """The locale of this request."""
    fallback: str = current_app.config["DEFAULT_LOCALE"]
    if not has_request_context():
        return fallback
    for wish in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), getattr(current_user, "locale", "")):
        if wish in LOCALES:
            return str(wish)
    best = request.accept_languages.best_match(["zh-Hans", "zh-CN", "zh", "en"])
    if best is None:
        return fallback
    return "en" if best == "en" else "zh_Hans"


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    locale = get_locale()
    return bool(locale and locale.language == "zh")


def pick_name(name_en: str | None, name_zh: str | None) -> str:
    """The name in the reader's language, or the only one that there is."""
    first, second = (name_zh, name_en) if is_chinese() else (name_en, name_zh)
    return first or second or ""
