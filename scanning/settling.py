"""What is settled, by whom, how: the case that every way of settling is given."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.database import db
from core.errors import DomainError
from inventory import lookups
from scanning.errors import NotThisWay, UnknownKind
from scanning.kinds import KINDS
from scanning.models import PhoneDevice
from scanning.queries_rivals import balances
from scanning.registry import Act, Kind
from scanning.values import Place, Settling, Told, part_key


class Case:
    """What is settled, by whom, how."""

    def __init__(self, actor: Actor, now: datetime, key: str, row: Any, told: Told, how: Settling) -> None:
        self.actor, self.now, self.key, self.row, self.told, self.how = actor, now, key, row, told, how

    @property
    def kind(self) -> Kind:
        """Raises what of the action cannot be read: then it can only be closed."""
        if isinstance(self.told.problem, DomainError):
            raise self.told.problem
        known = KINDS.get(self.told.kind)
        if known is None:
            raise UnknownKind(kind=self.told.kind)
        return known

    def act(self, data: Mapping[str, Any] | None = None, *, part: str = "") -> Act:
        """The action in the manager's name, with other data or as a part of it."""
        site = lookups.site_by_code(actor=self.actor, permission=Permission.VIEW_STOCK, code=self.told.site)
        return Act(
            actor=self.actor,
            now=self.now,
            key=part_key(self.key, part) if part else self.key,
            occurred_at=self.row.occurred_at,
            site=site,
            data=self.told.data if data is None else data,
            told_by=self.row.actor_id,
            settling=True,
            device=self._device(),
            told_key=self.row.key,
        )

    def apply(self, data: Mapping[str, Any] | None = None, *, part: str = "") -> dict[str, Any]:
        """Do the action; with the manager's reason where it needs one and told none."""
        given = self.told.data if data is None else data
        words = {"reason": self.how.reason} if given.get("reason") == "" else {}
        return self.kind.apply(self.act({**given, **words}, part=part))

    def _device(self) -> str:
        """The phone's own name: its pictures may come after a manager has settled the delivery."""
        query = select(PhoneDevice.uid).where(PhoneDevice.id == self.row.device_id)
        return str(db.session.execute(query).scalar() or "")

    def places(self) -> list[Place]:
        """What the action takes, those first of which there is not enough now. Raises NotThisWay when it takes none."""
        places = self.kind.places(self.told.data)
        if not places:
            raise NotThisWay(kind=self.told.kind)
        rows = balances(places)
        lacks = [row["quantity"] - row["reserved"] < row["wanted"] for row in rows]
        return [place for _lacks, place in sorted(zip(lacks, places, strict=True), key=lambda pair: not pair[0])]
