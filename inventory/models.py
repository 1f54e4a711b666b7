"""Places, goods and batches. No relationships: a query says its joins, so nothing loads row by row."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Name, Quantity, Ref, Word, one_of
from core.database import Base
from inventory.values import (
    AreaLevel,
    BatchOrigin,
    BatchState,
    Category,
    LabelKind,
    LabelStatus,
    LocationKind,
    ReceiverKind,
    RestrictionKind,
    SiteKind,
    SourceKind,
)

PathText = String(400).with_variant(String(400, collation="C"), "postgresql")
"""Compared byte by byte, so that a subtree is a range: path >= 'a/' and path < 'a0'."""


def _named() -> CheckConstraint:
    return CheckConstraint("name_en <> '' OR name_zh <> ''", name="named")


class Area(Base):
    """A node of the administrative tree. Its code is text; `path` is its codes from the root, each with '/'."""

    __tablename__ = "area"
    __table_args__ = (one_of("level", AreaLevel, "level"), _named(), Index(None, "parent_id"))

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name] = mapped_column(default="")
    name_zh: Mapped[Name] = mapped_column(default="")
    level: Mapped[Word]
    parent_id: Mapped[Ref | None] = mapped_column(ForeignKey("area.id"))
    path: Mapped[str] = mapped_column(PathText, unique=True)
    code_system: Mapped[Word] = mapped_column(default="NBS")
    valid_year: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)


class Site(Base):
    """A place of ours that holds goods. `phone` is public: whom a donor may call."""

    __tablename__ = "site"
    __table_args__ = (one_of("kind", SiteKind, "kind"), _named(), Index(None, "area_id"))

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name] = mapped_column(default="")
    name_zh: Mapped[Name] = mapped_column(default="")
    kind: Mapped[Word]
    area_id: Mapped[Ref] = mapped_column(ForeignKey("area.id"))
    address: Mapped[Name] = mapped_column(default="")
    phone: Mapped[Name] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Location(Base):
    """A bin or zone of a site, the way of one dispatch, or the one shelf of an outside organisation."""

    __tablename__ = "location"
    __table_args__ = (
        one_of("kind", LocationKind, "kind"),
        CheckConstraint(
            "(kind IN ('transit', 'receiver') AND site_id IS NULL) OR "
            "(kind NOT IN ('transit', 'receiver') AND site_id IS NOT NULL)",
            name="site_where_on_hand",
        ),
        UniqueConstraint("site_id", "code"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"))
    code: Mapped[Code]
    name_en: Mapped[Name] = mapped_column(default="")
    name_zh: Mapped[Name] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Receiver(Base):
    """Who goods are delivered to: one row for every site, and one for each outside organisation."""

    __tablename__ = "receiver"
    __table_args__ = (
        one_of("kind", ReceiverKind, "kind"),
        _named(),
        CheckConstraint("(kind = 'site') = (site_id IS NOT NULL)", name="site_of_kind_site"),
        Index(None, "area_id"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"), unique=True)
    location_id: Mapped[Ref] = mapped_column(ForeignKey("location.id"), unique=True)
    area_id: Mapped[Ref] = mapped_column(ForeignKey("area.id"))
    name_en: Mapped[Name] = mapped_column(default="")
    name_zh: Mapped[Name] = mapped_column(default="")
    contact: Mapped[LongText] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class ReceiverAlias(Base):
    """A name under which a receiver is met, by its comparison key; who said that it is the same."""

    __tablename__ = "receiver_alias"

    id: Mapped[Id]
    receiver_id: Mapped[Ref] = mapped_column(ForeignKey("receiver.id"), index=True)
    name: Mapped[Name]
    name_key: Mapped[Name] = mapped_column(unique=True)
    decided_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]


class Item(Base):
    """A kind of goods. `base_unit` is the unit that needs and totals are told in."""

    __tablename__ = "item"
    __table_args__ = (one_of("category", Category, "category"), _named())

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name] = mapped_column(default="")
    name_zh: Mapped[Name] = mapped_column(default="")
    category: Mapped[Word]
    base_unit: Mapped[Word]
    is_medicine: Mapped[bool] = mapped_column(default=False)
    shelf_life_days: Mapped[int | None]
    storage_condition: Mapped[Name] = mapped_column(default="")
    description: Mapped[LongText] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class ItemAlias(Base):
    """A name under which an item is met in files and on boxes, by its comparison key."""

    __tablename__ = "item_alias"

    id: Mapped[Id]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"), index=True)
    name: Mapped[Name]
    name_key: Mapped[Name] = mapped_column(unique=True)
    decided_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]


class ItemUnit(Base):
    """A pack size of an item (base units in one unit), or a word that a named person made equal to another unit."""

    __tablename__ = "item_unit"
    __table_args__ = (
        UniqueConstraint("item_id", "unit"),
        CheckConstraint("(base_per_unit IS NULL) <> (same_as IS NULL)", name="factor_or_word"),
        CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name="factor_positive"),
    )

    id: Mapped[Id]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    unit: Mapped[Word]
    base_per_unit: Mapped[Quantity | None]
    same_as: Mapped[Word | None]
    decided_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]


class ItemBarcode(Base):
    """A GTIN (14 digits) printed on boxes of an item. `unit` is the pack that it stands for, where somebody said so."""

    __tablename__ = "item_barcode"

    id: Mapped[Id]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"), index=True)
    gtin: Mapped[Code] = mapped_column(unique=True)
    unit: Mapped[Word | None]


class ItemSubstitute(Base):
    """`substitute_id` can stand in for `item_id`. Not symmetric: an N95 replaces a surgical mask, not the reverse."""

    __tablename__ = "item_substitute"
    __table_args__ = (
        UniqueConstraint("item_id", "substitute_id"),
        CheckConstraint("item_id <> substitute_id", name="other"),
    )

    id: Mapped[Id]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    substitute_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))


class Restriction(Base):
    """What a donor fixed for a source line. `text` is the wish in the donor's words. UNKNOWN holds the batch."""

    __tablename__ = "restriction"
    __table_args__ = (one_of("kind", RestrictionKind, "kind"),)

    id: Mapped[Id]
    kind: Mapped[Word]
    text: Mapped[LongText] = mapped_column(default="")


