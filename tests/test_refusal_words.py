"""A refusal may be read later, and by somebody of another language: a conflict inbox shows what a phone was told."""

import ast
from collections.abc import Iterator
from datetime import date

from flask import Flask
from flask_babel import force_locale

from core.error_pages import problem_of
from core.i18n import retold
from distribution.errors import WrongStatus
from distribution.words import dispatch_word, not_usable
from inventory.picking import SkipReason
from tests.test_error_shape import ERRORS
from tests.test_import_ladder import LADDER, modules, tree, where

GETTEXT = {"_", "gettext", "ngettext"}
REFUSALS = {kind.__name__ for kind in ERRORS}


def _called(node: ast.AST) -> Iterator[str]:
    """The functions that are called while a value is made; what `retold` is given, it calls later."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id
    for part in ast.iter_child_nodes(node):
        yield from _called(part)


def _translating() -> set[str]:
    """The functions whose answer is in the language of the moment."""
    return {
        part.name
        for room in LADDER
        for path in modules(room)
        for part in ast.walk(tree(path))
        if isinstance(part, ast.FunctionDef)
        and any(name in GETTEXT for line in part.body for name in _called(line))
        and isinstance(part.returns, ast.Name)
        and part.returns.id == "str"
    } | GETTEXT


def _last_given(function: ast.AST) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_no_refusal_holds_words_of_one_language() -> None:
    words, found = _translating(), set()
    for path in (path for room in LADDER for path in modules(room)):
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            given = _last_given(function)
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS):
                    continue
                for field in call.keywords:
                    value = given.get(field.value.id) if isinstance(field.value, ast.Name) else field.value
                    if value is not None and words & set(_called(value)):
                        found.add(f"{where(path, call.lineno)} {call.func.id}({field.arg}=…): use core.i18n.retold")
    assert sorted(found) == []


class _Box:
    code, item_en, item_zh, unit = "B1", "Mask", "口罩", "个"
    state_reason, expires_on = "", date(2026, 3, 1)


def test_the_words_of_a_refusal_are_those_of_whoever_reads_it(app: Flask) -> None:
    with app.test_request_context("/?lang=zh_Hans"):
        status = WrongStatus(number="CK1", status=retold(dispatch_word, "in_transit"))
        expired = not_usable(SkipReason.EXPIRED, _Box())
        assert "在途" in problem_of(status)["detail"] and "口罩" in problem_of(expired)["detail"]
        with force_locale("en"):
            told = problem_of(status)
            assert "in transit" in told["detail"] and told["figures"]["status"] == "in transit"
            assert "Mask" in problem_of(expired)["detail"] and "expired" in problem_of(expired)["detail"]
            assert problem_of(expired)["detail"].isascii()
