"""The figures as tables for the terminal and as JSON."""

import json
import os
import platform
from pathlib import Path
from typing import Any

import sqlalchemy

from bench.databases import BUILD
from bench.rounds import Subject, across
from bench.targets import ORDER, PAIRS, ROUTES


def web_figures(subjects: dict[int, Subject], clients: tuple[int, ...]) -> dict[str, Any]:
    """Rates, ratios to the floors, and the large database's rate over the small one's."""
    small, large = min(subjects), max(subjects)
    return {
        "rates": [
            {"batches": size, "clients": many, "name": name, "rate": round(subject.rate(name, many), 1),
             "p95_ms": round(subject.slow(name, many) * 1000, 2)}
            for size, subject in subjects.items() for many in clients for name in ORDER
        ],
        "ratios": [
            {"batches": size, "clients": many, "name": name, "of": floor,
             "ratio": round(subject.ratio(name, floor, many), 2)}
            for size, subject in subjects.items() for many in clients for name, floor in PAIRS
        ],
        "growth": [
            {"clients": many, "name": name,
             "ratio": round(across(subjects[large], subjects[small], name, many), 2)}
            for many in clients for name in ROUTES if small != large
        ],
        "peak_memory_mb": {str(size): megabytes(subject.server.peak_memory()) for size, subject in subjects.items()},
    }  # fmt: skip


def megabytes(count: int) -> float:
    """Bytes as MB with one decimal."""
    return round(count / 1e6, 1)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "sqlalchemy": sqlalchemy.__version__,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def show_web(engine: str, figures: dict[str, Any]) -> None:
    """Print what was measured over HTTP on one database."""
    print(f"\n{engine}: answers a second, and within how long 95 of 100 came")
    _table(figures["rates"], "batches clients name rate p95_ms")
    print(f"\n{engine}: ratios, each the median of paired rounds")
    _table(figures["ratios"], "batches clients name of ratio")
    if figures["growth"]:
        print(f"\n{engine}: rate at the most batches over the rate at the fewest")
        _table(figures["growth"], "clients name ratio")
    for size, rows in figures["reports"].items():
        print(f"\n{engine}, {size} batches: seconds, and over one plain statement or openpyxl with the same cells")
        _table(rows, "name amount seconds floor_seconds ratio")
    print(f"\n{engine}: statements {figures['statements']}, peak memory of a worker (MB) {figures['peak_memory_mb']}")


def show_work(rows: list[dict[str, Any]]) -> None:
    """Print the work done without a server."""
    print("\nwork without a server: seconds, over its floor's, peak memory and how much of it the work needed")
    _table(rows, "name amount seconds ratio peak_mb grown_mb")


def _table(rows: list[dict[str, Any]], heads: str) -> None:
    cells = [heads.split(), *([str(row[head]) for head in heads.split()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def save(figures: dict[str, Any]) -> Path:
    """Write all figures to build/bench/results.json."""
    path = BUILD / "results.json"
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
