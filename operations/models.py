"""The import's own record: every file that was read, its mapping, and what became of each of its rows."""

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.column_types import Code, Id, LongText, Moment, Name, Ref, Word, one_of
from core.database import Base
from operations.values import ImportKind, ImportStatus, RowOutcome, RowStatus


class ImportRun(Base):
    """One uploaded file. `content` is the user's own workbook, given back with a status column."""

    __tablename__ = "import_run"
    __table_args__ = (
        one_of("kind", ImportKind, "kind"),
        one_of("status", ImportStatus, "status"),
        Index(None, "sha256"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    status: Mapped[Word] = mapped_column(default=ImportStatus.DRAFT.value)
    filename: Mapped[Name]
    sha256: Mapped[Code]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"))
    area_id: Mapped[Ref | None] = mapped_column(ForeignKey("area.id"))
    mapping: Mapped[LongText]
    options: Mapped[LongText] = mapped_column(default="{}")
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    committed_at: Mapped[Moment | None]
    key: Mapped[Code | None] = mapped_column(unique=True)


class ImportRow(Base):
    """One line of the file: as read (`reading`, JSON), as judged, and what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (
        one_of("status", RowStatus, "status"),
        one_of("outcome", RowOutcome, "outcome"),
        UniqueConstraint("run_id", "row_no", "part_no"),
        Index(None, "run_id", "status"),
    )

    id: Mapped[Id]
    run_id: Mapped[Ref] = mapped_column(ForeignKey("import_run.id"))
    row_no: Mapped[int]
    part_no: Mapped[int] = mapped_column(default=0)
    reading: Mapped[LongText]
    status: Mapped[Word]
    reasons: Mapped[LongText]
    outcome: Mapped[Word] = mapped_column(default=RowOutcome.PENDING.value)
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("item.id"))
    receiver_id: Mapped[Ref | None] = mapped_column(ForeignKey("receiver.id"))
    donor_id: Mapped[Ref | None] = mapped_column(ForeignKey("donor.id"))
    source_line_id: Mapped[Ref | None] = mapped_column(ForeignKey("source_line.id"))
    dispatch_line_id: Mapped[Ref | None] = mapped_column(ForeignKey("dispatch_line.id"))
    request_line_id: Mapped[Ref | None] = mapped_column(ForeignKey("request_line.id"))
    settled_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[Moment | None]
    settle_reason: Mapped[LongText] = mapped_column(default="")
