"""A volunteer's own name in what they type: their number is written in its place, so that no document, seal or history
holds the name, and erasing it leaves it nowhere (decision record 0016)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_CJK = "\u3400-\u9fff"
_EDGE = f"[^\\W{_CJK}]"
"""A letter or figure of a script that parts its words: where a name begins or ends, none stands beside it."""


@dataclass(frozen=True)
class OwnName:
    """The name that somebody typed for themselves ('' once it was erased), and what is written instead of it."""

    name: str
    stand_in: str

    def out_of(self, text: str) -> str:
        """The text with the number where the name stood: in any case of letters, its words joined or turned round. A
        name of one character is only seen where it is all that was typed."""
        if not self.name.strip():
            return text
        if _bare(text) in (_bare(self.name), _bare(" ".join(reversed(self.name.split())))):
            return self.stand_in
        return self._pattern.sub(lambda _found: self.stand_in, text) if len(_bare(self.name)) > 1 else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = [re.escape(word) for word in self.name.split()]
        ways = {r"[\s,·.]*".join(order) for order in (words, words[::-1])}
        return re.compile(f"(?<!{_EDGE})(?:{'|'.join(sorted(ways))})(?!{_EDGE})", re.IGNORECASE)


def _bare(text: str) -> str:
    return re.sub(r"[\s,·.]", "", unicodedata.normalize("NFKC", text)).casefold()
