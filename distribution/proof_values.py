"""The words of delivery proofs 签收凭证 as enumerations, and the frozen values that their services take and give."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.image_strip import CleanPicture

ALLOWED_FOR = timedelta(hours=72)
"""How long after a confirmation was recorded its pictures may still come: a phone may be without a signal."""


MOST_HELD = 200
"""Pictures that wait for a manager, of one person: a hundred deliveries with signature and photo."""


class PictureKind(StrEnum):
    SIGNATURE = "signature"
    PHOTO = "photo"


class SealCause(StrEnum):
    """Why a seal was written: at the confirmation, when a picture came after it, or when a surplus became a line."""

    CONFIRMED = "confirmed"
    SIGNATURE = "signature"
    PHOTO = "photo"
    SURPLUS = "surplus"


class ProofState(StrEnum):
    """UNCHANGED: everything is as it was sealed. CHANGED: something differs. NONE: confirmed without a seal."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NONE = "none"


class Fault(StrEnum):
    """What may differ from what was sealed."""

    SEAL_CHANGED = "seal-changed"
    CHAIN_BROKEN = "chain-broken"
    DELIVERY_MISSING = "delivery-missing"
    SIGNER_CHANGED = "signer-changed"
    TIME_CHANGED = "time-changed"
    DOCUMENT_CHANGED = "document-changed"
    LINE_CHANGED = "line-changed"
    LINE_MISSING = "line-missing"
    LINE_ADDED = "line-added"
    PICTURE_CHANGED = "picture-changed"
    PICTURE_ADDED = "picture-added"
    FILE_MISSING = "file-missing"
    FILE_CHANGED = "file-changed"
    STRAY_FILE = "stray-file"


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A cleaned picture. `sent_digest` is the SHA-256 of what was sent, by which the same sent again is known."""

    kind: PictureKind
    picture: CleanPicture
    sent_digest: str

    def as_row(self) -> dict[str, Any]:
        """The columns that say what the picture is."""
        clean = self.picture
        return {
            "kind": self.kind.value,
            "media_type": clean.media_type,
            "digest": clean.digest,
            "sent_digest": self.sent_digest,
            "size": len(clean.data),
            "width": clean.width,
            "height": clean.height,
        }


@dataclass(frozen=True, slots=True)
class NewProof:
    """What comes with a confirmation: the device's own name for itself ('' without one), and pictures. `held`: whose
    action and under which key, when its pictures came before a manager settled it."""

    device: str = ""
    pictures: tuple[NewPicture, ...] = ()
    held: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: `subject` names the line, picture or field, `sealed` and `now` are the two values as text."""

    fault: Fault
    subject: str = ""
    sealed: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """A picture of a delivery: `erased_*` when its file was removed on purpose; `token` while it is public."""

    id: int
    kind: PictureKind
    digest: str
    width: int
    height: int
    recorded_at: datetime
    erased_at: datetime | None
    erased_by: str
    erased_why: str
    token: str
    shown_by: str
    shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A delivery's proof, checked now."""

    state: ProofState
    digest: str
    seals: tuple[Any, ...]
    findings: tuple[Finding, ...]
    pictures: tuple[CheckedPicture, ...]
    device: str
    """The device that confirmed, by its own name; '' for a browser."""

    @property
    def short(self) -> str:
        """The first half of the hash in groups, as papers print it."""
        return " ".join(self.digest[at : at + 4] for at in range(0, 16, 4))
