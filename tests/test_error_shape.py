"""One error system: every refusal has a stable code of its own, a sentence, and one JSON shape."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.error_pages import problem_of, status_of
from core.errors import DomainError, InvalidInput
from tests.factories import World

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("core", "accounts", "inventory", "donations", "distribution", "operations", "scanning", "reports")
_PLACE = re.compile(r"%\((\w+)\)s")


def every_error() -> list[type[DomainError]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "DomainError" in (text := path.read_text(encoding="utf-8")) or "rrors" in text:
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, waiting = [], [DomainError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(
        {kind for kind in found if kind.__module__.split(".")[0] in ROOMS}, key=lambda kind: kind.__qualname__
    )


ERRORS = every_error()


def made(kind: type[DomainError]) -> DomainError:
    fields: dict[str, Any] = dict.fromkeys(_PLACE.findall(str(kind.template)), "7")
    try:
        return kind({}) if issubclass(kind, InvalidInput) else kind(**fields)
    except TypeError:
        pytest.skip("it is made with arguments of its own")


def test_every_code_is_unique_and_in_kebab_case() -> None:
    own = [kind for kind in ERRORS if "code" in vars(kind)]
    codes = [kind.code for kind in own]
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code)] == []
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert [kind.__qualname__ for kind in ERRORS if "code" not in vars(kind) and "template" in vars(kind)] == []


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__qualname__)
def test_every_error_has_a_docstring_and_a_sentence_that_its_figures_fill(app: Flask, kind: type[DomainError]) -> None:
    with app.test_request_context():
        error = made(kind)
        assert error.message and "%(" not in error.message
        assert "%" not in _PLACE.sub("", str(kind.template)).replace("%%", "").replace(" %", "")


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__qualname__)
def test_every_error_is_one_shape_as_json(app: Flask, kind: type[DomainError]) -> None:
    with app.test_request_context():
        error = made(kind)
        problem = problem_of(error)
    assert (
        {"type", "title", "status", "detail", "code"}
        <= problem.keys()
        <= {"type", "title", "status", "detail", "code", "figures", "errors", "acknowledge"}
    )
    assert problem["type"] == f"urn:evernormal:problem:{error.code}"
    assert 400 <= status_of(error) < 600 and problem["status"] == status_of(error)


def test_a_refusal_over_http_is_a_problem_document_and_a_page_from_the_same_object(world: World) -> None:
    client = world.client("staff")
    as_json = client.get("/api/v1/batches/1")
    as_page = client.get("/batches/1")
    assert as_json.mimetype == "application/problem+json" and as_json.status_code == as_page.status_code == 404
    assert as_json.json["code"] == "unknown-batch"
    assert as_json.json["detail"] in as_page.text
