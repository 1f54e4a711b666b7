"""The Chinese font of printed pages: Noto Sans SC (SIL Open Font License 1.1), in two TrueType files.

reportlab takes TrueType only and the package ships OpenType/CFF, so the font is converted once, at set-up
(`scripts/build_fonts.py`) or on first use, into a directory outside version control:

* *main*: Latin, punctuation, figures, units and the 6,763 characters of GB 2312; loaded in every process;
* *rare*: every other character of the font; loaded when a name needs it (喆, 堃, 镕, 㛃 ...).

A character that neither has prints as 〓, the printers' mark for a missing one, never as an empty box.
A PDF carries only the glyphs that it uses.
"""

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile
from fontTools.ttLib.tables._g_l_y_f import Glyph
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

MAIN = "EvernormalSC"
RARE = "EvernormalSCRare"
MISSING = "〓"
ELLIPSIS = "…"

_RECIPE = 1  # raise when the conversion changes, so that old files are not taken
_TOLERANCE = 1.0  # of 1,000 units an em, for cubic to quadratic curves
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufe00-\ufe0f\ufeff]+")
_CHINESE = r"\u2e80-\ufffd\U00020000-\U0003ffff"
_LETTER = rf"[^\s{_CHINESE}/-]"
_PIECE = re.compile(  # what stays on one line: a Chinese character with its punctuation, a word up to a hyphen
    rf"[（「『【《〈“‘]*[{_CHINESE}][，。、；：！？」』】）》〉”’％]*\s*"
    rf"|(?:{_LETTER}{{1,3}}[/-]+)*(?:{_LETTER}+[/-]*|(?<=[/-]))\s*|\s+|."
)
_lock = threading.Lock()


def font_directory() -> Path:
    """Where the converted fonts are kept: FONT_DIR, or build/fonts beside the program."""
    return Path(os.environ.get("FONT_DIR") or Path(__file__).resolve().parents[1] / "build" / "fonts")


def font_path(name: str) -> Path:
    """The file of MAIN or RARE; its name carries the package's version, so an update converts anew."""
    return font_directory() / f"{name}-{pylopdf_fonts_zh_cn.__version__}-{_RECIPE}.ttf"


def build_fonts() -> list[Path]:
    """Make the font files that are missing and return those made; nothing if all are there.

    Several processes may do it at once: each writes a file of its own and renames it into place.
    """
    made = []
    for name in (MAIN, RARE):
        if not font_path(name).exists():
            _convert(name)
            made.append(font_path(name))
    return made


def register() -> None:
    """Make MAIN known to reportlab, converting it first if set-up did not. Safe to call often and from threads."""
    _main_characters()


def runs(text: str) -> list[tuple[str, str]]:
    """`text` as pieces of (font name, characters) that print as they should, in order."""
    text = clean(text)
    if _main_characters().issuperset(text):
        return [(MAIN, text)]
    named = ((_font_of(character), character) for character in text)
    marked = ((font or MAIN, character if font else MISSING) for font, character in named)
    alike = groupby(marked, lambda pair: pair[0])
    return [(font, "".join(character for _font, character in same)) for font, same in alike]


def clean(text: str) -> str:
    """`text` without what cannot be printed: control and direction marks, line ends become a space."""
    return text if text.isprintable() else _CONTROL.sub(" ", text.replace("\u00a0", " ")).strip()


def width(text: str, size: float) -> float:
    """How wide `text` prints at `size` points, in points."""
    return _em_width(text) * size


def ellipsise(text: str, size: float, room: float) -> str:
    """`text`, or its longest beginning with "…" that is not wider than `room` points."""
    text = clean(text)
    if width(text, size) <= room:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if width(text[:middle] + ELLIPSIS, size) <= room:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + ELLIPSIS


@lru_cache(maxsize=4096)
def fit(text: str, sizes: tuple[float, float], room: float, most_lines: int = 1) -> tuple[float, tuple[str, ...]]:
    """The largest size of (largest, smallest) at which `text` fits into `most_lines` lines of `room` points.

    If it does not fit even at the smallest size, its last line ends in "…". Returns size and lines.
    """
    largest, smallest = sizes
    text = clean(text)
    for step in range(9):
        size = largest - (largest - smallest) * step / 8
        lines = _wrap(text, size, room)
        if len(lines) <= most_lines and all(width(line, size) <= room for line in lines):
            return size, tuple(lines)
    lines = _wrap(text, smallest, room)
    kept = [*lines[: most_lines - 1], "".join(_spaced(lines[most_lines - 1 :]))]
    return smallest, tuple(ellipsise(line, smallest, room) for line in kept)


