"""QR codes: text to modules, SVG and PNG. Level M, quiet zone of 4 modules (ISO/IEC 18004).

The mask is fixed. Every mask gives a valid symbol and the decoder is told which one was used; trying all eight
costs seven times as long and only evens out the picture.
"""

import io
import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

QUIET_ZONE = 4
_MASK = 3
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")

Matrix = list[list[bool]]


def label_url(public_url: str, code: str, *, path: str = "B") -> str:
    """The address that a label's QR carries: PUBLIC_URL/B/CODE, or under another path in capitals.

    Scheme and host mean the same in capitals, so they are written in capitals and the whole text stays in the QR's
    alphanumeric mode, which needs 5.5 bits a character. A path in PUBLIC_URL keeps its case; small letters in it
    are stored in byte mode (8 bits each) and the symbol grows.
    Raises ValueError if `public_url` is not an http or https address with a host, or carries a query.
    """
    parts = urlsplit(public_url.strip())
    extra = parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or extra:
        raise ValueError(f"PUBLIC_URL must look like https://host or https://host/path, not {public_url!r}")
    host = parts.netloc.encode("idna").decode("ascii")
    return f"{parts.scheme}://{host}".upper() + f"{parts.path.rstrip('/')}/{path}/{code.upper()}"


def matrix(text: str) -> Matrix:
    """The modules of the QR of `text`, rows from the top, True is dark, without the quiet zone.

    Raises ValueError if the text is empty or does not fit in a QR of level M (2,331 bytes).
    """
    if not text:
        raise ValueError("a QR needs text")
    symbol = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    if _ALPHANUMERIC.fullmatch(text):
        symbol.add_data(QRData(text, mode=MODE_ALPHA_NUM), optimize=0)
    else:
        symbol.add_data(text, optimize=10)
    symbol.make(fit=True)
    return symbol.modules


def runs(modules: Matrix) -> Iterator[tuple[int, int, int]]:
    """The dark modules as horizontal runs: column, row (from the top), length."""
    for row, line in enumerate(modules):
        column = 0
        for dark, same in groupby(line):
            length = sum(1 for _module in same)
            if dark:
                yield column, row, length
            column += length


def svg(text: str, *, title: str | None = None) -> str:
    """The QR of `text` as an SVG element: a white ground with the quiet zone and one path, sized by its container.

    `title` is the name that a screen reader says; without it the picture is hidden from screen readers.
    """
    modules = matrix(text)
    side = len(modules) + 2 * QUIET_ZONE
    path = "".join(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{n}v1h-{n}z" for x, y, n in runs(modules))
    name = f'role="img" aria-label={quoteattr(title)}' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" {name}>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )


def png(text: str, *, scale: int = 8) -> bytes:
    """The QR of `text` as a black and white PNG with its quiet zone, `scale` pixels a module (1 to 64)."""
    if not 1 <= scale <= 64:
        raise ValueError(f"scale must be 1 to 64 pixels a module, not {scale}")
    modules = matrix(text)
    side = len(modules) + 2 * QUIET_ZONE
    picture = Image.new("1", (side, side), 1)
    for x, y, n in runs(modules):
        picture.paste(0, (x + QUIET_ZONE, y + QUIET_ZONE, x + QUIET_ZONE + n, y + QUIET_ZONE + 1))
    out = io.BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()
