"""A phone for tests: its queue, and what the server answers."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from core.clock import utc_now
from tests.factories import World

_numbers = count(1)


class Phone:
    """One person's phone at a site. `behind`: how far its clock is behind ours."""

    def __init__(self, world: World, who: str = "staff", *, site: str = "county", behind: timedelta = timedelta()):
        self.world, self.site, self.behind = world, site.upper(), behind
        self.uid = str(uuid4())
        self.client: FlaskClient = world.client(who)

    def now(self) -> datetime:
        return utc_now() - self.behind

    def act(self, kind: str, *, key: str = "", site: str = "", seen: Any = None, at: Any = None, **data: Any) -> Any:
        """One action as it stands in the queue; ids may be given as numbers."""
        return {
            "key": key or str(uuid4()),
            "number": next(_numbers),
            "kind": kind,
            "site": site or self.site,
            "occurred_at": _text(at or self.now()),
            "seen": seen or {},
            "data": _ids(data),
        }

    def move(self, batch: Any, quantity: int, to: str = "DOCK", start: str = "MAIN", **more: Any) -> Any:
        site = self.site.lower()
        return self.act(
            "move",
            batch_id=batch.id,
            from_location_id=self.world.location(site, start),
            to_location_id=self.world.location(site, to),
            quantity=quantity,
            **more,
        )

    def hand_out(self, batch: Any, quantity: int, **more: Any) -> Any:
        site = self.site.lower()
        line = {"batch_id": batch.id, "location_id": self.world.location(site), "quantity": quantity}
        return self.act(
            "hand_out", receiver_id=self.world.receiver(site), lines=[line], households=1, persons=3, note="", **more
        )

    def count(self, batch: Any, counted: int, reason: str = "counted", place: str = "MAIN", **more: Any) -> Any:
        return self.act(
            "count",
            batch_id=batch.id,
            location_id=self.world.location(self.site.lower(), place),
            counted=counted,
            reason=reason,
            **more,
        )

    def send(self, *actions: Any) -> list[dict[str, Any]]:
        """Send them in one request; the answers in their order."""
        answer = self.post(*actions)
        assert answer.status_code == 200, answer.text
        return list(answer.json["answers"])

    def one(self, action: Any) -> dict[str, Any]:
        return self.send(action)[0]

    def post(self, *actions: Any) -> Any:
        return self.client.post(
            "/api/v1/phone/actions",
            json={"device": self.uid, "sent_at": _text(self.now()), "actions": list(actions)},
            headers={"X-Device-Id": self.uid},
        )

    def get(self, path: str = "/api/v1/phone", **headers: str) -> Any:
        return self.client.get(path, headers={"X-Device-Id": self.uid, **headers})


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _ids(value: Any) -> Any:
    """Ids as text, as the phone holds them."""
    if isinstance(value, dict):
        return {
            key: str(each) if key.endswith("_id") and isinstance(each, int) else _ids(each)
            for key, each in value.items()
        }
    return [_ids(each) for each in value] if isinstance(value, list) else value
