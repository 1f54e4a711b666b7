"""Whether a delivery is as it was sealed, or what exactly differs: document, lines, signer, time, pictures, files."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.access import Actor
from distribution import proof_document, proof_store, queries_proofs
from distribution.proof_values import Checked, CheckedPicture, Fault, Finding, PictureKind, ProofState

_DOCUMENT = ("dispatch", "confirmation", "paper_number", "note")


def check(delivery_id: int) -> Checked:
    """A delivery's proof, compared with its tables and files as they are now."""
    return check_all([delivery_id])[delivery_id]


def check_all(delivery_ids: Collection[int]) -> dict[int, Checked]:
    """The same of several at once, in a fixed number of statements."""
    seals = _by_delivery(queries_proofs.seals(delivery_ids))
    lines = _by_delivery(queries_proofs.lines(delivery_ids))
    pictures = _by_delivery(queries_proofs.pictures(delivery_ids))
    shown = queries_proofs.showings([row.id for rows in pictures.values() for row in rows])
    return {id_: _checked(id_, seals[id_], lines[id_], pictures[id_], shown) for id_ in delivery_ids}


def proof_of(actor: Actor, dispatch: Any) -> Checked | None:
    """The proof of a dispatch's delivery for somebody who may see it; None without one. `dispatch` as
    `queries_dispatches.dispatch` reads it."""
    if dispatch.delivery_id is None or not queries_proofs.may_see(actor, dispatch):
        return None
    return check(dispatch.delivery_id)


def _by_delivery(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.delivery_id].append(row)
    return found


def _checked(
    delivery_id: int, seals: list[Any], lines: list[Any], pictures: list[Any], shown: Mapping[int, Any]
) -> Checked:
    findings = tuple(_findings(delivery_id, seals, lines, pictures)) if seals else ()
    state = ProofState.NONE if not seals else ProofState.CHANGED if findings else ProofState.UNCHANGED
    return Checked(
        state=state,
        digest=seals[-1].digest if seals else "",
        seals=tuple(seals),
        findings=findings,
        pictures=tuple(_picture(row, shown.get(row.id)) for row in pictures),
        device=seals[0].device if seals else "",
    )


def _picture(row: Any, showing: Any | None) -> CheckedPicture:
    return CheckedPicture(
        id=row.id,
        kind=PictureKind(row.kind),
        digest=row.digest,
        width=row.width,
        height=row.height,
        recorded_at=row.recorded_at,
        erased_at=row.erased_at,
        erased_by=row.erased_by or "",
        erased_why=row.erased_why or "",
        token=showing.token if showing else "",
        shown_by=showing.name if showing else "",
        shown_at=showing.shown_at if showing else None,
    )


def _findings(delivery_id: int, seals: list[Any], lines: list[Any], pictures: list[Any]) -> Iterator[Finding]:
    yield from _chain(seals)
    row = queries_proofs.delivery(delivery_id)
    sealed = _read(seals[-1].document)
    if row is None:
        if not queries_proofs.was_taken_back(seals[-1].posting_id):
            yield Finding(Fault.DELIVERY_MISSING, str(sealed.get("document", {}).get("dispatch", delivery_id)))
    elif sealed:
        now = proof_document.content(row, lines, pictures)
        yield from _facts(sealed, now)
        yield from _lines(sealed["document"]["lines"], now["document"]["lines"])
    if sealed:
        yield from _pictures(sealed["pictures"], pictures)


def _read(text: str) -> dict[str, Any]:
    """A sealed document; empty when it is none any more, which the hash tells."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    whole = isinstance(found, dict) and {"document", "signer", "time", "pictures"} <= found.keys()
    return found if whole else {}


def _chain(seals: list[Any]) -> Iterator[Finding]:
    before = None
    for number, seal in enumerate(seals, start=1):
        if proof_document.digest_of(seal.document) != seal.digest:
            yield Finding(Fault.SEAL_CHANGED, str(seal.number), seal.digest)
        document = _read(seal.document)
        if (seal.number, document.get("number"), document.get("previous")) != (number, number, before):
            yield Finding(Fault.CHAIN_BROKEN, str(seal.number))
        before = seal.digest


def _facts(sealed: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Finding]:
    for part, fault in (("signer", Fault.SIGNER_CHANGED), ("time", Fault.TIME_CHANGED)):
        for name, value in sealed[part].items():
            if value != now[part].get(name):
                yield Finding(fault, name, str(value), str(now[part].get(name)))
    for name in _DOCUMENT:
        before, after = sealed["document"].get(name), now["document"][name]
        if before != after:
            yield Finding(Fault.DOCUMENT_CHANGED, name, str(before), str(after))


def _lines(sealed: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[Finding]:
    current = {line["id"]: line for line in now}
    for number, line in enumerate(sealed, start=1):
        found = current.pop(line["id"], None)
        if found is None:
            yield Finding(Fault.LINE_MISSING, str(number))
            continue
        for name in proof_document.LINE_FIELDS:
            if line[name] != found[name]:
                yield Finding(Fault.LINE_CHANGED, f"{number} {name}", str(line[name]), str(found[name]))
    yield from (Finding(Fault.LINE_ADDED, str(len(sealed) + at)) for at in range(1, len(current) + 1))


def _pictures(sealed: Mapping[str, Any], rows: list[Any]) -> Iterator[Finding]:
    current = {row.kind: row for row in rows}
    for kind, told in sealed.items():
        row = current.pop(kind, None)
        if row is None or row.digest != told["sha256"] or row.device != told["device"]:
            yield Finding(Fault.PICTURE_CHANGED, kind, told["sha256"], row.digest if row else "")
        if row is not None and row.erased_at is None:
            yield from file_findings(row, told["sha256"])
    yield from (Finding(Fault.PICTURE_ADDED, kind) for kind in current)


def file_findings(row: Any, sealed: str) -> Iterator[Finding]:
    """Whether a picture's file is there and has the hash that it had; `row` with id and kind."""
    data = proof_store.read(row.id)
    if data is None:
        yield Finding(Fault.FILE_MISSING, row.kind, sealed)
    elif (found := sha256(data).hexdigest()) != sealed:
        yield Finding(Fault.FILE_CHANGED, row.kind, sealed, found)
