"""flask deliveries …: whether every confirmed delivery is as it was sealed."""

import time

import click
from flask_babel import force_locale

from core.command_line import Commands
from core.transaction import snapshot
from distribution import proof_check, proof_held, proof_store, queries_proofs
from distribution.proof_values import Checked, Fault, Finding, ProofState
from distribution.proof_words import finding_word

deliveries = Commands("deliveries", help="Confirmed deliveries: verify their proofs.")
AT_ONCE = 500
STRAY_AFTER = 3600
"""Seconds after which a file without a row is no upload that is still going on."""


@deliveries.command("verify")
def verify() -> None:
    """Compare every sealed delivery with its lines, signer, time and files, and name each difference; then the
    pictures that wait for a manager, and files that belong to nothing."""
    checked = pictures = erased = found = 0
    with force_locale("en"):
        for delivery_id, proof in _all():
            checked += 1
            pictures += len(proof.pictures)
            erased += sum(picture.erased_at is not None for picture in proof.pictures)
            found += _tell(delivery_id, proof)
        found += _tell_held() + _tell_strays()
    sizes = f"{checked} deliveries, {pictures} pictures of which {erased} erased"
    if found:
        click.echo(f"{found} differences in {sizes}", err=True)
        raise SystemExit(1)
    click.echo(f"OK {sizes}")


def _all() -> list[tuple[int, Checked]]:
    found: list[tuple[int, Checked]] = []
    with snapshot():
        after = 0
        while ids := queries_proofs.sealed_ids(after, AT_ONCE):
            found += [(id_, proof) for id_, proof in proof_check.check_all(ids).items()]
            after = ids[-1]
    return found


def _tell(delivery_id: int, proof: Checked) -> int:
    if proof.state is not ProofState.CHANGED:
        return 0
    number = queries_proofs.number_of(proof.seals[-1].dispatch_id)
    for finding in proof.findings:
        click.echo(f"dispatch {number}, delivery {delivery_id}: {finding_word(finding)}")
    return len(proof.findings)


def _tell_held() -> int:
    found = [(row, finding) for row in proof_held.all_held() for finding in proof_check.file_findings(row, row.digest)]
    for row, finding in found:
        click.echo(f"confirmation {row.key}, which waits for a manager: {finding_word(finding)}")
    return len(found)


def _tell_strays() -> int:
    known = queries_proofs.kept_pictures() + [row.id for row in proof_held.all_held()]
    names = list(proof_store.strays(known, older_than=time.time() - STRAY_AFTER))
    for name in names:
        click.echo(finding_word(Finding(Fault.STRAY_FILE, name)))
    return len(names)
