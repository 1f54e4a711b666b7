"""Convert the Chinese font for printing, once (see core/fonts.py). Run at set-up: python scripts/build_fonts.py"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.fonts import build_fonts, font_directory


def main() -> None:
    """Make what is missing and say so in one line."""
    began = time.monotonic()
    made = build_fonts()
    if made:
        size = sum(path.stat().st_size for path in made) / 1e6
        print(f"fonts: {len(made)} converted into {font_directory()} ({size:.1f} MB, {time.monotonic() - began:.0f} s)")
    else:
        print("fonts: ready")


if __name__ == "__main__":
    main()
