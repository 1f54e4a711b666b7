"""What the documents promise exists, and what exists is in the documents."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.test_error_shape import ERRORS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ROLES = ("staff", "volunteer", "village", "donor", "manager", "admin")
PAPERS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MOST_BYTES_OF_A_PICTURE = 80 * 1024


def settings_read() -> set[str]:
    """The names that config.py asks the environment for, read from its source."""
    tree = ast.parse((ROOT / "config.py").read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "get"
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def commands(command: click.Command, words: tuple[str, ...]) -> Iterator[str]:
    """Every command below a group, as it is typed."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*words, name))
    else:
        yield " ".join(words)


def relative_links(paper: Path) -> list[str]:
    links = _LINK.findall(paper.read_text(encoding="utf-8"))
    return [link.split("#")[0] for link in links if not re.match(r"[a-z]+:|#|/", link)]


def test_every_setting_is_in_the_guide_to_deployment() -> None:
    text = (DOCS / "deploy.md").read_text(encoding="utf-8")
    found = settings_read()
    assert {"SECRET_KEY", "DATABASE_URL"} <= found
    assert [name for name in sorted(found) if f"`{name}`" not in text] == []


def test_every_command_is_in_the_guide_to_the_command_line(app: Flask) -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    found = sorted(line for name, group in app.cli.commands.items() for line in commands(group, ("flask", name)))
    assert "flask stock verify" in found
    assert [line for line in found if f"`{line}`" not in text] == []


def test_every_command_in_the_guide_exists(app: Flask) -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    found = {line for name, group in app.cli.commands.items() for line in commands(group, ("flask", name))}
    told = set(re.findall(r"^\| `(flask [a-z -]+)` \|", text, re.MULTILINE))
    assert len(told) > 20
    assert sorted(told - found) == []


def test_every_error_code_is_in_the_guide_to_the_api_and_no_other() -> None:
    told = re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE)
    codes = {kind.code for kind in ERRORS}
    assert sorted(codes - set(told)) == []
    assert sorted(set(told) - codes) == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(paper: Path) -> None:
    assert [link for link in relative_links(paper) if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_guide_in_both_languages_with_the_same_tasks(role: str) -> None:
    english, chinese = (DOCS / f"{role}.md", DOCS / "zh" / f"{role}.md")
    headings = [re.findall(r"^##+ ", paper.read_text(encoding="utf-8"), re.MULTILINE) for paper in (english, chinese)]
    assert headings[0]
    assert headings[0] == headings[1]


def test_pictures_are_small() -> None:
    pictures = sorted((DOCS / "img").glob("*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > MOST_BYTES_OF_A_PICTURE] == []


def test_the_guide_to_the_ledger_names_tests_that_exist() -> None:
    text = (DOCS / "ledger.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", text))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    assert len(named) >= 12
    assert sorted(named - there) == []
