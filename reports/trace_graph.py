"""The way of the goods as a graph: places as nodes, what went from one to the next as links, in the line's unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from inventory.values import BIRTH_KINDS, ENDED_KINDS, LINEAGE_IN_KINDS, ON_HAND_KINDS, LocationKind, MovementKind
from reports.trace_history import History
from reports.trace_sums import contents, place_names, standing
from reports.trace_values import Amount, Names, Place, PlaceKind, Sums, merged

Key = tuple[str, str]
SOURCE: Key = ("source", "in")
FOUND_MORE: Key = ("source", MovementKind.COUNT_GAIN.value)
FEWER: Key = ("ended", MovementKind.COUNT_LOSS.value)


@dataclass(frozen=True, slots=True)
class Node:
    """A place or an end: what came in altogether, and what is there now."""

    key: Key
    names: Names
    came: tuple[Amount, ...]
    here: tuple[Amount, ...]

    @property
    def came_value(self) -> Fraction:
        return sum((amount.value for amount in self.came), Fraction(0))

    @property
    def here_value(self) -> Fraction:
        return sum((amount.value for amount in self.here), Fraction(0))


@dataclass(frozen=True, slots=True)
class Link:
    """What went from a node to another, the way back taken off."""

    start: Key
    end: Key
    amounts: tuple[Amount, ...]

    @property
    def value(self) -> Fraction:
        return sum((amount.value for amount in self.amounts), Fraction(0))


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by key, and links that never go in a circle."""

    nodes: dict[Key, Node]
    links: tuple[Link, ...]


def ways(history: History, roots: Iterable[int], sums: Sums) -> Graph:
    """From where goods came in over every site to where they are. Falls back to `ends` when they went in a circle."""
    flows = _flows(history, set(roots))
    links = _netted(_past_transit(flows, history))
    graph = Graph(_nodes(links, sums, _names(history)), links)
    return graph if _is_acyclic(links) and links else ends(sums)


def ends(sums: Sums) -> Graph:
    """Only from what came in to where it is or how it ended: what a phone shows."""
    links: list[Link] = []
    if sums.lost:
        links.append(Link(SOURCE, FEWER, (Amount(sums.lost, sums.unit, Fraction(1)),)))
    together: dict[Key, list[Amount]] = defaultdict(list)
    names: dict[Key, Names] = {}
    for place in sums.places:
        key = _place_key(place)
        together[key].extend(place.amounts)
        names[key] = place.names
    links += [Link(SOURCE, key, merged(amounts)) for key, amounts in together.items()]
    return Graph(_nodes(tuple(links), sums, names), tuple(links))


def _place_key(place: Place) -> Key:
    return {PlaceKind.ON_HAND: "site", PlaceKind.IN_TRANSIT: "transit"}.get(place.kind, place.kind.value), place.key


def _flows(history: History, roots: set[int]) -> dict[tuple[Key, Key], list[Amount]]:
    known = {batch: content for batch, content in contents(history, roots).items() if content is not None}
    without = {(row.posting_id, row.parent_batch_id) for row in history.lineage if row.parent_quantity is None}
    flows: dict[tuple[Key, Key], list[Amount]] = defaultdict(list)
    for row in standing(history):
        content = known.get(row.batch_id)
        if content is None:
            continue
        start, end = _node(history, row.from_location_id), _node(history, row.to_location_id)
        if row.kind in BIRTH_KINDS or (row.kind in LINEAGE_IN_KINDS and row.batch_id in roots):
            start = SOURCE
        elif row.kind == MovementKind.COUNT_GAIN:
            start = FOUND_MORE
        elif row.kind in ENDED_KINDS or row.kind == MovementKind.COUNT_LOSS:
            end = ("ended", row.kind)
        elif (row.posting_id, row.batch_id) in without and end is None:
            end = ("opened", "opened")
        if start and end and start != end:
            unit = history.batches[row.batch_id].unit
            flows[start, end].append(Amount(row.quantity * content.share, unit, content.factor))
    return flows


def _node(history: History, location_id: int | None) -> Key | None:
    if location_id is None:
        return None
    place = history.places[location_id]
    if place.kind in ON_HAND_KINDS:
        return "site", str(place.site_id)
    if place.kind == LocationKind.TRANSIT.value:
        return "way", str(place.id)
    return "receiver", str(place.receiver_id)


def _past_transit(flows: dict[tuple[Key, Key], list[Amount]], history: History) -> dict[tuple[Key, Key], list[Amount]]:
    """A way of a dispatch is no place: what arrived went from the store to the receiver; the rest is in transit."""
    loaded: dict[Key, Key] = {end: start for start, end in flows if end[0] == "way"}
    result: dict[tuple[Key, Key], list[Amount]] = defaultdict(list)
    left: dict[Key, list[Amount]] = defaultdict(list)
    for (start, end), amounts in flows.items():
        if end[0] == "way":
            left[end].extend(amounts)
            continue
        origin = start
        if start[0] == "way":
            left[start].extend(_negative(amounts))
            origin = loaded.get(start, SOURCE)
        if origin != end:
            result[origin, end].extend(amounts)
    for way, amounts in left.items():
        if rest := merged(amounts):
            target = str(history.places[int(way[1])].target_id)
            result[loaded[way], ("transit", target)].extend(rest)
    return result


def _negative(amounts: Iterable[Amount]) -> list[Amount]:
    return [Amount(-amount.quantity, amount.unit, amount.factor) for amount in amounts]


def _netted(flows: dict[tuple[Key, Key], list[Amount]]) -> tuple[Link, ...]:
    """What went there less what came back, in the direction of the more."""
    links = []
    for (start, end), amounts in flows.items():
        back = flows.get((end, start), [])
        link = Link(start, end, merged([*amounts, *_negative(back)]))
        if link.value > 0:
            links.append(link)
    return tuple(links)


def _nodes(links: tuple[Link, ...], sums: Sums, names: dict[Key, Names]) -> dict[Key, Node]:
    here: dict[Key, list[Amount]] = defaultdict(list)
    for place in sums.places:
        here[_place_key(place)].extend(place.amounts)
    nodes = {}
    for key in dict.fromkeys(key for link in links for key in (link.start, link.end)):
        coming = [amount for link in links if link.end == key for amount in link.amounts]
        going = [amount for link in links if link.start == key for amount in link.amounts]
        came = [Amount(Fraction(sums.received), sums.unit, Fraction(1))] if key == SOURCE else coming or going
        nodes[key] = Node(key=key, names=names.get(key, Names()), came=merged(came), here=merged(here.get(key, [])))
    return nodes


def _names(history: History) -> dict[Key, Names]:
    names: dict[Key, Names] = {}
    for place in history.places.values():
        shown, _area = place_names(place)
        if place.kind in ON_HAND_KINDS:
            names["site", str(place.site_id)] = shown
        elif place.kind == LocationKind.TRANSIT.value:
            names["transit", str(place.target_id)] = shown
        else:
            names["receiver", str(place.receiver_id)] = shown
    return names


def _is_acyclic(links: tuple[Link, ...]) -> bool:
    left = set(links)
    while left:
        ends_open = {link.end for link in left}
        free = {link for link in left if link.start not in ends_open}
        if not free:
            return False
        left -= free
    return True
