"""Two languages: catalogues read from their fragments at start, the locale of a request, names in both."""

from collections.abc import Callable
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
from flask_babel.speaklater import LazyString
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


class Named(str):
    """A name in the language in which it was asked for, that can be told again in another reader's."""

    __slots__ = ("name_en", "name_zh")

    def __new__(cls, name_en: str, name_zh: str) -> "Named":
        named = super().__new__(cls, name_zh if is_chinese() else name_en)
        named.name_en, named.name_zh = name_en, name_zh
        return named

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return self.name_en, self.name_zh

    @property
    def told(self) -> str:
        """The name in the language of now."""
        return self.name_zh if is_chinese() else self.name_en


def pick_name(name_en: str | None, name_zh: str | None) -> str:
    """The name in the reader's language, or the only one that there is. A refusal that is read later by somebody of
    another language tells it again in theirs."""
    if name_en and name_zh and name_en != name_zh:
        return Named(name_en, name_zh)
    return name_en or name_zh or ""


def retold(words: Callable[..., str], *given: Any) -> Any:
    """Words of a refusal: `words(*given)` in the language of whoever reads it, now or in a conflict inbox. What only
    gettext says of now would stay in the language of whom it was refused to."""
    return LazyString(words, *given)


def joined(separator: str, *names: str) -> str:
    """Names in one text that, too, can be told again in another language."""
    parts = [(name.name_en, name.name_zh) if isinstance(name, Named) else (name, name) for name in names]
    return pick_name(separator.join(en for en, _zh in parts), separator.join(zh for _en, zh in parts))
