"""Make build/fonts/NotoSansSC.ttf, the font of labels and printed documents.

Noto Sans SC comes with the locked requirements as an OpenType/CFF file; reportlab embeds TrueType only. So the
characters of GB 2312 (6,763 hanzi, punctuation, full-width forms) and Latin are subset and their outlines turned
from cubic into quadratic curves. Rarer characters (some personal and place names) are kept too when they are in
GBK, in a second file, NotoSansSC-Rare.ttf, so that the first stays small and quick to load.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "fonts"
MAX_ERROR = 1.0  # font units of 1,000 to the em: invisible in print
LATIN = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2010, 0x2050)) | {0x20AC, 0x2116, 0x2122, 0x2212}


def source_font() -> Path:
    """The OpenType font in the installed package; raises FileNotFoundError when it is missing."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pylopdf-fonts-zh-cn is not installed: run `make setup`")
    return Path(spec.origin).with_name("NotoSansSC-Regular.otf")


def characters(encoding: str, first: range, second: range) -> set[int]:
    """Code points of a two-byte Chinese character set."""
    pairs = (bytes((high, low)) for high in first for low in second)
    return {ord(text) for pair in pairs if len(text := pair.decode(encoding, errors="ignore")) == 1}


def subset_font(source: Path, wanted: set[int]) -> TTFont:
    """The font with only the wanted characters, without layout features and hints."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_bounds=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def to_truetype(font: TTFont) -> None:
    """Replace the cubic CFF outlines by quadratic glyf outlines, in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = outlines
    for name, glyph in outlines.items():
        glyph.recalcBounds(font["glyf"])
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    _truetype_tables(font)


def _truetype_tables(font: TTFont) -> None:
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    maxp.maxSizeOfInstructions = 0
    maxp.maxComponentElements = 0  # every outline is drawn out: there are no composite glyphs
    font["post"].formatType = 3.0
    for tag in ("CFF ", "VORG", "vhea", "vmtx", "DSIG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont, name: str) -> None:
    """Give the font a name of its own: PDF writers tell embedded fonts apart by it."""
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = name


def write(source: Path, wanted: set[int], target: Path) -> None:
    """Write one TrueType file whole or not at all."""
    font = subset_font(source, wanted)
    to_truetype(font)
    rename(font, target.stem)
    part = target.with_suffix(".part")
    font.save(part)
    part.replace(target)
    print(f"    {target.relative_to(ROOT)}: {len(font.getBestCmap()):,} characters, {target.stat().st_size:,} bytes")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    common = characters("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)) | LATIN
    rare = characters("gbk", range(0x81, 0xFF), range(0x40, 0xFF)) - common
    source = source_font()
    write(source, common, TARGET / "NotoSansSC.ttf")
    write(source, rare, TARGET / "NotoSansSC-Rare.ttf")


if __name__ == "__main__":
    sys.exit(main())
