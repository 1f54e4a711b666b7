"""The area tree from a code list (CSV): codes are text, parents stand in columns or follow from the codes."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from core import audit
from core.access import Actor, Permission
from core.cell_text import folded_text
from core.database import db
from core.ids import new_id
from core.workbook_csv import read_csv_grid
from core.workbook_guard import Limits
from inventory.models import Area
from inventory.setup_errors import AreaFileWrong
from inventory.values import AreaLevel
from inventory.words import level_word

_CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z\-]{0,31}$")
_DAMAGED = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$|^\d+\.0+$")
_LEVELS = {
    2: AreaLevel.PROVINCE,
    4: AreaLevel.PREFECTURE,
    6: AreaLevel.COUNTY,
    9: AreaLevel.TOWNSHIP,
    12: AreaLevel.VILLAGE,
}
_CODE_WORDS, _NAME_WORDS = ("code", "代码", "区划代码"), ("name", "namezh", "名称", "区划名称")
_NAME_EN, _LEVEL = ("nameen", "英文名称"), ("level", "级别")
_PARENT = ("parent", "parentcode", "上级代码")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: its number in the file, what its code said, and why."""

    row: int
    code: str
    reason: str


@dataclass(slots=True)
class AreaImport:
    """What an import did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def import_areas(
    *, actor: Actor, now: datetime, data: bytes, filename: str, valid_year: int | None = None
) -> AreaImport:
    """Add or rename areas by their code; every good row is taken and every other is told with its reason.

    The parent of a row is the named `parent`, otherwise the longest code in a column that ends in «Code», otherwise
    the nearest known area whose code the row's code begins with. A code that a spreadsheet turned into a number
    (3.30328E+11) is refused, never repaired. Raises AreaFileWrong and what reading a CSV file raises.
    """
    rows = read_csv_grid(data, filename, Limits()).sheets[0].rows
    columns = _columns(rows[0] if rows else ())
    known = {
        area.code: area
        for area in db.session.execute(
            select(Area.id, Area.code, Area.level, Area.path, Area.name_en, Area.name_zh, Area.parent_id)
        ).all()
    }
    done = AreaImport()
    work = _Import(actor, now, known, done, valid_year)
    cells = [(number, _read(row, columns)) for number, row in enumerate(rows[1:], 2) if any(row)]
    for number, cell in sorted(cells, key=lambda pair: (len(pair[1]["code"]), pair[0])):  # parents before children
        reason = work.take(cell)
        if reason:
            done.refused.append(RefusedRow(number, cell["code"], reason))
    done.refused.sort(key=lambda row: row.row)
    work.write()
    audit.record(
        actor_id=actor.id,
        action="areas.imported",
        now=now,
        file=filename,
        added=len(done.added),
        changed=len(done.changed),
        refused=len(done.refused),
    )
    return done


def _columns(header: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"code": [], "name": [], "name_en": [], "level": [], "parent": [], "ancestors": []}
    for at, cell in enumerate(header):
        word = re.sub(r"[\s_\-]", "", folded_text(cell)).casefold()
        for name, words in (
            ("code", _CODE_WORDS),
            ("name", _NAME_WORDS),
            ("name_en", _NAME_EN),
            ("level", _LEVEL),
            ("parent", _PARENT),
        ):
            if word in words:
                found[name].append(at)
                break
        else:
            if word.endswith(("code", "代码")):
                found["ancestors"].append(at)
    if not found["code"] or not (found["name"] or found["name_en"]):
        raise AreaFileWrong(headings=", ".join(str(cell) for cell in header if cell) or "–")
    return found


def _read(row: Any, columns: dict[str, list[int]]) -> dict[str, Any]:
    def texts(name: str) -> list[str]:
        return [folded_text(row[at]) for at in columns[name] if at < len(row) and row[at]]

    return {
        "code": next(iter(texts("code")), ""),
        "name_zh": next(iter(texts("name")), ""),
        "name_en": next(iter(texts("name_en")), ""),
        "level": next(iter(texts("level")), ""),
        "parents": texts("parent") or sorted(texts("ancestors"), key=len)[-1:],
    }


class _Import:
    """One run over the rows; what is to be written is gathered first and written by two statements."""

    def __init__(self, actor: Actor, now: datetime, known: dict[str, Any], done: AreaImport, year: int | None) -> None:
        self.scope = actor.scope(Permission.EDIT_CATALOGUE)
        self.known, self.done, self.year = known, done, year
        self.paths = {code: area.path for code, area in known.items()}
        self.ids = {code: area.id for code, area in known.items()}
        self.levels = {code: AreaLevel(area.level) for code, area in known.items()}
        self.new: list[dict[str, Any]] = []
        self.renamed: list[dict[str, Any]] = []

    def take(self, cell: dict[str, Any]) -> str:
        """Take one row; returns why not, '' when it is taken."""
        code = cell["code"]
        problem = _code_problem(code) or ("" if cell["name_zh"] or cell["name_en"] else _("the name is missing"))
        if problem:
            return problem
        parent, problem = self._parent(code, cell["parents"])
        if problem:
            return problem
        path = f"{self.paths[parent] if parent else ''}{code}/"
        if not self.scope.holds(path=path):
            return _("it lies outside of the areas that you may set up")
        return self._change(cell, path) if code in self.known else self._add(cell, parent, path)

    def _parent(self, code: str, named: list[str]) -> tuple[str | None, str]:
        for parent in named:
            if _DAMAGED.match(parent):
                return None, _("the parent's code %(code)s was damaged by a spreadsheet", code=parent)
            if parent not in self.paths:
                return None, _("its parent %(code)s is not known: import that first", code=parent)
            return parent, ""
        nearest = max(
            (known for known in self.paths if code.startswith(known) and known != code), key=len, default=None
        )
        return nearest, ""

    def _add(self, cell: dict[str, Any], parent: str | None, path: str) -> str:
        code = cell["code"]
        if code in self.paths:
            return _("the code stands in the file twice")
        level = _level(cell["level"], code)
        if level is None:
            return _("its level is not clear: give a column «level»")
        if parent and not self.levels[parent].may_hold(level):
            words = {"level": level_word(level), "parent": level_word(self.levels[parent])}
            return _("its level (%(level)s) cannot be below that of its parent (%(parent)s)", **words)
        self.paths[code], self.ids[code], self.levels[code] = path, new_id(), level
        self.new.append(
            {
                "id": self.ids[code],
                "code": code,
                "name_en": cell["name_en"],
                "name_zh": cell["name_zh"],
                "level": level.value,
                "parent_id": self.ids[parent] if parent else None,
                "path": path,
                "code_system": "NBS",
                "valid_year": self.year,
                "active": True,
            }
        )
        self.done.added.append(code)
        return ""

    def _change(self, cell: dict[str, Any], path: str) -> str:
        area = self.known[cell["code"]]
        if path != area.path:
            return _("it stands under another parent here (%(path)s); an import does not move areas", path=area.path)
        names = {"name_zh": cell["name_zh"] or area.name_zh, "name_en": cell["name_en"] or area.name_en}
        if (names["name_zh"], names["name_en"]) == (area.name_zh, area.name_en):
            self.done.unchanged += 1
        else:
            self.renamed.append({"area_id": area.id, **names})
            self.done.changed.append(cell["code"])
        return ""

    def write(self) -> None:
        """All new areas, parents first, and all new names."""
        if self.new:
            db.session.execute(insert(Area.__table__), self.new)
        for row in self.renamed:
            values = {"name_zh": row["name_zh"], "name_en": row["name_en"]}
            db.session.execute(update(Area.__table__).where(Area.id == row["area_id"]).values(values))


def _code_problem(code: str) -> str:
    if not code:
        return _("the code is missing")
    if _DAMAGED.match(code):
        return _(
            "the code %(code)s was damaged by a spreadsheet: format the column as text and fill it again", code=code
        )
    return "" if _CODE.match(code) else _("the code may only hold digits, letters and hyphens")


def _level(given: str, code: str) -> AreaLevel | None:
    if given:
        return next((level for level in AreaLevel if level.value == given.casefold()), None)
    if len(code) > 12:
        return AreaLevel.GRID
    return _LEVELS.get(len(code))
