"""What an import knows of one line, what a person decided about it, and how it was judged: plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from core.table_values import ColumnMapping
from operations.imports_reasons import Reason


class CommitMode(StrEnum):
    """GOOD_ROWS: what can be recorded is, the rest waits. ALL_OR_NOTHING: every row, or the file is left alone."""

    GOOD_ROWS = "good_rows"
    ALL_OR_NOTHING = "all_or_nothing"


class RowDecision(StrEnum):
    """What a person said about a line that looks like an earlier one."""

    SKIP = "skip"
    IMPORT = "import"


class Match(StrEnum):
    """How an outgoing line fits the goods of the store."""

    NAME_AND_UNIT = "name_and_unit"
    NAME_ONLY = "name_only"
    NEITHER = "neither"


@dataclass(frozen=True)
class Target:
    """Whom a donor meant, as written; `quantity` None is all of it."""

    name: str
    quantity: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Wish:
    """A restriction as read from the line. `targets` empty: directed, but to whom is not said."""

    text: str
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class RowReading:
    """What one line of the file says. Names are cleaned texts; `item` is without the donor's wish, `item_text` with
    it. `problems` are oddities of the quantity cell (`CellProblem.to_dict`)."""

    row_no: int
    part_no: int = 0
    last_row: int = 0
    item: str = ""
    item_text: str = ""
    item_code: str = ""
    barcode: str = ""
    specification: str = ""
    unit: str = ""
    quantity: int | None = None
    unknown: bool = False
    blank: bool = False
    donor: str = ""
    receiver: str = ""
    places: tuple[str, ...] = ()
    area_code: str = ""
    wish: Wish | None = None
    lot: str = ""
    expires_on: date | None = None
    produced_on: date | None = None
    occurred_on: date | None = None
    people: int | None = None
    needed_by: date | None = None
    note: str = ""
    problems: tuple[Mapping[str, Any], ...] = ()

    @property
    def key(self) -> str:
        return f"{self.row_no}-{self.part_no}"

    def to_json(self) -> dict[str, Any]:
        """Plain data without what is empty, from which `from_json` makes an equal reading."""
        plain = {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RowReading":
        values = {name: value for name, value in data.items() if name != "match"}
        for name in ("expires_on", "produced_on", "occurred_on", "needed_by"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        if values.get("wish"):
            targets = tuple(Target(**one) for one in values["wish"]["targets"])
            values["wish"] = Wish(values["wish"]["text"], targets)
        lists = {name: tuple(values.get(name, ())) for name in ("places", "problems")}
        return cls(**{**values, **lists})


@dataclass(frozen=True)
class ItemChoice:
    """What shall become of a name that the catalogue does not know: another name of `item_id`, or a new item."""

    item_id: int | None = None
    base_unit: str = ""
    category: str = ""
    name_en: str = ""
    is_medicine: bool | None = None


@dataclass(frozen=True)
class RunOptions:
    """What a person decided about a file. `items` go by comparison key, `donors` (kinds) too, `rows` by row key."""

    day: date | None = None
    one_means_unknown: bool = False
    unit_if_missing: str = ""
    create_missing: bool = False
    approve: bool = False
    items: Mapping[str, ItemChoice] = field(default_factory=dict)
    donors: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, RowDecision] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["day"] = self.day.isoformat() if self.day else None
        plain["items"] = {key: {**asdict(one), "item_id": str(one.item_id or "")} for key, one in self.items.items()}
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RunOptions":
        values = dict(data)
        if values.get("day"):
            values["day"] = date.fromisoformat(values["day"])
        chosen = values.get("items", {})
        values["items"] = {
            key: ItemChoice(**{**one, "item_id": int(one["item_id"] or 0) or None}) for key, one in chosen.items()
        }
        values["rows"] = {key: RowDecision(word) for key, word in values.get("rows", {}).items()}
        return cls(**values)


@dataclass(frozen=True)
class JudgedRow:
    """One line with its verdict. `waiting` rows need a decision before they can be recorded; `skipped` ones are left
    out on purpose. `pieces` is what an outgoing line would take: (batch id, location id, quantity)."""

    reading: RowReading
    reasons: tuple[Reason, ...] = ()
    waiting: bool = False
    skipped: bool = False
    item_id: int | None = None
    receiver_id: int | None = None
    donor_id: int | None = None
    area_id: int | None = None
    base_per_unit: int | None = None
    match: Match | None = None
    pieces: tuple[tuple[int, int, int], ...] = ()

    @property
    def status(self) -> str:
        if self.skipped:
            return "skipped"
        levels = {reason.level for reason in self.reasons}
        return "error" if "error" in levels else "warning" if "warning" in levels else "ok"

    @property
    def good(self) -> bool:
        """Whether it can be recorded as it stands."""
        return not self.waiting and self.status in ("ok", "warning")


def sure(value: int | None) -> int:
    """An id that a good row is known to have."""
    if value is None:
        raise RuntimeError("a row was taken for good before its goods or receiver were known")
    return value


def mapping_from_json(data: Mapping[str, Any]) -> ColumnMapping | None:
    """The mapping that a person gave, or None when all is to be found out."""
    if not any(data.get(name) not in (None, "", {}) for name in ("sheet", "header_row", "columns", "last_row")):
        return None
    return ColumnMapping(
        data.get("sheet") or None, data.get("header_row"), data.get("columns") or None, data.get("last_row")
    )


def mapping_to_json(mapping: ColumnMapping | None) -> dict[str, Any]:
    return {} if mapping is None else {**vars(mapping), "columns": dict(mapping.columns or {})}
