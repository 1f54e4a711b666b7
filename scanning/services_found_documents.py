"""Accepting as found what went beyond a document: loaded more than picked, arrived more than loaded or recorded, came
for a consignment that was called off. And the acts that take from a shelf, spread over what was recorded and found."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.access import Permission
from distribution import queries_dispatches, services_further
from distribution.values import DispatchStatus
from donations import queries_consignments
from donations.queries_lines import lines_of
from donations.values import ConsignmentStatus, Details, NewLine
from inventory import services_labels
from scanning import services_found
from scanning.errors import NothingMissing, NotThisWay
from scanning.queries_rivals import balances
from scanning.settling import Case
from scanning.swapped_lines import loaded_lines
from scanning.values import Place, part_key

Data = Mapping[str, Any]
_PARTS = ("delivered", "short", "damaged", "returned")


def from_a_shelf(case: Case) -> dict[str, Any]:
    """What lacks enters where it was taken from; the action then takes what was recorded and what was found."""
    parts = services_found.with_found(
        actor=case.actor,
        now=case.now,
        key=case.key,
        occurred_at=case.row.occurred_at,
        places=case.kind.places(case.told.data),
        how=case.how,
    )
    done: dict[str, Any] = {}
    for number, data in enumerate(services_found.split(case.kind.name, case.told.data, parts)):
        done = case.apply(data, part=str(number) if number else "")
    return done


def loaded(case: Case) -> dict[str, Any]:
    """What was loaded beyond a line becomes a further line: of its own batch as far as the shelf has more of it free,
    of goods found for the rest. All of it then leaves. Raises NothingMissing, and what loading raises."""
    data = case.told.data
    told = loaded_lines(data["loaded"], data["swapped"], told_by=case.row.actor_id) or {}
    lines = queries_dispatches.dispatch_lines([data["dispatch_id"]])
    beyond = [(line, told[line.id] - line.quantity) for line in lines if told.get(line.id, 0) > line.quantity]
    if not beyond:
        raise NothingMissing(wanted=sum(line.quantity for line in lines))
    for number, (line, extra) in enumerate(beyond):
        _further(case, number, line, extra)
    picked = {line.id: line.quantity for line, _extra in beyond}
    return case.apply({**data, "loaded": {**told, **picked}, "swapped": None})


def _further(case: Case, number: int, line: Any, extra: int) -> None:
    place = Place(line.batch_id, line.from_location_id, extra)
    (row,) = balances([place])
    free = min(row["quantity"] - row["reserved"], extra)
    parts = [Place(place.batch_id, place.location_id, free)] if free else []
    if free < extra:
        key = part_key(case.key, f"found{number}")
        parts.append(_entered(case, key, Place(place.batch_id, place.location_id, extra - free))[0])
    for part in parts:
        services_further.add_line(
            actor=case.actor,
            now=case.now,
            dispatch_id=case.told.data["dispatch_id"],
            beside_id=line.id,
            batch_id=part.batch_id,
            location_id=part.location_id,
            quantity=part.quantity,
            reason=case.how.reason,
        )


def _entered(case: Case, key: str, *places: Place) -> list[Place]:
    return services_found.enter(case.actor, case.now, key, case.row.occurred_at, places, case.how)


def delivered(case: Case) -> dict[str, Any]:
    """On the way still: what was told beyond the loaded is its surplus, and the arrival is confirmed. Confirmed by
    another: what this one counted beyond that confirmation enters as found at the receiver. Raises NothingMissing,
    NotThisWay when the dispatch was called off or the receiver is no site of ours, and what confirming raises."""
    data = case.told.data
    dispatch = queries_dispatches.dispatch(actor=case.actor, dispatch_id=data["dispatch_id"])
    lines = queries_dispatches.dispatch_lines([dispatch.id])
    told = {line["line_id"]: line for line in data["lines"] or ()}
    if dispatch.status == DispatchStatus.IN_TRANSIT.value:
        return case.apply({**data, "lines": _with_surplus(case, lines, told)})
    if dispatch.status != DispatchStatus.DELIVERED.value:
        raise NotThisWay(kind=case.told.kind)
    shelf = dispatch.receiver_location_id
    more = [(line, _came(line, told) - line.delivered - line.surplus) for line in lines if line.delivered is not None]
    places = [Place(line.batch_id, shelf, extra) for line, extra in more if extra > 0]
    if not places:
        raise NothingMissing(wanted=sum(_came(line, told) for line in lines))
    entered = _entered(case, case.key, *places)
    return {"found": [{"batch_id": str(each.batch_id), "quantity": each.quantity} for each in entered]}


def _came(line: Any, told: Mapping[int, Data]) -> int:
    """How many stand at the receiver by what the phone told; all that was loaded where it told no lines."""
    if not told:
        return int(line.quantity)
    part = told.get(line.id)
    return int(part["delivered"] + part["surplus"]) if part else 0


def _with_surplus(case: Case, lines: Sequence[Any], told: Mapping[int, Data]) -> list[Data]:
    """What was told of each line, with what goes beyond the loaded as its surplus."""
    loaded_of = {line.id: int(line.quantity) for line in lines}
    beyond = {line: sum(part[name] for name in _PARTS) - loaded_of.get(line, 0) for line, part in told.items()}
    if not any(beyond[line] > 0 for line in loaded_of if line in told):
        raise NothingMissing(wanted=sum(loaded_of.values()))
    return [
        _parted(case, part, beyond[line]) if line in loaded_of and beyond[line] > 0 else part
        for line, part in told.items()
    ]


def _parted(case: Case, part: Data, beyond: int) -> Data:
    if part["delivered"] < beyond:
        raise NotThisWay(kind=case.told.kind)
    reason = part["reason"] or case.how.reason
    return {**part, "delivered": part["delivered"] - beyond, "surplus": part["surplus"] + beyond, "reason": reason}


def received(case: Case) -> dict[str, Any]:
    """The consignment was called off, and goods came all the same: what was accepted enters as found, with the lot and
    dates that were read, under the labels that were put on. Raises NotThisWay while the consignment is open,
    NothingMissing when nothing was accepted."""
    data = case.told.data
    consignment = queries_consignments.consignment(
        actor=case.actor, consignment_id=data["consignment_id"], permission=Permission.RECEIVE
    )
    if consignment.status != ConsignmentStatus.CANCELLED.value:
        raise NotThisWay(kind=case.told.kind)
    known = {view.row.id: view.row for view in lines_of([consignment.id])[consignment.id]}
    came = [line for line in data["lines"] if line["accepted"] and line["line_id"] in known]
    if not came:
        raise NothingMissing(wanted=0)
    accepted = services_found.take_in(
        actor=case.actor,
        now=case.now,
        key=case.key,
        occurred_at=case.row.occurred_at,
        site_id=consignment.site_id,
        location_id=data["location_id"],
        goods=[(_new_line(line, known[line["line_id"]]), _details(line)) for line in came],
        reason=case.how.reason,
    )
    for line, batch in zip(came, accepted.batches, strict=True):
        if line.get("label"):
            services_labels.bind_label(actor=case.actor, now=case.now, code=line["label"], batch_id=batch.batch_id)
    return {"receipt_id": str(accepted.receipt_id), "number": accepted.receipt_number}


def _new_line(line: Data, row: Any) -> NewLine:
    own = line.get("unit", "") in ("", row.unit)
    return NewLine(
        item_id=row.item_id,
        unit=row.unit if own else line["unit"],
        quantity=line["accepted"],
        base_per_unit=row.base_per_unit if own else line.get("base_per_unit"),
        specification=line.get("specification") or row.specification,
    )


def _details(line: Data) -> Details:
    return Details(lot=line.get("lot"), produced_on=line.get("produced_on"), expires_on=line.get("expires_on"))


FOUND: dict[str, Callable[[Case], dict[str, Any]]] = {
    "move": from_a_shelf,
    "hand_out": from_a_shelf,
    "swap": from_a_shelf,
    "load": loaded,
    "deliver": delivered,
    "receive": received,
}
"""By kind of action. A count needs no such way: what is beyond the record enters by the count itself."""
