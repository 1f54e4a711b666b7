"""The files that the phone's app is made of, under addresses that change with their content.

Modules import each other by relative addresses, so the digest stands in the folder's name and not behind a question
mark: all files of one address are of one version. The decoder has a digest of its own, for it is large and seldom new.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
DECODER = "vendor/barcode-detector"
_SINGLE = (
    "js/scanner.js",
    "js/label_code.js",
    "vendor/idb/index.js",
    "css/theme.css",
    "css/phone.css",
    "img/icons.svg",
    "img/logo.svg",
)
_DECODER_FILES = ("ponyfill.js", "zxing-exported.js", "zxing_reader.wasm")
_WORDS = ("translations/zh/*.po", "templates/scanning/*.html", "scanning/words_phone*.py")
"""What the shell is rendered from: another word is another version too."""


def app_files() -> tuple[str, ...]:
    """Every file of the app, as a path below static/."""
    modules = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js" / "phone").rglob("*.js"))
    return (*_SINGLE, *(name for name in modules if name != "js/phone/service_worker.js"))


def decoder_files() -> tuple[str, ...]:
    """What reads codes out of pictures, as names in its folder."""
    return _DECODER_FILES


def app_version() -> str:
    """The digest of the app: of its files, its words and its shell."""
    words = [path for pattern in _WORDS for path in sorted(ROOT.glob(pattern))]
    worker = STATIC / "js" / "phone" / "service_worker.js"
    return _digest([*(STATIC / name for name in app_files()), worker, *words])


def decoder_version() -> str:
    """The digest of the decoder."""
    return _digest([STATIC / DECODER / name for name in _DECODER_FILES])


def _digest(paths: Iterable[Path]) -> str:
    return _digest_of(tuple((path, path.stat().st_mtime_ns) for path in paths if path.exists()))


@cache
def _digest_of(stamped: tuple[tuple[Path, int], ...]) -> str:
    total = hashlib.sha256()
    for path, _stamp in stamped:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]
