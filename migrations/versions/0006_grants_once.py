"""No role stands twice at one place: NULLs never clash, so the constraint over both places held nothing back.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PLACES = ("scope_path", "site_id")


def upgrade() -> None:
    for place in PLACES:
        # The second of two equal roles gives no right that the first does not give.
        op.execute(
            f"DELETE FROM account_grant WHERE {place} IS NOT NULL AND id NOT IN "
            f"(SELECT MIN(id) FROM account_grant WHERE {place} IS NOT NULL GROUP BY account_id, role, {place})"
        )
        given = sa.text(f"{place} IS NOT NULL")
        op.create_index(
            f"uq_account_grant_{place}",
            "account_grant",
            ["account_id", "role", place],
            unique=True,
            sqlite_where=given,
            postgresql_where=given,
        )


def downgrade() -> None:
    for place in reversed(PLACES):
        op.drop_index(f"uq_account_grant_{place}", table_name="account_grant")
