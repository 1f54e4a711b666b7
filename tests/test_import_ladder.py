"""The rooms and the ladder between them (docs: design, section 4), read from the source without running it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LADDER = {
    "core": set(),
    "accounts": {"core"},
    "inventory": {"core", "accounts"},
    "donations": {"core", "accounts", "inventory"},
    "distribution": {"core", "accounts", "inventory"},
    "operations": {"core", "accounts", "inventory", "donations", "distribution"},
    "scanning": {"core", "accounts", "inventory", "donations", "distribution", "operations"},
    "reports": {"core", "accounts", "inventory", "donations", "distribution", "operations", "scanning"},
}
"""What each room may import besides itself. `app` is above all of them."""
FACES = ("views", "api", "commands")
"""Modules named like this (or `views_…`) answer requests; nothing below them may import them."""
LEDGER_TABLES = {"Posting", "Movement", "StockBalance", "Reservation", "BatchLineage"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module with its line; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


@pytest.mark.parametrize("room", LADDER)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    forbidden = (set(LADDER) | {"app", "wsgi", "config", "tests"}) - LADDER[room] - {room}
    found = [
        f"{where(path, line)} imports {name}"
        for path in modules(room)
        for line, name in imports(path)
        if name.split(".")[0] in forbidden
    ]
    assert found == []


def is_face(module: str) -> bool:
    return module in FACES or module.startswith(tuple(f"{face}_" for face in FACES))


def is_collector(path: Path) -> bool:
    """`views.py`, `pages.py`, `web.py` and `blueprint.py` of a room belong to its faces."""
    return path.stem in ("views", "pages", "api", "commands", "web", "blueprint")


@pytest.mark.parametrize("room", [room for room in LADDER if room != "core"])
def test_nothing_below_the_faces_of_a_room_imports_them(room: str) -> None:
    found = [
        f"{where(path, line)} imports {name}"
        for path in modules(room)
        for line, name in imports(path)
        if not is_face(path.stem)
        and not is_collector(path)
        and name.split(".")[0] == room
        and len(name.split(".")) > 1
        and is_face(name.split(".")[1])
    ]
    assert found == []


@pytest.mark.parametrize("room", [room for room in LADDER if room != "core"])
def test_the_inner_order_of_a_room_is_kept(room: str) -> None:
    """errors, values ← models ← queries, ledger ← services; schemas import neither models nor what is above them."""
    lower = {
        "errors": ("models", "ledger_models", "queries", "services"),
        "values": ("models", "ledger_models", "queries", "services"),
        "models": ("queries", "services", "schemas"),
        "queries": ("services",),
        "schemas": ("models", "ledger_models", "queries", "services", "ledger"),
    }
    found = []
    for path in modules(room):
        kind = path.stem.split("_")[0]
        for line, name in imports(path):
            parts = name.split(".")
            target = parts[1] if len(parts) > 1 and parts[0] == room else ""
            if any(target == word or target.startswith(f"{word}_") for word in lower.get(kind, ())):
                found.append(f"{where(path, line)} imports {name}")
    assert found == []


@pytest.mark.parametrize("room", LADDER)
def test_no_import_stands_inside_a_function(room: str) -> None:
    found = [
        where(path, inner.lineno)
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def savepoints(module: ast.Module) -> set[str]:
    """Names bound to `begin_nested()`: ending a savepoint commits nothing."""
    return {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "begin_nested"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_only_the_transaction_commits() -> None:
    found = [
        where(path, node.lineno)
        for room in LADDER
        for path in modules(room)
        if path != ROOT / "core" / "transaction.py"
        for module in [tree(path)]
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and not node.args
        and not node.keywords  # a room's own act of that name takes arguments
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in savepoints(module))
    ]
    assert found == []


def test_services_and_queries_know_no_request() -> None:
    words = {"request", "session", "current_user", "current_actor", "flash", "redirect"}
    found = [
        where(path, node.lineno)
        for room in LADDER
        for path in modules(room)
        if room != "core" and path.stem.startswith(("services", "queries", "ledger", "models", "picking"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login", "core.access")
        for name in node.names
        if name.name in words
    ]
    assert found == []


def _writes(node: ast.Call) -> str | None:
    """The ledger's table that a call writes: insert(Movement…), update(…), delete(…), or the entity itself."""
    called = node.func.value if isinstance(node.func, ast.Subscript) else node.func  # INSERT["postgresql"](Movement…)
    name = called.id if isinstance(called, ast.Name) else ""
    if name in LEDGER_TABLES:
        return name
    if name in ("insert", "update", "delete", "insert_unless_taken", "INSERT") and node.args:
        words = {part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)}
        return next(iter(words & LEDGER_TABLES), None)
    return None


def test_only_the_ledger_writes_its_tables() -> None:
    found = [
        f"{where(path, node.lineno)} writes {_writes(node)}"
        for room in LADDER
        for path in modules(room)
        if path != ROOT / "inventory" / "ledger.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _writes(node)
    ]
    assert found == []


@pytest.mark.parametrize("room", LADDER)
def test_a_package_file_holds_only_its_docstring(room: str) -> None:
    body = tree(ROOT / room / "__init__.py").body
    assert len(body) == 1 and isinstance(body[0], ast.Expr)
