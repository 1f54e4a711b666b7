"""What a phone's action may be: a kind's name, its mode, the schema of its data and how it is applied. A further kind
is one entry more, in a file of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema

from core.access import Actor
from scanning.values import Mode, Place

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """What a kind is applied to. `key` is the key of the posting; `site` a row with id, code and area_path.
    `told_by` is whose action it is: the actor itself, or whom a manager settles for (`settling`: somebody has looked).
    `device` is the phone's own name for itself, `told_key` the key under which it told the action.
    """

    actor: Actor
    now: datetime
    key: str
    occurred_at: datetime
    site: Any
    data: Data
    told_by: int
    settling: bool = False
    device: str = ""
    told_key: str = ""


def no_places(_data: Data) -> list[Place]:
    """A kind that takes nothing from a shelf by itself."""
    return []


def no_label(_data: Data) -> str:
    """A kind that puts no label on anything."""
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`apply` calls the room that owns the act, raises its named errors and answers plain JSON values. `places` are
    what the act takes or counts, to tell who else took it; `label` the blank one that it uses up. `mode` None: every
    mode may."""

    name: str
    mode: Mode | None
    schema: Schema
    apply: Callable[[Act], dict[str, Any]]
    places: Callable[[Data], list[Place]] = no_places
    label: Callable[[Data], str] = no_label


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. A name twice is a mistake of the program."""
    if kind.name in KINDS:
        raise ValueError(f"the kind {kind.name!r} is known already")
    KINDS[kind.name] = kind
