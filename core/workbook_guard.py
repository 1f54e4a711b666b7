"""What is checked before any parser sees an uploaded file: kind, size, how far it unpacks, how far its sheets reach.

The checks read the bytes themselves and trust no size that the file states about itself.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from core.workbook_errors import (
    EntitiesForbidden,
    FileEmpty,
    FileExpandsTooMuch,
    FileKindMismatch,
    FileKindUnknown,
    FileTooLarge,
    PartExpandsTooMuch,
    PasswordProtected,
    TooManyColumns,
    TooManyParts,
    TooManyRows,
    UnreadableFile,
)

ACCEPTED = (".xlsx", ".xls", ".csv")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RATIO_MATTERS_FROM = 1_000_000  # bytes: a small part may be all zeros


@dataclass(frozen=True)
class Limits:
    """How much is accepted; sizes in bytes."""

    file_size: int = 10 * 1024 * 1024
    unpacked_size: int = 100 * 1024 * 1024
    ratio: int = 100
    parts: int = 2_000
    sheets: int = 50
    rows: int = 50_000
    columns: int = 256
    merged_cells: int = 1_000_000


@dataclass
class PartScan:
    """How far one sheet of an .xlsx reaches, and where its formulas and errors are."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    calculated: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def check_kind(data: bytes, filename: str, limits: Limits) -> str:
    """'xlsx', 'xls' or 'csv' when name and content agree.

    Raises FileTooLarge, FileEmpty, FileKindUnknown, FileKindMismatch, PasswordProtected.
    """
    if len(data) > limits.file_size:
        raise FileTooLarge(size=len(data), limit=limits.file_size, filename=filename)
    if not data.strip(b"\x00 \t\r\n"):
        raise FileEmpty(filename=filename)
    named = posixpath.splitext(filename.lower())[1]
    if named not in ACCEPTED:
        raise FileKindUnknown(filename=filename, accepted=", ".join(ACCEPTED))
    found = _content_kind(data)
    if named == ".xlsx" and found == ".xls" and "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordProtected(filename=filename)
    if found == "binary":
        raise UnreadableFile(filename=filename)
    if named != found:
        raise FileKindMismatch(filename=filename, named=named, found=found)
    return named[1:]


def check_reach(sheet: str, last_row: int, last_column: int, limits: Limits) -> None:
    """Raises TooManyRows or TooManyColumns, by the last row and column that hold anything."""
    if last_row > limits.rows:
        raise TooManyRows(sheet=sheet, count=last_row, limit=limits.rows)
    if last_column > limits.columns:
        raise TooManyColumns(sheet=sheet, count=last_column, limit=limits.columns)


def _content_kind(data: bytes) -> str:
    if data.startswith(_ZIP):
        return ".xlsx"
    if data.startswith(_OLE):
        return ".xls"
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table)", data[:200], re.I):
        return ".html"
    if b"\x00" in data and not data.startswith(_UTF16):
        return "binary"
    return ".csv"


def scan_xlsx(data: bytes, filename: str, limits: Limits) -> dict[str, PartScan]:
    """Unpack every part once within the limits; what its worksheets hold, by part name.

    Raises FileExpandsTooMuch, PartExpandsTooMuch, TooManyParts, TooManyRows, TooManyColumns,
    EntitiesForbidden, UnreadableFile.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, filename, limits)
            return {info.filename: _scan_part(archive, info, limits) for info in archive.infolist() if _is_xml(info)}
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        raise UnreadableFile(filename=filename) from error


def _is_xml(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith((".xml", ".rels", ".vml"))


def _check_parts(archive: zipfile.ZipFile, filename: str, limits: Limits) -> None:
    """Stated sizes first, then the real ones: reading stops at the stated size, and a checksum tells a lie."""
    infos = archive.infolist()
    if len(infos) > limits.parts:
        raise TooManyParts(count=len(infos), limit=limits.parts, filename=filename)
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise UnreadableFile(filename=filename)
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked_size:
        raise FileExpandsTooMuch(size=total, limit=limits.unpacked_size, filename=filename)
    for info in infos:
        ratio = info.file_size // max(info.compress_size, 1)
        if info.file_size > _RATIO_MATTERS_FROM and ratio > limits.ratio:
            raise PartExpandsTooMuch(part=info.filename, ratio=ratio, limit=limits.ratio, filename=filename)
        if not _is_xml(info):
            _read_through(archive, info)


def _read_through(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with archive.open(info) as part:
        while part.read(1 << 16):
            pass


def _scan_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> PartScan:
    """Parse one XML part with entities forbidden; stops as soon as a sheet reaches too far."""
    scanner = _Scanner(info.filename, limits)
    with archive.open(info) as part:
        while chunk := part.read(1 << 16):
            scanner.parser.Parse(chunk, False)
        scanner.parser.Parse(b"", True)
    return scanner.scan


class _Scanner:
    """Follows `<row r>`, `<c r t>`, `<f>`, `<v>` and `<is>` of a worksheet; counts cells that hold something."""

    def __init__(self, part: str, limits: Limits) -> None:
        self.scan, self._part, self._limits = PartScan(), part, limits
        self._row = self._column = 0
        self._in_error = False
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._forbid
        self.parser.EntityDeclHandler = self._forbid
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _forbid(self, *_: object) -> None:
        raise EntitiesForbidden(part=self._part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._place(attributes.get("r"))
            self._type = attributes.get("t")
        elif tag == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0
        elif tag in ("v", "is", "f"):
            self._hold(tag)

    def _place(self, name: str | None) -> None:
        match = _CELL.fullmatch(name or "")
        if match is None:
            self._column += 1
            return
        self._row = int(match[2])
        self._column = 0
        for letter in match[1]:
            self._column = self._column * 26 + ord(letter) - 64

    def _hold(self, tag: str) -> None:
        scan, at = self.scan, (self._row, self._column)
        if at[0] > scan.last_row or at[1] > scan.last_column:
            scan.last_row, scan.last_column = max(scan.last_row, at[0]), max(scan.last_column, at[1])
            check_reach(self._part, scan.last_row, scan.last_column, self._limits)
        if tag == "f":
            scan.formulas.add(at)
        elif tag == "v" and (self._type == "e" or at in scan.formulas):
            self._text = []
            self.parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        if self._text is None or not name.endswith(" v"):
            return
        at, text = (self._row, self._column), "".join(self._text)
        if self._type == "e":
            self.scan.errors[at] = text
        if text or self._type == "str":
            self.scan.calculated.add(at)
        self._text, self.parser.CharacterDataHandler = None, None
