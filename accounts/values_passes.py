"""The words and figures of day passes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.access import Mode

PASS_MODES = (Mode.LOOK_UP, Mode.RECEIVE, Mode.MOVE, Mode.LOAD, Mode.DELIVER, Mode.HAND_OUT, Mode.COUNT)
"""What can be chosen. Looking up always comes with it: nobody moves a box that they may not see."""
LONGEST = timedelta(hours=24)
MOST_PEOPLE = 200
DEFAULT_PEOPLE = 10
LONGEST_NAME = 60
CODE_SECONDS = 60
"""How long a code stands on the screen. The one before it is honoured too: somebody may just have scanned it."""
TIME_TO_TYPE = timedelta(minutes=10)
"""Between scanning the code and sending the name."""
END_OF_DAY = time(23, 59)


def step_at(now: datetime) -> int:
    """Which code stands on the screen at a moment."""
    return int(now.timestamp()) // CODE_SECONDS


def seconds_left(now: datetime) -> int:
    """How long the code of this moment still stands; at least 1."""
    return CODE_SECONDS - int(now.timestamp()) % CODE_SECONDS


def modes_in(words: str) -> frozenset[Mode]:
    """The modes of an offer as it is kept."""
    return frozenset(Mode(word) for word in words.split())


def in_order(modes: frozenset[Mode]) -> tuple[Mode, ...]:
    """Modes in the order of the phone's bar, with looking up."""
    return tuple(mode for mode in PASS_MODES if mode in modes or mode is Mode.LOOK_UP)


def next_time(clock: time, *, now: datetime, timezone: str) -> datetime:
    """The next moment at which the clocks of a time zone show a time: today, or tomorrow when it has passed today."""
    here = now.astimezone(ZoneInfo(timezone))
    found = datetime.combine(here.date(), clock, here.tzinfo)
    return found if found > here else datetime.combine(here.date() + timedelta(days=1), clock, here.tzinfo)
