"""Consignments (whatever comes in, with provenance), their donors, and the goods receipts that accept them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Name, Quantity, Ref, Word, one_of, quantity_check
from core.database import Base
from donations.values import ConsignmentStatus, Counting, DonorKind
from inventory.values import SourceKind


class Donor(Base):
    """Who gives. `contact` is private. A private donor appears in public as a number only."""

    __tablename__ = "donor"
    __table_args__ = (one_of("kind", DonorKind, "kind"), Index(None, "name_key"))

    id: Mapped[Id]
    kind: Mapped[Word]
    name: Mapped[Name]
    name_key: Mapped[Name]
    contact: Mapped[LongText] = mapped_column(default="")
    number: Mapped[Code] = mapped_column(unique=True)
    made_at: Mapped[Moment]


class DonorConsent(Base):
    """A dated answer to «may we name you?». Public views use today's newest; never updated or deleted."""

    __tablename__ = "donor_consent"
    __table_args__ = (Index(None, "donor_id", "recorded_at"),)

    id: Mapped[Id]
    donor_id: Mapped[Ref] = mapped_column(ForeignKey("donor.id"))
    named: Mapped[bool]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]


class Consignment(Base):
    """Anything that comes in, of one source kind, with who it is legally for, who collected it on whose behalf
    (Disaster Donation Measures art. 9: a township may collect when entrusted by the county) and who brought it.
    (actor_id, key) is the idempotency key of registering it; `fingerprint` tells whether it came with other content."""

    __tablename__ = "consignment"
    __table_args__ = (
        one_of("kind", SourceKind, "kind"),
        one_of("status", ConsignmentStatus, "status"),
        CheckConstraint("kind <> 'donation' OR donor_id IS NOT NULL", name="donation_has_donor"),
        CheckConstraint(
            "kind <> 'state_allocation' OR (issuing_body <> '' AND document_number <> '')",
            name="allocation_has_document",
        ),
        UniqueConstraint("actor_id", "key"),
        Index(None, "issuing_body", "document_number"),
        Index(None, "site_id", "status"),
        Index(None, "donor_id"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    number: Mapped[Code] = mapped_column(unique=True)
    code: Mapped[Code] = mapped_column(ForeignKey("label_code.code"), unique=True)
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    status: Mapped[Word] = mapped_column(default=ConsignmentStatus.REGISTERED.value)
    donor_id: Mapped[Ref | None] = mapped_column(ForeignKey("donor.id"))
    issuing_body: Mapped[Name] = mapped_column(default="")
    document_number: Mapped[Name] = mapped_column(default="")
    document_date: Mapped[date | None]
    expected_on: Mapped[date | None]
    supplier: Mapped[Name] = mapped_column(default="")
    legal_recipient: Mapped[Name] = mapped_column(default="")
    collected_by: Mapped[Name] = mapped_column(default="")
    on_behalf_of: Mapped[Name] = mapped_column(default="")
    entrustment_number: Mapped[Name] = mapped_column(default="")
    receipt_number: Mapped[Name] = mapped_column(default="")
    brought_by: Mapped[Name] = mapped_column(default="")
    purpose: Mapped[Name] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    imported: Mapped[bool] = mapped_column(default=False)
    occurred_on: Mapped[date]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[Code]
    recorded_at: Mapped[Moment]


class ConsignmentLine(Base):
    """One line: for a state allocation what was allotted, for a gift what the donor said. `quantity` None means not
    yet counted. Shares its id with the `source_line` that its batches point to, and has a trace code of its own."""

    __tablename__ = "consignment_line"
    __table_args__ = (
        UniqueConstraint("consignment_id", "line_no"),
        CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name="factor_positive"),
    )

    id: Mapped[Ref] = mapped_column(ForeignKey("source_line.id"), primary_key=True, autoincrement=False)
    consignment_id: Mapped[Ref] = mapped_column(ForeignKey("consignment.id"))
    line_no: Mapped[int]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("item.id"), index=True)
    code: Mapped[Code] = mapped_column(ForeignKey("label_code.code"), unique=True)
    unit: Mapped[Word]
    quantity: Mapped[Quantity | None]
    base_per_unit: Mapped[Quantity | None]
    specification: Mapped[Name | None]
    name_as_written: Mapped[Name] = mapped_column(default="")
    restriction_id: Mapped[Ref | None] = mapped_column(ForeignKey("restriction.id"))
    closed: Mapped[bool] = mapped_column(default=False)
    close_reason: Mapped[Name] = mapped_column(default="")


class GoodsReceipt(Base):
    """Counting and accepting (part of) a consignment at a site, 入库单. Posted by one ledger posting."""

    __tablename__ = "goods_receipt"
    __table_args__ = (Index(None, "consignment_id"), Index(None, "site_id", "id"))

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    consignment_id: Mapped[Ref] = mapped_column(ForeignKey("consignment.id"))
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    posting_id: Mapped[Ref] = mapped_column(ForeignKey("posting.id"), unique=True)
    delivered_by: Mapped[Name] = mapped_column(default="")
    vehicle: Mapped[Name] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]


class GoodsReceiptLine(Base):
    """What was found of one consignment line: counted = accepted + rejected; one accepted batch with its label.
    NOT_YET means the boxes stand at the dock and `batch_id` is empty until a later receipt counts them. The figures are
    in `unit`, which may differ from the unit of the consignment line only with a factor for both (`base_per_unit`)."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = (
        one_of("counting", Counting, "counting"),
        quantity_check("accepted", "accepted", least=0),
        quantity_check("rejected", "rejected", least=0),
        CheckConstraint("(accepted > 0) = (batch_id IS NOT NULL)", name="accepted_is_a_batch"),
        CheckConstraint("rejected = 0 OR reject_reason <> ''", name="rejected_has_reason"),
        CheckConstraint("counting = 'counted' OR (accepted = 0 AND rejected = 0)", name="not_yet_has_no_figures"),
        CheckConstraint("counting = 'not_yet' OR accepted + rejected > 0", name="counted_has_figures"),
        CheckConstraint("base_per_unit IS NULL OR base_per_unit > 0", name="factor_positive"),
        Index(None, "line_id"),
        Index(None, "receipt_id"),
    )

    id: Mapped[Id]
    receipt_id: Mapped[Ref] = mapped_column(ForeignKey("goods_receipt.id"))
    line_id: Mapped[Ref] = mapped_column(ForeignKey("consignment_line.id"))
    counting: Mapped[Word]
    unit: Mapped[Word]
    base_per_unit: Mapped[Quantity | None]
    accepted: Mapped[Quantity] = mapped_column(default=0)
    rejected: Mapped[Quantity] = mapped_column(default=0)
    reject_reason: Mapped[Name] = mapped_column(default="")
    batch_id: Mapped[Ref | None] = mapped_column(ForeignKey("batch.id"), unique=True)