class RestrictionTarget(Base):
    """One allowed use: a receiver, an area with all below it, or a purpose; `quantity` None means all of it.
    `name_as_written` is kept when the receiver is not (yet) known."""

    __tablename__ = "restriction_target"
    __table_args__ = (
        CheckConstraint("quantity IS NULL OR unit IS NOT NULL", name="quantity_has_unit"),
        Index(None, "restriction_id"),
    )

    id: Mapped[Id]
    restriction_id: Mapped[Ref] = mapped_column(ForeignKey("restriction.id"))
    receiver_id: Mapped[Ref | None] = mapped_column(ForeignKey("receiver.id"))
    area_id: Mapped[Ref | None] = mapped_column(ForeignKey("area.id"))
    purpose: Mapped[Name] = mapped_column(default="")
    name_as_written: Mapped[Name] = mapped_column(default="")
    quantity: Mapped[Quantity | None]
    unit: Mapped[Word | None]


class SourceLine(Base):
    """The anchor of provenance: one line of a consignment, or goods found. Batches and their children point here;
    the consignment's own line shares this id. `label` is what may be printed: never a private donor's name."""

    __tablename__ = "source_line"
    __table_args__ = (one_of("kind", SourceKind, "kind"),)

    id: Mapped[Id]
    kind: Mapped[Word]
    label: Mapped[Name]


