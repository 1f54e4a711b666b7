"""Refusals of file imports, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, NotFound, Refused


class UnknownImport(NotFound):
    """No such import, or row of one, for this person."""

    code = "unknown-import"
    template = _l("There is no import under this number that you may open.")


class AlreadyCommitted(Conflict):
    """The file was committed or discarded already. Fields: filename."""

    code = "import-already-committed"
    title = _l("This import is finished")
    template = _l("“%(filename)s” was committed or discarded already. Upload the file again to import it once more.")


class CommittedBefore(Refused):
    """The same file was committed before and nobody said that it shall go in again. Fields: filename, day,
    count."""

    code = "import-committed-before"
    title = _l("This very file was imported before")
    template = _l(
        "The same file was imported on %(day)s (“%(filename)s”, rows recorded: %(count)s). Confirm that it shall be "
        "imported once more, or discard it."
    )


class DayNeeded(Invalid):
    """The file names a day without its year. Fields: day."""

    code = "import-day-needed"
    title = _l("The date is not complete")
    template = _l("The file names the day “%(day)s” without a year. Give the whole date.")


class DayInFuture(Invalid):
    """The day given lies in the future. Fields: day."""

    code = "import-day-in-future"
    template = _l("%(day)s lies in the future. Check the date.")


class NotAllGood(Refused):
    """All or nothing was asked for, and some rows cannot be recorded. Fields: bad, total, rows."""

    code = "import-not-all-good"
    title = _l("Not every row can be recorded")
    template = _l(
        "Of %(total)s in all, this many cannot be recorded as they stand: %(bad)s (row numbers: %(rows)s). Nothing was "
        "recorded. Correct them, or commit the good rows alone."
    )


class NothingGood(Refused):
    """No row can be recorded and none waits. Fields: total."""

    code = "import-nothing-good"
    title = _l("There is nothing to record")
    template = _l(
        "Nothing of it can be recorded as it stands (rows: %(total)s). Look at the reasons, or correct the columns."
    )


class PlaceNeeded(Invalid):
    """Goods come in at, or go out of, a store."""

    code = "import-place-needed"
    template = _l("Choose the store that the goods came into or went out of.")


class WrongMapping(Invalid):
    """A column that is none. Fields: column."""

    code = "import-wrong-mapping"
    template = _l("“%(column)s” is not a column. Write its letters, such as C.")


class NotWaitingRow(Conflict):
    """The row was settled or recorded already. Fields: row."""

    code = "import-row-not-waiting"
    template = _l("Row %(row)s does not wait any more: it was recorded or settled.")


class RowNotAlike(Invalid):
    """A row that looks like no earlier line was said to be the same as one. Fields: row, rows (those that do)."""

    code = "import-row-not-alike"
    template = _l("Row %(row)s looks like no earlier line. Rows that do: %(rows)s.")


class CannotSettleSo(Refused):
    """The chosen way does not fit why the row waits. Fields: row, reason."""

    code = "import-cannot-settle-so"
    title = _l("This does not settle the row")
    template = _l("Row %(row)s waits for another reason: %(reason)s")


class SettlementIncomplete(Invalid):
    """A settlement lacks something that it needs."""

    code = "import-settlement-incomplete"
    template = _l("Say what the goods are: choose an item, a unit or a quantity.")


class FileEmpty(Invalid):
    """A file without a byte in it. Fields: filename."""

    code = "import-file-empty"
    template = _l("The file “%(filename)s” is empty. Choose one that holds a table.")


class FileNeeded(Invalid):
    """No file came."""

    code = "import-file-needed"
    template = _l("Choose a file: .xlsx, .xls or .csv.")
