"""How far the sheets of an old .xls reach, read from its records before the parser builds dense rows from them.

Layout: [MS-CFB] (the container: sectors chained by a table) and [MS-XLS] (records: type, length, then row and column).
"""

import struct
from collections.abc import Iterator

from core.workbook_errors import UnreadableFile
from core.workbook_guard import Limits, check_reach

_END = 0xFFFFFFF0  # this and above: no further sector
_DIMENSIONS, _MULRK, _FILEPASS = 0x0200, 0x00BD, 0x002F
_CELL_RECORDS = frozenset([0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x0006, 0x00D6, _MULRK])
_LAST_ROW, _LAST_COLUMN = 65536, 256


def check_xls(data: bytes, filename: str, limits: Limits) -> None:
    """Raises TooManyRows, TooManyColumns, or UnreadableFile where the container or a record is damaged."""
    try:
        stream = _workbook_stream(data)
        for kind, body in _records(stream):
            if kind in _CELL_RECORDS:
                row, column = struct.unpack_from("<HH", body)
                if kind == _MULRK:
                    column = struct.unpack_from("<H", body, len(body) - 2)[0]
                check_reach(filename, row + 1, column + 1, limits)
            elif kind == _DIMENSIONS:
                _check_dimensions(body, filename)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFile(filename=filename) from error


def _check_dimensions(body: bytes, filename: str) -> None:
    """Parsers reserve memory by what this record states: more than the format can hold is refused."""
    rows, columns = struct.unpack_from("<4xI2xH", body) if len(body) >= 14 else struct.unpack_from("<2xH2xH", body)
    if rows > _LAST_ROW or columns > _LAST_COLUMN:
        raise UnreadableFile(filename=filename)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook_stream(data: bytes) -> bytes:
    """The stream named Workbook (or Book). ValueError when there is none, or it is too small to be one."""
    sector_size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    table = _sector_table(data, sector_size)
    directory = _chain(data, table, struct.unpack_from("<I", data, 48)[0], sector_size)
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace").lower() in ("workbook", "book"):
            start, size = struct.unpack_from("<II", entry, 116)
            if size < 4096:  # kept elsewhere then, and no spreadsheet program writes so little
                raise ValueError(size)
            return _chain(data, table, start, sector_size)[:size]
    raise ValueError("no workbook stream")


def _sector_table(data: bytes, sector_size: int) -> list[int]:
    """The next sector of each sector, gathered from the header's list and the chain that continues it."""
    listed = list(struct.unpack_from("<109I", data, 76))
    further, seen = struct.unpack_from("<I", data, 68)[0], set()
    per_sector = sector_size // 4
    while further < _END and further not in seen:
        seen.add(further)
        *numbers, further = struct.unpack_from(f"<{per_sector}I", data, (further + 1) * sector_size)
        listed += numbers
    table: list[int] = []
    for number in listed:
        if number < _END:
            table += struct.unpack_from(f"<{per_sector}I", data, (number + 1) * sector_size)
    return table


def _chain(data: bytes, table: list[int], start: int, sector_size: int) -> bytes:
    parts, seen, sector = [], set(), start
    while sector < _END:
        if sector in seen:
            raise ValueError("sectors in a circle")
        seen.add(sector)
        parts.append(data[(sector + 1) * sector_size : (sector + 2) * sector_size])
        sector = table[sector]
    return b"".join(parts)
