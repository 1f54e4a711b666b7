"""From what a person or the rule chose to lines that may go: usable, in order or with a reason, as donors wished or
with consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.errors import DomainError
from core.i18n import retold
from distribution import proposals, queries_requests
from distribution.allowances import allowances
from distribution.errors import LaterExpiryChosen, LineOfOtherRequest, NotAtSite, NothingToSend
from distribution.values import NewDispatch, NewDispatchLine
from distribution.words import day_word, item_name, name_of, not_usable
from inventory.models import Batch
from inventory.picking import Candidate, Place, Taken, candidates, earlier, unfit
from inventory.restriction_errors import ConsentNeeded, RestrictionForbids, RestrictionNotConvertible
from inventory.restrictions import FREE, Allowance, Destination, demand
from inventory.values import Evidence


@dataclass(frozen=True, slots=True)
class Pick:
    """A line that may go. `overrides` marks a deviation that names its person."""

    candidate: Candidate
    quantity: int
    request_line_id: int | None
    evidence: Evidence
    overrides: bool = False
    reason: str = ""
    consent: str = ""


def by_rule(*, now: datetime, request: Any, site: Any, to: Destination) -> list[Pick]:
    """What the rule takes for a request. Raises NothingToSend."""
    found = proposals.for_request(request_id=request.id, site_id=site.id, to=to, today=installation_day(now), lock=True)
    picks = [
        Pick(line.candidate, line.quantity, one.line.id, Evidence.RULE)
        for one in found.lines
        if one.proposal
        for line in one.proposal.lines
    ]
    if not picks:
        raise NothingToSend(number=request.number, site=name_of(site))
    return picks


def chosen(*, actor: Actor, now: datetime, new: NewDispatch, site: Any, to: Destination) -> list[Pick]:
    """The given lines, each checked. Raises NotAtSite, BatchNotUsable, LineOfOtherRequest, LaterExpiryChosen,
    RestrictionForbids, RestrictionUnknown, RestrictionNotConvertible, ConsentNeeded; the field names the line."""
    options = _options(new)
    permits = allowances(options, to, lock=True)
    by_place = {option.place: option for option in options}
    items = _request_items(new.request_id)
    taken = Taken()
    for line in new.lines:
        if option := by_place.get((line.batch_id, line.location_id)):
            taken.places[option.place] = taken.places.get(option.place, 0) + line.quantity
    checks = _Checks(actor, installation_day(now), site, to, options, permits, by_place, items, taken)
    spent = Taken()
    return [_located(number, lambda line=line: checks.pick(line, spent)) for number, line in enumerate(new.lines)]


def swapped(
    *,
    actor: Actor,
    now: datetime,
    dispatch: Any,
    site: Any,
    to: Destination,
    stays: Sequence[Any],
    freed: Mapping[Place, int],
    line: NewDispatchLine,
) -> Pick:
    """One line of a picked dispatch taken from another batch, by the rules of `chosen`: what the line gives up
    (`freed`, by place) counts as free, and what the other lines (`stays`, rows of the dispatch) take of a donor's
    quantity is spent. Raises as `chosen`."""
    item = db.session.execute(select(Batch.item_id).where(Batch.id == line.batch_id)).scalar()
    options = candidates(site_id=site.id, item_ids=[item] if item else [], own_holds=freed)
    permits = allowances(options, to, except_dispatch=dispatch.id, lock=True)
    by_place = {option.place: option for option in options}
    spent = Taken()
    for row in stays:
        if option := by_place.get((row.batch_id, row.from_location_id)):
            spent.add(option, row.quantity, permits.get(option.batch_id, FREE))
    taken = Taken({(line.batch_id, line.location_id): line.quantity})
    items = _request_items(dispatch.request_id)
    checks = _Checks(actor, installation_day(now), site, to, options, permits, by_place, items, taken)
    return checks.pick(line, spent)


def _located(number: int, check: Any) -> Pick:
    """A refusal of one line says which."""
    try:
        pick: Pick = check()
    except DomainError as error:
        error.fields.setdefault("field", f"lines-{number}-quantity")
        raise
    return pick


def _options(new: NewDispatch) -> list[Candidate]:
    items = (
        db.session.execute(select(Batch.item_id).where(Batch.id.in_({line.batch_id for line in new.lines})).distinct())
        .scalars()
        .all()
    )
    return candidates(
        site_id=new.from_site_id, item_ids=items, own_holds=proposals.own_holds(new.request_id, new.from_site_id)
    )


def _request_items(request_id: int | None) -> dict[int, int]:
    if request_id is None:
        return {}
    return {line.id: line.item_id for line in queries_requests.request_lines([request_id])}


@dataclass(frozen=True, slots=True)
class _Checks:
    actor: Actor
    today: date
    site: Any
    to: Destination
    options: Sequence[Candidate]
    permits: Mapping[int, Allowance]
    by_place: Mapping[Place, Candidate]
    request_items: Mapping[int, int]
    taken: Taken

    def pick(self, line: NewDispatchLine, spent: Taken) -> Pick:
        option = self.by_place.get((line.batch_id, line.location_id))
        if option is None:
            raise NotAtSite(batch_id=str(line.batch_id), location_id=str(line.location_id), site=self.site.code)
        if line.request_line_id is not None and self.request_items.get(line.request_line_id) != option.item_id:
            raise LineOfOtherRequest(item=item_name(option))
        if reason := unfit(option, self.today):
            raise not_usable(reason, option)
        against_wish = self._against_wish(option, line, spent)
        out_of_order = self._out_of_order(option, line)
        spent.add(option, line.quantity, self.permits.get(option.batch_id, FREE))
        overrides = against_wish or out_of_order
        return Pick(
            option,
            line.quantity,
            line.request_line_id,
            Evidence.CHOSEN if overrides and line.evidence is Evidence.RULE else line.evidence,
            overrides,
            line.override_reason if overrides else "",
            line.override_consent if against_wish else "",
        )

    def _against_wish(self, option: Candidate, line: NewDispatchLine, spent: Taken) -> bool:
        """Whether the line goes against a donor's wish with a consent that is good for it."""
        permit = self.permits.get(option.batch_id, FREE)
        try:
            demand(permit, option, line.quantity, to=self.to, used=spent.spent(option))
        except (RestrictionForbids, RestrictionNotConvertible):
            if not self.actor.may_at(Permission.OVERRIDE, path=self.site.area_path, site_id=self.site.id):
                raise
            if not line.override_reason and not line.override_consent:
                raise
            if not line.override_reason or not line.override_consent:
                raise ConsentNeeded from None
            return True
        return False

    def _out_of_order(self, option: Candidate, line: NewDispatchLine) -> bool:
        """Whether a batch that expires earlier is passed over, with a reason."""
        first = earlier(self.options, option, today=self.today, allowances=self.permits, taken=self.taken)
        if first is None:
            return False
        if not line.override_reason:
            raise LaterExpiryChosen(
                batch=option.code,
                expires_on=retold(day_word, option.expires_on),
                earlier=first.code,
                earlier_expires_on=retold(day_word, first.expires_on),
                available=first.free - self.taken.places.get(first.place, 0),
                unit=first.unit,
            )
        return True
