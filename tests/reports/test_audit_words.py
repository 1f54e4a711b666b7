"""Every act that the audit can hold has words."""

import re
from pathlib import Path

from core.i18n import CATALOGUES
from distribution.values import DispatchStatus, RequestStatus
from operations.values_settle import How
from reports.audit_words import ACTS

ROOMS = ("accounts", "inventory", "donations", "distribution", "operations", "scanning")


def written() -> set[str]:
    """The acts as they stand in the code, counted from its text."""
    root = Path(CATALOGUES).parent
    text = "\n".join(file.read_text(encoding="utf-8") for room in ROOMS for file in (root / room).glob("*.py"))
    found = set(re.findall(r'action="([a-z]+\.[a-z-]+)"', text)) | {"account.disabled"}
    found |= {f"dispatch.{status.value}" for status in DispatchStatus}
    found |= {f"request.{status.value}" for status in RequestStatus}
    return found | {f"import.{how.value}" for how in How}


def test_every_act_of_the_audit_has_words() -> None:
    assert written() - ACTS.keys() == set()