class Batch(Base):
    """Goods of one item that came together, counted in their own unit. What it is changes only together with a
    BatchCorrection row. `sort_key` orders picking: expiry (9999-12-31 when none), then entry.
    `code` is the label that it was born with; further labels stand in `label_code` only."""

    __tablename__ = "batch"
    __table_args__ = (
        one_of("state", BatchState, "state"),
        one_of("origin", BatchOrigin, "origin"),
        one_of("source_kind", SourceKind, "source_kind"),
        CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name="factor_positive"),
        Index(None, "item_id", "sort_key"),
        Index(None, "sort_key"),
        Index(None, "source_line_id"),
        Index(None, "expires_on"),
    )

    id: Mapped[Id]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"))
    unit: Mapped[Word]
    base_per_unit: Mapped[Quantity | None]
    source_line_id: Mapped[Ref | None] = mapped_column(ForeignKey("source_line.id"))
    source_kind: Mapped[Word]
    source_label: Mapped[Name]
    origin: Mapped[Word]
    specification: Mapped[Name | None]
    lot: Mapped[Code | None]
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    unrecorded: Mapped[bool] = mapped_column(default=False)
    state: Mapped[Word] = mapped_column(default=BatchState.USABLE.value)
    state_reason: Mapped[Name | None]
    restriction_id: Mapped[Ref | None] = mapped_column(ForeignKey("restriction.id"))
    entered_on: Mapped[date]
    entered_site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    sort_key: Mapped[Code]
    code: Mapped[Code] = mapped_column(unique=True)
    recorded_at: Mapped[Moment]


class BatchCorrection(Base):
    """One changed property of a batch: old and new as text, who, when, why. Never updated or deleted."""

    __tablename__ = "batch_correction"
    __table_args__ = (Index(None, "batch_id", "recorded_at"),)

    id: Mapped[Id]
    batch_id: Mapped[Ref] = mapped_column(ForeignKey("batch.id"))
    field: Mapped[Word]
    old: Mapped[LongText | None]
    new: Mapped[LongText | None]
    reason: Mapped[LongText]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]


class LabelRoll(Base):
    """Blank labels printed ahead for one site: `labels` codes on paper of the format `sheet`. (made_by, key) is the
    idempotency key of whoever made it."""

    __tablename__ = "label_roll"
    __table_args__ = (
        CheckConstraint("labels > 0", name="labels_positive"),
        UniqueConstraint("made_by", "key"),
        Index(None, "site_id", "made_at"),
    )

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    sheet: Mapped[Word]
    labels: Mapped[int]
    made_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    key: Mapped[str] = mapped_column(String(128))


class LabelCode(Base):
    """What a QR carries: random, check-digited, never reused. `batch_id` and `location_id` are set once when bound;
    consignments and dispatches point here themselves. A code of a roll has its running number (`roll_place`). Triggers
    of the migrations refuse to bind twice, to take a revoked code up again and to remove a code."""

    __tablename__ = "label_code"
    __table_args__ = (
        one_of("kind", LabelKind, "kind"),
        one_of("status", LabelStatus, "status"),
        CheckConstraint("(kind = 'location') = (location_id IS NOT NULL)", name="location_bound"),
        CheckConstraint("(kind = 'batch') = (batch_id IS NOT NULL)", name="batch_bound"),
        CheckConstraint("(roll_id IS NULL) = (roll_place IS NULL)", name="place_on_roll"),
        CheckConstraint("(kind = 'unbound') = (bound_at IS NULL)", name="bound_when"),
        Index(None, "roll_id", "roll_place", unique=True),
    )

    code: Mapped[Code] = mapped_column(primary_key=True)
    kind: Mapped[Word]
    status: Mapped[Word] = mapped_column(default=LabelStatus.ACTIVE.value)
    batch_id: Mapped[Ref | None] = mapped_column(ForeignKey("batch.id"), index=True)
    location_id: Mapped[Ref | None] = mapped_column(ForeignKey("location.id"), index=True)
    made_at: Mapped[Moment]
    made_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    bound_at: Mapped[Moment | None]
    roll_id: Mapped[Ref | None] = mapped_column(ForeignKey("label_roll.id"))
    roll_place: Mapped[int | None]
    bound_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[Name | None]


class LabelPrint(Base):
    """A print of labels: who, when, how many copies."""

    __tablename__ = "label_print"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(ForeignKey("label_code.code"), index=True)
    copies: Mapped[int]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    printed_at: Mapped[Moment]
