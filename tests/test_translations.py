"""Both languages are complete: every message has its Chinese, with the same placeholders, and nothing is left over."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from core.i18n import FragmentDomain
from tests.factories import World

ROOT = Path(__file__).resolve().parents[1]
FRAGMENTS = sorted((ROOT / "translations" / "zh").glob("*.po"))
ROOMS = ("core", "accounts", "inventory", "donations", "distribution", "operations", "scanning", "reports")
KEYWORDS: dict[str, Any] = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
MessageId = str | tuple[str, ...]


@cache
def extracted() -> dict[MessageId, str]:
    """Every message of the code and the templates, with one place where it stands."""
    found: dict[MessageId, str] = {}
    for room in (*ROOMS, "templates"):
        method = [("**.html", "jinja2")] if room == "templates" else [("**.py", "python")]
        options = {"**.html": {"silent": "false", "trimmed": "true"}}
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / room, method_map=method, options_map=options, keywords=KEYWORDS, comment_tags=()
        ):
            found.setdefault(message, f"{room}/{name}:{line}")
    found.pop("", None)
    return found


@cache
def translated() -> dict[str, list[tuple[MessageId, Any, str]]]:
    """Every message of the fragments under its (singular) id: id, Chinese, fragment."""
    found: dict[str, list[tuple[MessageId, Any, str]]] = {}
    for path in FRAGMENTS:
        with path.open("rb") as stream:
            for message in read_po(stream, locale="zh_Hans_CN"):
                if message.id:
                    found.setdefault(_key(message.id), []).append((message.id, message.string, path.name))
    return found


def _key(message: Any) -> str:
    return str(message[0] if isinstance(message, tuple | list) else message)


def _texts(string: Any) -> Iterator[str]:
    yield from (string if isinstance(string, tuple | list) else (string,))


def _places(text: str) -> set[str]:
    return {first or f"{{{second}}}" for first, second in _PLACE.findall(text)}


def test_every_message_has_a_chinese_translation() -> None:
    missing = [
        f"{where}: {_key(message)}"
        for message, where in extracted().items()
        if not any(any(_texts(string)) for _id, string, _file in translated().get(_key(message), []))
    ]
    assert sorted(missing) == []


def test_every_translation_keeps_the_placeholders() -> None:
    wrong = [
        f"{file}: {key}"
        for key, entries in translated().items()
        for message, string, file in entries
        for text in _texts(string)
        if text and _places(text) != set().union(*(_places(part) for part in _texts(message)))
    ]
    assert wrong == []


def test_no_message_has_two_translations() -> None:
    wrong = [
        f"{key}: {[file for _id, _string, file in entries]}"
        for key, entries in translated().items()
        if len({str(list(_texts(string))) for _id, string, _file in entries}) > 1
    ]
    assert wrong == []


def test_no_translation_is_left_over() -> None:
    used = {_key(message) for message in extracted()}
    left = [f"{entries[0][2]}: {key}" for key, entries in translated().items() if key not in used]
    assert left == []


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.stem)
def test_a_fragment_has_each_message_once_and_none_fuzzy(path: Path) -> None:
    ids = re.findall(r'^msgid (".+"(?:\n".*")*)', path.read_text(encoding="utf-8"), flags=re.M)
    assert sorted({each for each in ids if ids.count(each) > 1}) == []
    assert "#, fuzzy" not in path.read_text(encoding="utf-8")


def test_the_merged_catalogue_is_what_pages_speak(app: Flask, world: World) -> None:
    with app.test_request_context("/?lang=zh_Hans"):
        assert FragmentDomain().gettext("Sign in") == "登录"
    client = world.client()
    client.set_cookie("language", "zh_Hans")
    assert '<html lang="zh-Hans">' in client.get("/sign-in").text
