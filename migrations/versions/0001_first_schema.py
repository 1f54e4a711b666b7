"""first schema

Revision ID: 0001
Revises:

"""

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table(
        "account",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "area",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column(
            "path",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("code_system", sa.String(length=32), nullable=False),
        sa.Column("valid_year", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level IN ('country', 'province', 'prefecture', 'county', 'township', 'village', 'grid')",
            name=op.f("ck_area_level"),
        ),
        sa.CheckConstraint("name_en <> '' OR name_zh <> ''", name=op.f("ck_area_named")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("path", name=op.f("uq_area_path")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "donor",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organisation', 'anonymous')", name=op.f("ck_donor_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor")),
        sa.UniqueConstraint("number", name=op.f("uq_donor_number")),
    )
    with op.batch_alter_table("donor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_donor_name_key"), ["name_key"], unique=False)

    op.create_table(
        "item",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("base_unit", sa.String(length=32), nullable=False),
        sa.Column("is_medicine", sa.Boolean(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("storage_condition", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "category IN ('protective', 'disinfectant', 'medicine', 'device', 'food', 'water', 'bedding', 'clothing', 'shelter', 'hygiene', 'tool', 'other')",
            name=op.f("ck_item_category"),
        ),
        sa.CheckConstraint("name_en <> '' OR name_zh <> ''", name=op.f("ck_item_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
    )
    op.create_table(
        "restriction",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('targets', 'unknown')", name=op.f("ck_restriction_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_table(
        "source_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('state_allocation', 'donation', 'purchase', 'mutual_aid', 'opening', 'found')",
            name=op.f("ck_source_line_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_line")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "donor_consent",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("donor_id", BIG, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_donor_consent_actor_id")),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_donor_consent_donor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor_consent")),
    )
    with op.batch_alter_table("donor_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_donor_consent_donor_id_recorded_at"), ["donor_id", "recorded_at"], unique=False
        )

    op.create_table(
        "item_alias",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("decided_by", BIG, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_item_alias_decided_by")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_alias_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_alias")),
        sa.UniqueConstraint("name_key", name=op.f("uq_item_alias_name_key")),
    )
    with op.batch_alter_table("item_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_alias_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_barcode",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("gtin", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_barcode_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_barcode")),
        sa.UniqueConstraint("gtin", name=op.f("uq_item_barcode_gtin")),
    )
    with op.batch_alter_table("item_barcode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_barcode_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_substitute",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("substitute_id", BIG, nullable=False),
        sa.CheckConstraint("item_id <> substitute_id", name=op.f("ck_item_substitute_other")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_substitute_item_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["item.id"], name=op.f("fk_item_substitute_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_substitute")),
        sa.UniqueConstraint("item_id", "substitute_id", name=op.f("uq_item_substitute_item_id_substitute_id")),
    )
    op.create_table(
        "item_unit",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("base_per_unit", BIG, nullable=True),
        sa.Column("same_as", sa.String(length=32), nullable=True),
        sa.Column("decided_by", BIG, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(base_per_unit IS NULL) <> (same_as IS NULL)", name=op.f("ck_item_unit_factor_or_word")),
        sa.CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name=op.f("ck_item_unit_factor_positive")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_item_unit_decided_by")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_unit_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_unit")),
        sa.UniqueConstraint("item_id", "unit", name=op.f("uq_item_unit_item_id_unit")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("area_id", BIG, nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('warehouse', 'distribution_point', 'village_store')", name=op.f("ck_site_kind")),
        sa.CheckConstraint("name_en <> '' OR name_zh <> ''", name=op.f("ck_site_named")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_site_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_area_id"), ["area_id"], unique=False)

    op.create_table(
        "account_grant",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("scope_path", sa.String(length=400), nullable=True),
        sa.Column("site_id", BIG, nullable=True),
        sa.CheckConstraint(
            "role IN ('staff', 'manager', 'recipient', 'auditor', 'admin')", name=op.f("ck_account_grant_role")
        ),
        sa.CheckConstraint("(scope_path IS NULL) <> (site_id IS NULL)", name=op.f("ck_account_grant_area_or_site")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_account_grant_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "scope_path",
            "site_id",
            name=op.f("uq_account_grant_account_id_role_scope_path_site_id"),
        ),
    )
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("base_per_unit", BIG, nullable=True),
        sa.Column("source_line_id", BIG, nullable=True),
        sa.Column("source_kind", sa.String(length=32), nullable=False),
        sa.Column("source_label", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("specification", sa.String(length=200), nullable=True),
        sa.Column("lot", sa.String(length=64), nullable=True),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("unrecorded", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_reason", sa.String(length=200), nullable=True),
        sa.Column("restriction_id", BIG, nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entered_site_id", BIG, nullable=False),
        sa.Column("sort_key", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "origin IN ('receipt', 'found', 'split', 'repack', 'sort', 'assembly')", name=op.f("ck_batch_origin")
        ),
        sa.CheckConstraint(
            "source_kind IN ('state_allocation', 'donation', 'purchase', 'mutual_aid', 'opening', 'found')",
            name=op.f("ck_batch_source_kind"),
        ),
        sa.CheckConstraint("state IN ('usable', 'held', 'blocked')", name=op.f("ck_batch_state")),
        sa.CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name=op.f("ck_batch_factor_positive")),
        sa.ForeignKeyConstraint(["entered_site_id"], ["site.id"], name=op.f("fk_batch_entered_site_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_batch_item_id")),
        sa.ForeignKeyConstraint(["restriction_id"], ["restriction.id"], name=op.f("fk_batch_restriction_id")),
        sa.ForeignKeyConstraint(["source_line_id"], ["source_line.id"], name=op.f("fk_batch_source_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("code", name=op.f("uq_batch_code")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_item_id_sort_key"), ["item_id", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_source_line_id"), ["source_line_id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('incoming', 'outgoing', 'requests')", name=op.f("ck_import_run_kind")),
        sa.CheckConstraint("status IN ('draft', 'committed', 'discarded')", name=op.f("ck_import_run_status")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_import_run_actor_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_import_run_area_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_import_run_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("key", name=op.f("uq_import_run_key")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_sha256"), ["sha256"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('transit', 'receiver') AND site_id IS NULL) OR (kind NOT IN ('transit', 'receiver') AND site_id IS NOT NULL)",
            name=op.f("ck_location_site_where_on_hand"),
        ),
        sa.CheckConstraint(
            "kind IN ('storage', 'dock', 'quarantine', 'transit', 'receiver')", name=op.f("ck_location_kind")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_location_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_location_site_id_code")),
    )
    op.create_table(
        "posting",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("reverses_id", BIG, nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_posting_reversal_names_its_posting")
        ),
        sa.CheckConstraint("kind <> 'reversal' OR reason <> ''", name=op.f("ck_posting_reversal_has_reason")),
        sa.CheckConstraint(
            "kind IN ('receipt', 'move', 'issue', 'count', 'write_off', 'split', 'repack', 'sort', 'dispatch', 'direct_delivery', 'delivery', 'cancellation', 'return', 'hand_out', 'reversal')",
            name=op.f("ck_posting_kind"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_posting_actor_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["posting.id"], name=op.f("fk_posting_reverses_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_posting_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_posting_actor_id_key")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_reverses_id"), ["reverses_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_site_id_id"), ["site_id", "id"], unique=False)

    op.create_table(
        "batch_correction",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_batch_correction_actor_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_correction_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_correction")),
    )
    with op.batch_alter_table("batch_correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_batch_correction_batch_id_recorded_at"), ["batch_id", "recorded_at"], unique=False
        )

    op.create_table(
        "batch_lineage",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("parent_batch_id", BIG, nullable=False),
        sa.Column("child_batch_id", BIG, nullable=False),
        sa.Column("parent_quantity", BIG, nullable=True),
        sa.Column("child_quantity", BIG, nullable=False),
        sa.CheckConstraint(
            "child_quantity >= 1 AND child_quantity <= 1000000000000 AND child_quantity = CAST(child_quantity AS BIGINT)",
            name=op.f("ck_batch_lineage_child_quantity"),
        ),
        sa.CheckConstraint(
            "parent_quantity IS NULL OR parent_quantity > 0", name=op.f("ck_batch_lineage_parent_positive")
        ),
        sa.ForeignKeyConstraint(["child_batch_id"], ["batch.id"], name=op.f("fk_batch_lineage_child_batch_id")),
        sa.ForeignKeyConstraint(["parent_batch_id"], ["batch.id"], name=op.f("fk_batch_lineage_parent_batch_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_batch_lineage_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_lineage")),
    )
    with op.batch_alter_table("batch_lineage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_lineage_child_batch_id"), ["child_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_lineage_parent_batch_id"), ["parent_batch_id"], unique=False)

    op.create_table(
        "label_code",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("batch_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'location') = (location_id IS NOT NULL)", name=op.f("ck_label_code_location_bound")
        ),
        sa.CheckConstraint(
            "kind IN ('unbound', 'batch', 'consignment', 'consignment_line', 'dispatch', 'location')",
            name=op.f("ck_label_code_kind"),
        ),
        sa.CheckConstraint("status IN ('active', 'replaced', 'revoked')", name=op.f("ck_label_code_status")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_label_code_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_label_code_location_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_label_code_made_by")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_label_code")),
    )
    with op.batch_alter_table("label_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_code_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_code_location_id"), ["location_id"], unique=False)

    op.create_table(
        "movement",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("from_location_id", BIG, nullable=True),
        sa.Column("to_location_id", BIG, nullable=True),
        sa.Column("reverses_id", BIG, nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receive', 'found', 'count_gain', 'split_in', 'repack_in', 'sort_in', 'move', 'load', 'deliver', 'return', 'split_out', 'repack_out', 'sort_out', 'count_loss', 'hand_out', 'used', 'passed_on', 'returned_to_donor', 'sold', 'write_off', 'short', 'damaged')",
            name=op.f("ck_movement_kind"),
        ),
        sa.CheckConstraint(
            "from_location_id IS NOT NULL OR to_location_id IS NOT NULL", name=op.f("ck_movement_somewhere")
        ),
        sa.CheckConstraint(
            "from_location_id IS NULL OR to_location_id IS NULL OR from_location_id <> to_location_id",
            name=op.f("ck_movement_goes_elsewhere"),
        ),
        sa.CheckConstraint(
            "quantity >= 1 AND quantity <= 1000000000000 AND quantity = CAST(quantity AS BIGINT)",
            name=op.f("ck_movement_quantity"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_movement_batch_id")),
        sa.ForeignKeyConstraint(["from_location_id"], ["location.id"], name=op.f("fk_movement_from_location_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_movement_posting_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["movement.id"], name=op.f("fk_movement_reverses_id")),
        sa.ForeignKeyConstraint(["to_location_id"], ["location.id"], name=op.f("fk_movement_to_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_movement_reverses_id")),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_batch_id_id"), ["batch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_movement_from_past", ["from_location_id", "occurred_at", "batch_id", "quantity"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_movement_posting_id"), ["posting_id"], unique=False)
        batch_op.create_index(
            "ix_movement_to_past", ["to_location_id", "occurred_at", "batch_id", "quantity"], unique=False
        )

    op.create_table(
        "receiver",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("area_id", BIG, nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(kind = 'site') = (site_id IS NOT NULL)", name=op.f("ck_receiver_site_of_kind_site")),
        sa.CheckConstraint("kind IN ('site', 'organisation')", name=op.f("ck_receiver_kind")),
        sa.CheckConstraint("name_en <> '' OR name_zh <> ''", name=op.f("ck_receiver_named")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_receiver_area_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_receiver_location_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_receiver_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiver")),
        sa.UniqueConstraint("location_id", name=op.f("uq_receiver_location_id")),
        sa.UniqueConstraint("site_id", name=op.f("uq_receiver_site_id")),
    )
    with op.batch_alter_table("receiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receiver_area_id"), ["area_id"], unique=False)

    op.create_table(
        "reservation",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('open', 'used', 'released')", name=op.f("ck_reservation_status")),
        sa.CheckConstraint(
            "quantity >= 1 AND quantity <= 1000000000000 AND quantity = CAST(quantity AS BIGINT)",
            name=op.f("ck_reservation_quantity"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_reservation_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_reservation_location_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_reservation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reservation_batch_id_location_id"), ["batch_id", "location_id"], unique=False
        )

    op.create_table(
        "stock_balance",
        sa.Column("batch_id", BIG, autoincrement=False, nullable=False),
        sa.Column("location_id", BIG, autoincrement=False, nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("reserved", BIG, nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND quantity <= 1000000000000 AND quantity = CAST(quantity AS BIGINT)",
            name=op.f("ck_stock_balance_quantity"),
        ),
        sa.CheckConstraint("reserved >= 0 AND reserved <= quantity", name=op.f("ck_stock_balance_reserved_within")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_stock_balance_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_balance_location_id")),
        sa.PrimaryKeyConstraint("batch_id", "location_id", name=op.f("pk_stock_balance")),
    )
    with op.batch_alter_table("stock_balance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_balance_location_id_batch_id"), ["location_id", "batch_id"], unique=False
        )

    op.create_table(
        "consignment",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("donor_id", BIG, nullable=True),
        sa.Column("issuing_body", sa.String(length=200), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("legal_recipient", sa.String(length=200), nullable=False),
        sa.Column("collected_by", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=False),
        sa.Column("entrustment_number", sa.String(length=200), nullable=False),
        sa.Column("receipt_number", sa.String(length=200), nullable=False),
        sa.Column("brought_by", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'donation' OR donor_id IS NOT NULL", name=op.f("ck_consignment_donation_has_donor")
        ),
        sa.CheckConstraint(
            "kind <> 'state_allocation' OR (issuing_body <> '' AND document_number <> '')",
            name=op.f("ck_consignment_allocation_has_document"),
        ),
        sa.CheckConstraint(
            "kind IN ('state_allocation', 'donation', 'purchase', 'mutual_aid', 'opening', 'found')",
            name=op.f("ck_consignment_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('registered', 'open', 'closed', 'cancelled')", name=op.f("ck_consignment_status")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_consignment_actor_id")),
        sa.ForeignKeyConstraint(["code"], ["label_code.code"], name=op.f("fk_consignment_code")),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_consignment_donor_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_consignment_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sa.UniqueConstraint("code", name=op.f("uq_consignment_code")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_consignment_actor_id_key")),
        sa.UniqueConstraint("number", name=op.f("uq_consignment_number")),
    )
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_donor_id"), ["donor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consignment_issuing_body_document_number"), ["issuing_body", "document_number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consignment_site_id_status"), ["site_id", "status"], unique=False)

    op.create_table(
        "keyed_act",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_keyed_act_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyed_act")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_keyed_act_actor_id_key")),
    )
    op.create_table(
        "hand_out",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("paper_number", sa.String(length=200), nullable=False),
        sa.Column("receiver_id", BIG, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("households IS NULL OR households > 0", name=op.f("ck_hand_out_households_positive")),
        sa.CheckConstraint("kind IN ('hand_out', 'used', 'passed_on')", name=op.f("ck_hand_out_kind")),
        sa.CheckConstraint("persons IS NULL OR persons > 0", name=op.f("ck_hand_out_persons_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_hand_out_actor_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_hand_out_posting_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_hand_out_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_out")),
        sa.UniqueConstraint("number", name=op.f("uq_hand_out_number")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_hand_out_posting_id")),
    )
    with op.batch_alter_table("hand_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_out_receiver_id"), ["receiver_id"], unique=False)

    op.create_table(
        "label_print",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_label_print_actor_id")),
        sa.ForeignKeyConstraint(["code"], ["label_code.code"], name=op.f("fk_label_print_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
    )
    with op.batch_alter_table("label_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_print_code"), ["code"], unique=False)

    op.create_table(
        "receiver_alias",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("receiver_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("decided_by", BIG, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_receiver_alias_decided_by")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_receiver_alias_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiver_alias")),
        sa.UniqueConstraint("name_key", name=op.f("uq_receiver_alias_name_key")),
    )
    with op.batch_alter_table("receiver_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receiver_alias_receiver_id"), ["receiver_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("receiver_id", BIG, nullable=False),
        sa.Column("area_id", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("priority", sa.String(length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("priority IN ('life', 'high', 'normal')", name=op.f("ck_request_priority")),
        sa.CheckConstraint(
            "status IN ('sent', 'approved', 'refused', 'closed', 'withdrawn')", name=op.f("ck_request_status")
        ),
        sa.CheckConstraint("people IS NULL OR people > 0", name=op.f("ck_request_people_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_request_actor_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_request_area_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_request_decided_by")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_request_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("number", name=op.f("uq_request_number")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_area_id_status"), ["area_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_receiver_id"), ["receiver_id"], unique=False)

    op.create_table(
        "restriction_target",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("restriction_id", BIG, nullable=False),
        sa.Column("receiver_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("name_as_written", sa.String(length=200), nullable=False),
        sa.Column("quantity", BIG, nullable=True),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "quantity IS NULL OR unit IS NOT NULL", name=op.f("ck_restriction_target_quantity_has_unit")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_restriction_target_area_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_restriction_target_receiver_id")),
        sa.ForeignKeyConstraint(
            ["restriction_id"], ["restriction.id"], name=op.f("fk_restriction_target_restriction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_target")),
    )
    with op.batch_alter_table("restriction_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restriction_target_restriction_id"), ["restriction_id"], unique=False)

    op.create_table(
        "consignment_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("consignment_id", BIG, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("quantity", BIG, nullable=True),
        sa.Column("base_per_unit", BIG, nullable=True),
        sa.Column("specification", sa.String(length=200), nullable=True),
        sa.Column("name_as_written", sa.String(length=200), nullable=False),
        sa.Column("restriction_id", BIG, nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("close_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "base_per_unit IS NULL OR base_per_unit > 0", name=op.f("ck_consignment_line_factor_positive")
        ),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_consignment_line_quantity_positive")),
        sa.ForeignKeyConstraint(["code"], ["label_code.code"], name=op.f("fk_consignment_line_code")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_consignment_line_consignment_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["source_line.id"], name=op.f("fk_consignment_line_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_consignment_line_item_id")),
        sa.ForeignKeyConstraint(
            ["restriction_id"], ["restriction.id"], name=op.f("fk_consignment_line_restriction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_line")),
        sa.UniqueConstraint("code", name=op.f("uq_consignment_line_code")),
        sa.UniqueConstraint("consignment_id", "line_no", name=op.f("uq_consignment_line_consignment_id_line_no")),
    )
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_line_item_id"), ["item_id"], unique=False)

    op.create_table(
        "dispatch",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("from_site_id", BIG, nullable=False),
        sa.Column("receiver_id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=True),
        sa.Column("transit_location_id", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("posting_id", BIG, nullable=True),
        sa.Column("vehicle", sa.String(length=200), nullable=False),
        sa.Column("driver", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status = 'picked' OR status = 'cancelled' OR posting_id IS NOT NULL",
            name=op.f("ck_dispatch_loaded_is_posted"),
        ),
        sa.CheckConstraint(
            "status IN ('picked', 'in_transit', 'delivered', 'returned', 'cancelled')", name=op.f("ck_dispatch_status")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_dispatch_actor_id")),
        sa.ForeignKeyConstraint(["code"], ["label_code.code"], name=op.f("fk_dispatch_code")),
        sa.ForeignKeyConstraint(["from_site_id"], ["site.id"], name=op.f("fk_dispatch_from_site_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_dispatch_posting_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_dispatch_receiver_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_dispatch_request_id")),
        sa.ForeignKeyConstraint(["transit_location_id"], ["location.id"], name=op.f("fk_dispatch_transit_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("code", name=op.f("uq_dispatch_code")),
        sa.UniqueConstraint("number", name=op.f("uq_dispatch_number")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_dispatch_posting_id")),
        sa.UniqueConstraint("transit_location_id", name=op.f("uq_dispatch_transit_location_id")),
    )
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_from_site_id_status"), ["from_site_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_receiver_id_status"), ["receiver_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_request_id"), ["request_id"], unique=False)

    op.create_table(
        "goods_receipt",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("consignment_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("delivered_by", sa.String(length=200), nullable=False),
        sa.Column("vehicle", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_goods_receipt_actor_id")),
        sa.ForeignKeyConstraint(["consignment_id"], ["consignment.id"], name=op.f("fk_goods_receipt_consignment_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_goods_receipt_posting_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_goods_receipt_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_receipt_number")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_goods_receipt_posting_id")),
    )
    with op.batch_alter_table("goods_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipt_consignment_id"), ["consignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_site_id_id"), ["site_id", "id"], unique=False)

    op.create_table(
        "request_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("base_per_unit", BIG, nullable=True),
        sa.Column("quantity", BIG, nullable=True),
        sa.Column("approved", BIG, nullable=True),
        sa.Column("specification", sa.String(length=200), nullable=True),
        sa.CheckConstraint("approved IS NULL OR approved >= 0", name=op.f("ck_request_line_approved_not_negative")),
        sa.CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name=op.f("ck_request_line_factor_positive")),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_request_line_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_request_line_item_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_line_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_line")),
        sa.UniqueConstraint("request_id", "line_no", name=op.f("uq_request_line_request_id_line_no")),
    )
    with op.batch_alter_table("request_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_line_item_id"), ["item_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("dispatch_id", BIG, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("confirmation", sa.String(length=32), nullable=False),
        sa.Column("paper_number", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confirmation <> 'paper' OR paper_number <> ''", name=op.f("ck_delivery_paper_has_number")),
        sa.CheckConstraint("confirmation IN ('receiver', 'paper', 'imported')", name=op.f("ck_delivery_confirmation")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_delivery_actor_id")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name=op.f("fk_delivery_dispatch_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_delivery_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_delivery_dispatch_id")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_delivery_posting_id")),
    )
    op.create_table(
        "dispatch_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("dispatch_id", BIG, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("from_location_id", BIG, nullable=True),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("request_line_id", BIG, nullable=True),
        sa.Column("reservation_id", BIG, nullable=True),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("override_by", BIG, nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("override_consent", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "evidence IN ('scanned', 'chosen', 'rule', 'imported')", name=op.f("ck_dispatch_line_evidence")
        ),
        sa.CheckConstraint(
            "override_by IS NULL OR override_reason <> ''", name=op.f("ck_dispatch_line_override_has_reason")
        ),
        sa.CheckConstraint(
            "quantity >= 1 AND quantity <= 1000000000000 AND quantity = CAST(quantity AS BIGINT)",
            name=op.f("ck_dispatch_line_quantity"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_dispatch_line_batch_id")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name=op.f("fk_dispatch_line_dispatch_id")),
        sa.ForeignKeyConstraint(["from_location_id"], ["location.id"], name=op.f("fk_dispatch_line_from_location_id")),
        sa.ForeignKeyConstraint(["override_by"], ["account.id"], name=op.f("fk_dispatch_line_override_by")),
        sa.ForeignKeyConstraint(
            ["request_line_id"], ["request_line.id"], name=op.f("fk_dispatch_line_request_line_id")
        ),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservation.id"], name=op.f("fk_dispatch_line_reservation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_line")),
        sa.UniqueConstraint("dispatch_id", "line_no", name=op.f("uq_dispatch_line_dispatch_id_line_no")),
    )
    with op.batch_alter_table("dispatch_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_line_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_line_request_line_id"), ["request_line_id"], unique=False)

    op.create_table(
        "goods_receipt_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("receipt_id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("counting", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("base_per_unit", BIG, nullable=True),
        sa.Column("accepted", BIG, nullable=False),
        sa.Column("rejected", BIG, nullable=False),
        sa.Column("reject_reason", sa.String(length=200), nullable=False),
        sa.Column("batch_id", BIG, nullable=True),
        sa.CheckConstraint(
            "counting = 'counted' OR (accepted = 0 AND rejected = 0)",
            name=op.f("ck_goods_receipt_line_not_yet_has_no_figures"),
        ),
        sa.CheckConstraint(
            "counting = 'not_yet' OR accepted + rejected > 0", name=op.f("ck_goods_receipt_line_counted_has_figures")
        ),
        sa.CheckConstraint("counting IN ('counted', 'not_yet')", name=op.f("ck_goods_receipt_line_counting")),
        sa.CheckConstraint(
            "rejected = 0 OR reject_reason <> ''", name=op.f("ck_goods_receipt_line_rejected_has_reason")
        ),
        sa.CheckConstraint(
            "(accepted > 0) = (batch_id IS NOT NULL)", name=op.f("ck_goods_receipt_line_accepted_is_a_batch")
        ),
        sa.CheckConstraint(
            "base_per_unit IS NULL OR base_per_unit > 0", name=op.f("ck_goods_receipt_line_factor_positive")
        ),
        sa.CheckConstraint(
            "accepted >= 0 AND accepted <= 1000000000000 AND accepted = CAST(accepted AS BIGINT)",
            name=op.f("ck_goods_receipt_line_accepted"),
        ),
        sa.CheckConstraint(
            "rejected >= 0 AND rejected <= 1000000000000 AND rejected = CAST(rejected AS BIGINT)",
            name=op.f("ck_goods_receipt_line_rejected"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_goods_receipt_line_batch_id")),
        sa.ForeignKeyConstraint(["line_id"], ["consignment_line.id"], name=op.f("fk_goods_receipt_line_line_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipt.id"], name=op.f("fk_goods_receipt_line_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_line")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_goods_receipt_line_batch_id")),
    )
    with op.batch_alter_table("goods_receipt_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipt_line_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_line_receipt_id"), ["receipt_id"], unique=False)

    op.create_table(
        "request_reservation",
        sa.Column("reservation_id", BIG, autoincrement=False, nullable=False),
        sa.Column("request_line_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_line_id"], ["request_line.id"], name=op.f("fk_request_reservation_request_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_request_reservation_reservation_id")
        ),
        sa.PrimaryKeyConstraint("reservation_id", name=op.f("pk_request_reservation")),
    )
    with op.batch_alter_table("request_reservation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_reservation_request_line_id"), ["request_line_id"], unique=False)

    op.create_table(
        "delivery_line",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("delivery_id", BIG, nullable=False),
        sa.Column("dispatch_line_id", BIG, nullable=False),
        sa.Column("delivered", BIG, nullable=False),
        sa.Column("short", BIG, nullable=False),
        sa.Column("damaged", BIG, nullable=False),
        sa.Column("returned", BIG, nullable=False),
        sa.Column("surplus", BIG, nullable=False),
        sa.Column("surplus_batch_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "damaged >= 0 AND damaged <= 1000000000000 AND damaged = CAST(damaged AS BIGINT)",
            name=op.f("ck_delivery_line_damaged"),
        ),
        sa.CheckConstraint(
            "delivered >= 0 AND delivered <= 1000000000000 AND delivered = CAST(delivered AS BIGINT)",
            name=op.f("ck_delivery_line_delivered"),
        ),
        sa.CheckConstraint(
            "returned >= 0 AND returned <= 1000000000000 AND returned = CAST(returned AS BIGINT)",
            name=op.f("ck_delivery_line_returned"),
        ),
        sa.CheckConstraint(
            "short >= 0 AND short <= 1000000000000 AND short = CAST(short AS BIGINT)",
            name=op.f("ck_delivery_line_short"),
        ),
        sa.CheckConstraint(
            "surplus >= 0 AND surplus <= 1000000000000 AND surplus = CAST(surplus AS BIGINT)",
            name=op.f("ck_delivery_line_surplus"),
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_line_delivery_id")),
        sa.ForeignKeyConstraint(
            ["dispatch_line_id"], ["dispatch_line.id"], name=op.f("fk_delivery_line_dispatch_line_id")
        ),
        sa.ForeignKeyConstraint(["surplus_batch_id"], ["batch.id"], name=op.f("fk_delivery_line_surplus_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
    )
    with op.batch_alter_table("delivery_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_line_delivery_id"), ["delivery_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_line_dispatch_line_id"), ["dispatch_line_id"], unique=True)

    op.create_table(
        "import_row",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("part_no", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("receiver_id", BIG, nullable=True),
        sa.Column("donor_id", BIG, nullable=True),
        sa.Column("source_line_id", BIG, nullable=True),
        sa.Column("dispatch_line_id", BIG, nullable=True),
        sa.Column("request_line_id", BIG, nullable=True),
        sa.Column("settled_by", BIG, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settle_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('pending', 'done', 'waiting', 'dismissed')", name=op.f("ck_import_row_outcome")
        ),
        sa.CheckConstraint("status IN ('ok', 'warning', 'error', 'skipped')", name=op.f("ck_import_row_status")),
        sa.ForeignKeyConstraint(
            ["dispatch_line_id"], ["dispatch_line.id"], name=op.f("fk_import_row_dispatch_line_id")
        ),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_import_row_donor_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_import_row_item_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["receiver.id"], name=op.f("fk_import_row_receiver_id")),
        sa.ForeignKeyConstraint(["request_line_id"], ["request_line.id"], name=op.f("fk_import_row_request_line_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_import_row_settled_by")),
        sa.ForeignKeyConstraint(["source_line_id"], ["source_line.id"], name=op.f("fk_import_row_source_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("run_id", "row_no", "part_no", name=op.f("uq_import_row_run_id_row_no_part_no")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_row_run_id_status"), ["run_id", "status"], unique=False)


def downgrade():

    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_row_run_id_status"))

    op.drop_table("import_row")
    with op.batch_alter_table("delivery_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_line_dispatch_line_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_delivery_id"))

    op.drop_table("delivery_line")
    with op.batch_alter_table("request_reservation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_reservation_request_line_id"))

    op.drop_table("request_reservation")
    with op.batch_alter_table("goods_receipt_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_receipt_line_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_line_line_id"))

    op.drop_table("goods_receipt_line")
    with op.batch_alter_table("dispatch_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_line_request_line_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_line_batch_id"))

    op.drop_table("dispatch_line")
    op.drop_table("delivery")
    with op.batch_alter_table("request_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_line_item_id"))

    op.drop_table("request_line")
    with op.batch_alter_table("goods_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_receipt_site_id_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_consignment_id"))

    op.drop_table("goods_receipt")
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_request_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_receiver_id_status"))
        batch_op.drop_index(batch_op.f("ix_dispatch_from_site_id_status"))

    op.drop_table("dispatch")
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignment_line_item_id"))

    op.drop_table("consignment_line")
    with op.batch_alter_table("restriction_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restriction_target_restriction_id"))

    op.drop_table("restriction_target")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_receiver_id"))
        batch_op.drop_index(batch_op.f("ix_request_area_id_status"))

    op.drop_table("request")
    with op.batch_alter_table("receiver_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receiver_alias_receiver_id"))

    op.drop_table("receiver_alias")
    with op.batch_alter_table("label_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_print_code"))

    op.drop_table("label_print")
    with op.batch_alter_table("hand_out", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_out_receiver_id"))

    op.drop_table("hand_out")
    op.drop_table("keyed_act")
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignment_site_id_status"))
        batch_op.drop_index(batch_op.f("ix_consignment_issuing_body_document_number"))
        batch_op.drop_index(batch_op.f("ix_consignment_donor_id"))

    op.drop_table("consignment")
    with op.batch_alter_table("stock_balance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_balance_location_id_batch_id"))

    op.drop_table("stock_balance")
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reservation_batch_id_location_id"))

    op.drop_table("reservation")
    with op.batch_alter_table("receiver", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receiver_area_id"))

    op.drop_table("receiver")
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index("ix_movement_to_past")
        batch_op.drop_index(batch_op.f("ix_movement_posting_id"))
        batch_op.drop_index("ix_movement_from_past")
        batch_op.drop_index(batch_op.f("ix_movement_batch_id_id"))

    op.drop_table("movement")
    with op.batch_alter_table("label_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_code_location_id"))
        batch_op.drop_index(batch_op.f("ix_label_code_batch_id"))

    op.drop_table("label_code")
    with op.batch_alter_table("batch_lineage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_lineage_parent_batch_id"))
        batch_op.drop_index(batch_op.f("ix_batch_lineage_child_batch_id"))

    op.drop_table("batch_lineage")
    with op.batch_alter_table("batch_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_correction_batch_id_recorded_at"))

    op.drop_table("batch_correction")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_site_id_id"))
        batch_op.drop_index(batch_op.f("ix_posting_reverses_id"))

    op.drop_table("posting")
    op.drop_table("location")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_sha256"))

    op.drop_table("import_run")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_source_line_id"))
        batch_op.drop_index(batch_op.f("ix_batch_sort_key"))
        batch_op.drop_index(batch_op.f("ix_batch_item_id_sort_key"))
        batch_op.drop_index(batch_op.f("ix_batch_expires_on"))

    op.drop_table("batch")
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_grant_account_id"))

    op.drop_table("account_grant")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_area_id"))

    op.drop_table("site")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    op.drop_table("item_unit")
    op.drop_table("item_substitute")
    with op.batch_alter_table("item_barcode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_barcode_item_id"))

    op.drop_table("item_barcode")
    with op.batch_alter_table("item_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_alias_item_id"))

    op.drop_table("item_alias")
    with op.batch_alter_table("donor_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donor_consent_donor_id_recorded_at"))

    op.drop_table("donor_consent")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_id"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_account_id"))

    op.drop_table("api_token")
    op.drop_table("source_line")
    op.drop_table("restriction")
    op.drop_table("item")
    with op.batch_alter_table("donor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donor_name_key"))

    op.drop_table("donor")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_parent_id"))

    op.drop_table("area")
    op.drop_table("account")
