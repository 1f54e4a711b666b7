"""`python -m bench`: build the databases, serve them, measure in interleaved rounds, print and keep the figures."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import report, reporting
from bench.databases import BUILD, ROOT, copy_postgres, copy_sqlite, template
from bench.rounds import Subject, play
from bench.server import serve
from bench.statements import per_request
from bench.targets import ORDER, makers, read_samples
from tests.support.postgres import postgres_server

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    engines: tuple[str, ...]
    sizes: tuple[int, ...]
    clients: tuple[int, ...]
    rounds: int
    seconds: float
    work: tuple[tuple[str, int], ...]
    work_rounds: int


def plan_of(words: argparse.Namespace) -> Plan:
    """The whole programme, or with --quick one of less than two minutes."""
    engines = (words.engine,) if words.engine else ENGINES
    if words.quick:
        return Plan(engines, (10_000,), (1, 16), 5, 0.2, (("xlsx", 10_000), ("labels", 200)), 1)
    work = (("xlsx", 10_000), ("xlsx", 100_000), ("labels", 1000))
    return Plan(engines, (10_000, 100_000), (1, 16), words.rounds, 0.4, work, 3)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 batches, short rounds: under two minutes")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of 0.4 s for each route (15)")
    parser.add_argument("--only", choices=("web", "work"), help="only the served routes, or only the other work")
    words = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases end with it
    plan, start = plan_of(words), time.monotonic()
    figures: dict[str, Any] = {"machine": report.machine()}
    for engine in plan.engines if words.only != "work" else ():
        figures[engine] = measure_web(engine, plan)
        report.show_web(engine, figures[engine])
    if words.only != "web":
        figures["work"] = [measure_work(name, amount, plan.work_rounds) for name, amount in plan.work]
        report.show_work(figures["work"])
    print(f"\n{report.save(figures).relative_to(ROOT)} written after {time.monotonic() - start:.0f} s")


def measure_web(engine: str, plan: Plan) -> dict[str, Any]:
    """Serve a database of each size and play the rounds over all of them."""
    with ExitStack() as stack:
        urls = stack.enter_context(databases(engine, plan.sizes))
        subjects, counts, reports = {}, {}, {}
        for size, url in urls.items():
            reports[str(size)] = reporting.measure(url, min(plan.rounds, 7))
            samples = read_samples(url)
            counts = per_request(url, samples)
            server = stack.enter_context(serve(url, BUILD / f"server-{engine}-{size}.log"))
            subjects[size] = Subject(server, makers(samples))
        play(list(subjects.values()), ORDER, clients=plan.clients, rounds=plan.rounds, seconds=plan.seconds)
        return {"statements": counts, "reports": reports, **report.web_figures(subjects, plan.clients)}


@contextmanager
def databases(engine: str, sizes: tuple[int, ...]) -> Iterator[dict[int, str]]:
    """A working copy of each size's data on a database, for the time of the block."""
    with ExitStack() as stack:
        if engine == "sqlite":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="evn-bench-")))
            yield {size: copy_sqlite(template(size), folder) for size in sizes}
            return
        server = stack.enter_context(postgres_server(durable=True))
        urls = {}
        for size in sizes:
            urls[size] = server.create_database(f"bench_{size}")
            copy_postgres(template(size), urls[size])
        yield urls


def measure_work(name: str, amount: int, rounds: int) -> dict[str, Any]:
    """A piece of work and its floor in turn, each in processes of their own."""
    own, floor = [], []
    for _ in range(rounds):
        own.append(_run_work(name, amount))
        floor.append(_run_work(f"{name} floor", amount))
    ratios = [a["seconds"] / b["seconds"] for a, b in zip(own, floor, strict=True)]
    peak, before = max(run["peak"] for run in own), min(run["before"] for run in own)
    return {
        "name": name, "amount": amount, "seconds": round(median(run["seconds"] for run in own), 2),
        "ratio": round(median(ratios), 2), "peak_mb": report.megabytes(peak),
        "grown_mb": report.megabytes(peak - before),
    }  # fmt: skip


def _run_work(name: str, amount: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.work", name, str(amount)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
