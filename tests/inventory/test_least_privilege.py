"""On PostgreSQL the application's role need not own the tables (docs/deploy.md): it posts, history is out of reach."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from core.database import db
from core.transaction import transaction
from inventory import ledger
from inventory.values import Leg, MovementKind, PostingHead, PostingKind
from tests.factories import NOW, World, key

HISTORY = (
    "posting, movement, batch_lineage, batch_correction, donor_consent, audit_entry, phone_action, phone_resolution"
)


@pytest.fixture
def application_role(world: World) -> Iterator[str]:
    """A role with the rights that docs/deploy.md names."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    role = f"app_of_{db.engine.url.database}"  # roles belong to the whole server, which other tests may share
    with db.engine.begin() as owner:
        owner.execute(text(f"CREATE ROLE {role}"))
        owner.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"))
        owner.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {HISTORY} FROM {role}"))
    yield role
    with db.engine.begin() as owner:
        owner.execute(text(f"DROP OWNED BY {role}"))
        owner.execute(text(f"DROP ROLE {role}"))


def test_a_role_that_owns_nothing_can_post(world: World, application_role: str) -> None:
    batch = world.batch(quantity=10)
    head = PostingHead(kind=PostingKind.ISSUE, key=key(), fingerprint="issue", occurred_at=NOW)
    leg = Leg(MovementKind.USED, batch.id, 4, world.location("county"), None)
    with transaction():
        db.session.execute(text(f"SET LOCAL ROLE {application_role}"))
        ledger.post(actor=world.actors["staff"], now=NOW, head=head, legs=[leg])

    assert world.on_hand(batch.id) == 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE movement SET quantity = 1",
        "DELETE FROM posting",
        "TRUNCATE movement",
        "DROP TRIGGER movement_immutable ON movement",
    ],
)
def test_a_role_that_owns_nothing_cannot_touch_history(world: World, application_role: str, statement: str) -> None:
    world.batch(quantity=10)

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction():
        db.session.execute(text(f"SET LOCAL ROLE {application_role}"))
        db.session.execute(text(statement))
