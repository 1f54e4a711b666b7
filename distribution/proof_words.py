"""The words of delivery proofs in the language of the reader."""

from typing import Any

from flask_babel import gettext as _

from core.wording import moment
from distribution.proof_values import Checked, Fault, Finding, PictureKind, ProofState, SealCause


def kind_word(kind: PictureKind | str) -> str:
    return {PictureKind.SIGNATURE: _("signature"), PictureKind.PHOTO: _("photo")}[PictureKind(kind)]


def state_word(state: ProofState | str) -> str:
    return {
        ProofState.UNCHANGED: _("unchanged since it was confirmed"),
        ProofState.CHANGED: _("changed since it was confirmed"),
        ProofState.NONE: _("confirmed without a seal"),
    }[ProofState(state)]


def cause_word(cause: SealCause | str) -> str:
    return {
        SealCause.CONFIRMED: _("the arrival was confirmed"),
        SealCause.SIGNATURE: _("the signature came"),
        SealCause.PHOTO: _("the photo came"),
        SealCause.SURPLUS: _("a surplus became a line"),
    }[SealCause(cause)]


def finding_word(finding: Finding) -> str:
    """One difference as a sentence, with both values."""
    places = {"subject": _subject(finding), "sealed": finding.sealed or "–", "now": finding.now or "–"}
    return {
        Fault.SEAL_CHANGED: _("Seal %(subject)s was changed: its text no longer gives its hash", **places),
        Fault.CHAIN_BROKEN: _("Seal %(subject)s does not follow the one before it", **places),
        Fault.DELIVERY_MISSING: _("The confirmation of %(subject)s is gone and was not taken back", **places),
        Fault.SIGNER_CHANGED: _("The signer was changed: sealed “%(sealed)s”, now “%(now)s”", **places),
        Fault.TIME_CHANGED: _("The time was changed: sealed %(sealed)s, now %(now)s", **places),
        Fault.DOCUMENT_CHANGED: _("%(subject)s was changed: sealed “%(sealed)s”, now “%(now)s”", **places),
        Fault.LINE_CHANGED: _("%(subject)s was changed: sealed %(sealed)s, now %(now)s", **places),
        Fault.LINE_MISSING: _("%(subject)s is gone", **places),
        Fault.LINE_ADDED: _("%(subject)s was added", **places),
        Fault.PICTURE_CHANGED: _("The record of the %(subject)s was changed or is gone", **places),
        Fault.PICTURE_ADDED: _("A %(subject)s was added without a seal", **places),
        Fault.FILE_MISSING: _("The file of the %(subject)s is missing", **places),
        Fault.FILE_CHANGED: _("The file of the %(subject)s was changed", **places),
        Fault.STRAY_FILE: _("The file %(subject)s belongs to no delivery", **places),
    }[finding.fault]


_OF_A_LINE = (Fault.LINE_CHANGED, Fault.LINE_MISSING, Fault.LINE_ADDED)
_OF_A_PICTURE = (Fault.PICTURE_CHANGED, Fault.PICTURE_ADDED, Fault.FILE_MISSING, Fault.FILE_CHANGED)


def _subject(finding: Finding) -> str:
    if finding.fault in _OF_A_PICTURE:
        return kind_word(finding.subject)
    if finding.fault in _OF_A_LINE:
        number, _dot, field = finding.subject.partition(" ")
        line = _("Line %(number)s", number=number)
        return f"{line} · {field_word(field)}" if field else line
    return field_word(finding.subject) if finding.fault is Fault.DOCUMENT_CHANGED else finding.subject


def field_word(field: str) -> str:
    """A sealed field's name."""
    return {
        "batch_id": _("Batch"),
        "unit": _("Unit"),
        "loaded": _("Loaded"),
        "delivered": _("Delivered"),
        "short": _("Short"),
        "damaged": _("Damaged"),
        "returned": _("Goes back"),
        "surplus": _("Surplus"),
        "reason": _("What happened"),
        "note": _("Note"),
        "paper_number": _("Number of the signed paper"),
        "confirmation": _("Confirmation"),
        "dispatch": _("Number"),
    }.get(field, field)


def proof_figures(row: Any, proof: Checked) -> list[tuple[str, str]]:
    """What a page and a paper say of a proof: who signed, when, on what, its short hash, and whether it still holds.
    `row` is a dispatch with its delivery."""
    signer = row.signed_by or _("nobody named")
    drawn = [picture for picture in proof.pictures if picture.kind is PictureKind.SIGNATURE]
    how = _("drawn signature")
    figures = [
        (_("Signed by"), f"{signer} · {how}" if drawn else signer),
        (_("Time"), moment(row.delivered_at)),
        (_("Device"), device_word(proof.device)),
    ]
    if proof.digest:
        figures += [(_("Hash"), proof.short)]
    return [*figures, (_("Proof"), state_word(proof.state))]


def device_word(device: str) -> str:
    """A device's own name for itself, as short as it is told apart by."""
    return _("phone %(name)s", name=device[:8]) if device else _("a browser")
