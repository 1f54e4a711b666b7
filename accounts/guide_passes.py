"""The volunteer's guide as a page: docs/volunteer.md and its pictures, so that what is printed and what is on the phone
are one text. It is written in a few plain forms only: headings, paragraphs, lists, bold words and pictures."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = DOCS / "img"
_PICTURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)?img/(volunteer-[a-z0-9-]+\.png)\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_SLANTED = re.compile(r"\*([^*]+)\*")
_ITEM = re.compile(r"^(?:-|\d+\.) ")


@cache
def guide(language: str, pictures_at: str) -> Markup:
    """The guide in a language ('en' or 'zh') as HTML without its title; pictures are asked for below `pictures_at`."""
    paper = DOCS / "volunteer.md" if language == "en" else DOCS / "zh" / "volunteer.md"
    blocks = re.split(r"\n\s*\n", paper.read_text(encoding="utf-8").strip())
    told = (_block(block, pictures_at) for block in blocks if not block.startswith(("# ", "[")))
    return Markup("\n").join(told)


def pictures() -> frozenset[str]:
    """The names of the guide's pictures."""
    return frozenset(path.name for path in PICTURES.glob("volunteer-*.png"))


def _block(block: str, pictures_at: str) -> Markup:
    lines = block.split("\n")
    if lines[0].startswith("## "):
        rest = "\n".join(lines[1:]).strip()
        heading = Markup("<h2>{}</h2>").format(_inline(lines[0][3:]))
        return heading + (Markup("\n") + _block(rest, pictures_at) if rest else Markup())
    if _PICTURE.search(block):
        shown = (_picture(name, words, pictures_at) for words, name in _PICTURE.findall(block))
        return Markup('<p class="guide-pictures">{}</p>').format(Markup("").join(shown))
    return Markup("\n").join(_parts(lines))


def _parts(lines: list[str]) -> Iterator[Markup]:
    """Runs of list items and of plain lines; a line that is set in goes on with the item before it."""
    joined: list[str] = []
    for line in lines:
        if line.startswith("  ") and joined:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
    for listed, run in groupby(joined, key=lambda line: bool(_ITEM.match(line))):
        texts = list(run)
        if not listed:
            yield Markup("<p>{}</p>").format(_inline(" ".join(texts)))
            continue
        tag = "ol" if texts[0][0].isdigit() else "ul"
        items = Markup("").join(Markup("<li>{}</li>").format(_inline(_ITEM.sub("", text))) for text in texts)
        yield Markup(f"<{tag}>") + items + Markup(f"</{tag}>")  # noqa: S704 - one of two words of our own


def _inline(text: str) -> Markup:
    plain = str(escape(_LINK.sub(r"\1", text)))
    bold = _BOLD.sub(r"<strong>\1</strong>", plain)
    return Markup(_SLANTED.sub(r"<em>\1</em>", bold))  # noqa: S704 - escaped just above


def _picture(name: str, words: str, pictures_at: str) -> Markup:
    return Markup('<img src="{}{}" alt="{}">').format(pictures_at, name, words)
