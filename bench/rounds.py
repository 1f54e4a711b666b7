"""Rates in short interleaved rounds: what is compared is measured in the same round, and the median of the rounds'
ratios is told. Single rates drift with the machine; the ratios do not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.client import Maker, run
from bench.server import Server
from bench.targets import GOOD


@dataclass
class Subject:
    """A server on a database of a size, and what gives its requests."""

    server: Server
    makers: dict[str, Maker]
    rates: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    p95: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))

    def rate(self, name: str, clients: int) -> float:
        """The median rate of a route, in answers a second."""
        return median(self.rates[name, clients])

    def slow(self, name: str, clients: int) -> float:
        """The median over the rounds of the time within which 95 of 100 answers came, in seconds."""
        return median(self.p95[name, clients])

    def ratio(self, name: str, floor: str, clients: int) -> float:
        """The median of a route's rate over a floor's, round by round."""
        return _ratio(self.rates[name, clients], self.rates[floor, clients])


def across(large: Subject, small: Subject, name: str, clients: int) -> float:
    """The median of the large database's rate over the small one's, round by round."""
    return _ratio(large.rates[name, clients], small.rates[name, clients])


def _ratio(upper: list[float], lower: list[float]) -> float:
    return median(a / b for a, b in zip(upper, lower, strict=True))


def play(
    subjects: list[Subject], names: Sequence[str], *, clients: tuple[int, ...], rounds: int, seconds: float
) -> None:
    """Fill the subjects' rates. Every second round goes backwards, so that a slow drift favours nobody."""
    for subject in subjects:
        for name in names:
            _measure(subject, name, clients[0], 0.2, keep=False)
    plan = [(subject, name, many) for many in clients for name in names for subject in subjects]
    for number in range(rounds):
        for subject, name, many in plan if number % 2 == 0 else reversed(plan):
            _measure(subject, name, many, seconds)


def _measure(subject: Subject, name: str, clients: int, seconds: float, *, keep: bool = True) -> None:
    result = run(subject.server.port, subject.makers[name], clients=clients, seconds=seconds)
    if set(result.statuses) != {GOOD.get(name, 200)}:
        raise RuntimeError(f"{name} answered {dict(result.statuses)}: {result.first_body[:500]!r}")
    if keep:
        subject.rates[name, clients].append(result.rate)
        ordered = sorted(result.latencies)
        subject.p95[name, clients].append(ordered[int(len(ordered) * 0.95)])