def _spaced(lines: list[str]) -> Iterator[str]:
    """Lines to be joined again: a space where two Latin words had been parted."""
    for number, line in enumerate(lines):
        yield f" {line}" if number and line[:1].isascii() and lines[number - 1][-1:].isascii() else line


def _wrap(text: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room`: broken between words and Chinese characters, inside a word only if it must be."""
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(text):
        if line and used + width(piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        *whole, rest = _broken(piece, size, room)
        lines += whole
        line += rest
        used += width(rest, size)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _broken(piece: str, size: float, room: float) -> Iterator[str]:
    """A piece as it is, or in parts of `room` if it is longer than a line."""
    while width(piece.rstrip(), size) > room and len(piece.rstrip()) > 1:
        head = _longest(piece, size, room)
        yield piece[:head]
        piece = piece[head:]
    yield piece


def _longest(text: str, size: float, room: float) -> int:
    """How many characters of `text` fit, at least one."""
    used = 0.0
    for number, character in enumerate(text):
        used += width(character, size)
        if used > room:
            return max(number, 1)
    return len(text)


@lru_cache(maxsize=20_000)
def _em_width(text: str) -> float:
    return sum(pdfmetrics.stringWidth(part, font, 1000) for font, part in runs(text)) / 1000


def _font_of(character: str) -> str | None:
    if character in _main_characters():
        return MAIN
    return RARE if character in _rare_characters() else None


@lru_cache(maxsize=1)
def _main_characters() -> frozenset[str]:
    return _load(MAIN)


@lru_cache(maxsize=1)
def _rare_characters() -> frozenset[str]:
    return _load(RARE)


def _load(name: str) -> frozenset[str]:
    """Register one font with reportlab (once in a process) and say which characters it has."""
    with _lock:
        if name not in pdfmetrics.getRegisteredFontNames():
            if not font_path(name).exists():
                _convert(name)
            pdfmetrics.registerFont(TTFont(name, str(font_path(name))))
        return frozenset(map(chr, pdfmetrics.getFont(name).face.charToGlyph))


def _gb2312() -> set[int]:
    rows = (bytes((row, column)) for row in range(0xA1, 0xF8) for column in range(0xA1, 0xFF))
    return {ord(character) for character in (pair.decode("gb2312", "ignore") for pair in rows) if character}


def _wanted(name: str, every: set[int]) -> set[int]:
    frequent = {point for point in every if point < 0x2E80 or 0x3000 <= point < 0x3400 or 0xFF00 <= point < 0xFFF0}
    main = every & (_gb2312() | frequent)
    return main if name == MAIN else every - main


def _convert(name: str) -> None:
    """Write one TrueType file with a part of the characters of the package's OpenType font."""
    source = FontFile(pylopdf_fonts_zh_cn.sans_path())
    glyphs = source.getBestCmap()
    points = _wanted(name, set(glyphs))
    wanted = [".notdef", *sorted({glyphs[point] for point in points}, key=source.getGlyphID)]
    font = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    font.setupGlyphOrder(wanted)
    font.setupCharacterMap({point: glyphs[point] for point in points})
    font.setupGlyf(_outlines(source, wanted))
    advances, outlines = source["hmtx"], font.font["glyf"]
    font.setupHorizontalMetrics({glyph: (advances[glyph][0], getattr(outlines[glyph], "xMin", 0)) for glyph in wanted})
    font.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    font.setupNameTable(_names(source, name))
    kept = ("sTypoAscender", "sTypoDescender", "sCapHeight", "usWinAscent", "usWinDescent", "usWeightClass")
    font.setupOS2(**{field: getattr(source["OS/2"], field) for field in kept})
    font.setupPost(keepGlyphNames=False)
    with _replacing(font_path(name)) as part:
        font.save(part)


def _outlines(source: FontFile, wanted: list[str]) -> dict[str, Glyph]:
    """The glyphs' cubic curves as quadratic ones."""
    shapes, outlines = source.getGlyphSet(), {}
    for glyph in wanted:
        pen = TTGlyphPen(None)
        shapes[glyph].draw(Cu2QuPen(pen, _TOLERANCE, reverse_direction=True))
        outlines[glyph] = pen.glyph()
    return outlines


def _names(source: FontFile, name: str) -> dict[str, str]:
    """A name of its own for the changed font, as its licence asks; copyright and licence stay."""
    kept = {"copyright": 0, "licenseDescription": 13, "licenseInfoURL": 14}
    names = {field: source["name"].getDebugName(number) for field, number in kept.items()}
    return {
        **{field: text for field, text in names.items() if text},
        "familyName": name,
        "styleName": "Regular",
        "fullName": name,
        "psName": name,
        "uniqueFontIdentifier": f"{name}-{_RECIPE}",
    }


@contextmanager
def _replacing(path: Path) -> Iterator[str]:
    """A name to write to that becomes `path` only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        yield part
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
