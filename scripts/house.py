"""House rules that ruff does not know; prints each breach as path:line: text and exits 1 if there is one.

Files have at most 400 lines and functions 60; only core/transaction.py commits; no unfinished-work words;
templates carry no inline script or style and load nothing from other hosts.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES, FUNCTION_LINES = 400, 60
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
TEMPLATE_RULES = {
    re.compile(r"\sstyle\s*=", re.I): "inline style attribute (the CSP refuses it)",
    re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I): "inline event handler (the CSP refuses it)",
    re.compile(r"<style\b", re.I): "inline style sheet (the CSP refuses it)",
    re.compile(r"<script\b(?![^>]*\b(src|type=\"application/json\"))", re.I): "inline script (the CSP refuses it)",
    re.compile(r"<(script|link|img)\b[^>]*\b(src|href)=\"(https?:)?//", re.I): "loads from another host",
}

Breach = tuple[int, str]


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, also new ones not yet added, without ignored ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [path for name in listed if name and (path := ROOT / name).exists()]


def check_python(path: Path, text: str) -> Iterator[Breach]:
    """Lengths and commits of one Python file; a migration is as long as the schema."""
    if path.is_relative_to(ROOT / "migrations"):
        return
    length = text.count("\n")
    if length > FILE_LINES:
        yield 1, f"{length} lines, at most {FILE_LINES}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines, at most {FUNCTION_LINES}"
        elif _commits(node) and _is_application(path):
            yield node.lineno, "only core/transaction.py commits"


def _commits(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def _is_application(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] not in {"tests", "bench", "scripts"} and parts != ("core", "transaction.py")


def check_template(text: str) -> Iterator[Breach]:
    """What the Content-Security-Policy would refuse."""
    for rule, message in TEMPLATE_RULES.items():
        for found in rule.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, message


def check_words(text: str) -> Iterator[Breach]:
    """Words for unfinished work."""
    for number, line in enumerate(text.split("\n"), start=1):
        if UNFINISHED.search(line):
            yield number, "unfinished work"


def breaches() -> Iterator[str]:
    """Every breach in the repository, as one line of text."""
    for path in tracked("*.py", "*.html", "*.js", "*.mjs", "*.css", "*.sh", "Makefile"):
        text = path.read_text(encoding="utf-8")
        found = list(check_words(text))
        if path.suffix == ".py":
            found += check_python(path, text)
        elif path.suffix == ".html":
            found += check_template(text)
        yield from (f"{path.relative_to(ROOT)}:{line}: {message}" for line, message in sorted(found))


def main() -> int:
    found = list(breaches())
    print("\n".join(found) if found else "House rules: all kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
