"""The picture of the way: a graph laid out as a Sankey diagram, sized in whole pixels for one width."""

from collections import defaultdict
from dataclasses import dataclass

from reports.trace_graph import Graph, Key, Link, Node

BAR, GAP, LABEL, LEAST = 12, 10, 58, 3
LETTER, BESIDE = 9, 10
TALLEST, TOP = 170, 46
"""Pixels: width of a bar, gap between bars, least room for a label, least height of a bar; width of a narrow letter,
and what stays free on both sides of a label; height of all that came, and room above the bars for its label."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node in the picture: its bar, the part of the bar that is there now, and how many narrow letters its label may
    have in a line before it runs into the next bar."""

    node: Node
    x: int
    y: float
    height: float
    here: float
    label_letters: int
    label_x: int
    label_y: float


@dataclass(frozen=True, slots=True)
class Band:
    """A link in the picture, as an SVG path."""

    path: str
    tone: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and bands in a field of width x height."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]


def picture(graph: Graph, *, width: int, label_width: int) -> Picture:
    """The graph drawn from left to right. `label_width` is kept free beside the last column."""
    columns = _columns(graph)
    whole = max((sum(float(graph.nodes[key].came_value) for key in keys) for keys in columns.values()), default=1)
    scale = TALLEST / (whole or 1)
    last = max(columns, default=0)
    step = (width - BAR - label_width) // max(last, 1)
    boxes: dict[Key, Box] = {}
    for column in sorted(columns):
        y = float(TOP)
        for key in _ordered(columns[column], graph, boxes):
            room = label_width if column == last else step - BAR
            box = _box(graph.nodes[key], column * step, y, scale, room=room)
            boxes[key] = box
            y += max(box.height, LABEL) + GAP
    height = max((box.y + max(box.height, LABEL) for box in boxes.values()), default=LABEL)
    return Picture(width, round(height) + 2, tuple(boxes.values()), tuple(_bands(graph, boxes, scale)))


def _columns(graph: Graph) -> dict[int, list[Key]]:
    """Each node in the column of its longest way from a source."""
    depth = dict.fromkeys(graph.nodes, 0)
    for _ in graph.nodes:
        for link in graph.links:
            depth[link.end] = max(depth[link.end], depth[link.start] + 1)
    columns: dict[int, list[Key]] = defaultdict(list)
    for key, column in depth.items():
        columns[column].append(key)
    return columns


def _ordered(keys: list[Key], graph: Graph, boxes: dict[Key, Box]) -> list[Key]:
    """Beside what they come from, larger first, so that few bands cross; ends below places."""

    def rank(key: Key) -> tuple[float, bool, float]:
        parents = [boxes[link.start].y for link in graph.links if link.end == key and link.start in boxes]
        return (min(parents, default=0.0), key[0] == "ended", -float(graph.nodes[key].came_value))

    return sorted(keys, key=rank)


def _box(node: Node, x: int, y: float, scale: float, *, room: int) -> Box:
    height = max(float(node.came_value) * scale, LEAST)
    here = min(max(float(node.here_value) * scale, LEAST), height) if node.here_value else 0.0
    first = x == 0 and y == TOP  # nothing stands above it, and its bands would run through a label beside it
    return Box(
        node,
        x,
        y,
        round(height, 1),
        round(here, 1),
        (room - BESIDE) // LETTER,
        label_x=x if first else x + BAR + 6,
        label_y=15.0 if first else y + 15,
    )


def _bands(graph: Graph, boxes: dict[Key, Box], scale: float) -> list[Band]:
    """Bands leave a bar from the top in the order of where they go, and enter from the top in that of where from."""
    left: dict[Key, float] = defaultdict(float)
    entered: dict[Key, float] = defaultdict(float)
    bands = []
    for link in sorted(graph.links, key=lambda link: (boxes[link.start].y, boxes[link.end].y, boxes[link.end].x)):
        thick = max(float(link.value) * scale, 1.5)
        start, end = boxes[link.start], boxes[link.end]
        bands.append(_band(link, start, start.y + left[link.start], end, end.y + entered[link.end], thick))
        left[link.start] += thick
        entered[link.end] += thick
    return bands


def _band(link: Link, start: Box, y1: float, end: Box, y2: float, thick: float) -> Band:
    x1, x2 = start.x + BAR, end.x
    middle = (x1 + x2) / 2
    path = (
        f"M{x1} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2} {y2:.1f}v{thick:.1f}"
        f"C{middle:.1f} {y2 + thick:.1f} {middle:.1f} {y1 + thick:.1f} {x1} {y1 + thick:.1f}z"
    )
    return Band(path, link.end[0])
