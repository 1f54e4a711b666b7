"""Why an uploaded workbook or table file is refused, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Invalid, NotFound, Refused


class UnreadableFile(Refused):
    """Base of every refusal to read an uploaded file."""

    code = "file-unreadable"
    title = _l("The file cannot be read")
    template = _l(
        "The file “%(filename)s” is damaged or is no spreadsheet. Open it in a spreadsheet program and save it again."
    )


class FileTooLarge(UnreadableFile):
    code = "file-too-large"
    template = _l("The file is %(size)s bytes; at most %(limit)s are accepted. Split it into several files.")


class FileEmpty(UnreadableFile):
    code = "file-empty"
    template = _l("The file “%(filename)s” is empty.")


class FileKindUnknown(UnreadableFile):
    code = "file-kind-unknown"
    template = _l("“%(filename)s” cannot be imported: files ending in %(accepted)s are accepted.")


class FileKindMismatch(UnreadableFile):
    code = "file-kind-mismatch"
    template = _l(
        "“%(filename)s” ends in %(named)s, but its content is %(found)s. Open it and save it again as .xlsx or .csv."
    )


class PasswordProtected(UnreadableFile):
    code = "file-password-protected"
    template = _l("“%(filename)s” is protected by a password. Save it without a password first.")


class FileExpandsTooMuch(UnreadableFile):
    code = "file-expands-too-much"
    template = _l("Unpacked, the file would have %(size)s bytes; at most %(limit)s are accepted.")


class PartExpandsTooMuch(UnreadableFile):
    code = "file-part-expands-too-much"
    template = _l(
        "The part “%(part)s” of the file grows %(ratio)s times when unpacked; at most %(limit)s times is accepted."
    )


class TooManyParts(UnreadableFile):
    code = "file-too-many-parts"
    template = _l("The file consists of %(count)s parts; at most %(limit)s are accepted.")


class EntitiesForbidden(UnreadableFile):
    code = "file-xml-entities"
    template = _l(
        "The part “%(part)s” of the file defines XML entities, which no spreadsheet needs. It was not opened."
    )


class TooManySheets(UnreadableFile):
    code = "file-too-many-sheets"
    template = _l("The file has %(count)s sheets; at most %(limit)s are accepted.")


class TooManyRows(UnreadableFile):
    code = "file-too-many-rows"
    template = _l(
        "Sheet “%(sheet)s” reaches row %(count)s; at most %(limit)s rows are accepted. Split it into several files."
    )


class TooManyColumns(UnreadableFile):
    code = "file-too-many-columns"
    template = _l("Sheet “%(sheet)s” reaches column %(count)s; at most %(limit)s columns are accepted.")


class TooManyMergedCells(UnreadableFile):
    code = "file-too-many-merged-cells"
    template = _l("The merged cells of sheet “%(sheet)s” cover %(count)s cells; at most %(limit)s are accepted.")


class TextEncodingUnknown(UnreadableFile):
    code = "file-encoding-unknown"
    template = _l("“%(filename)s” is neither UTF-8 nor UTF-16 nor GB18030 (byte %(position)s). Save it as “CSV UTF-8”.")


class QuoteNotClosed(UnreadableFile):
    code = "file-quote-not-closed"
    template = _l("In “%(filename)s” a quotation mark opens a cell and is never closed, so rows would be lost.")


class CellTooLong(UnreadableFile):
    code = "file-cell-too-long"
    template = _l("A cell in “%(filename)s” is longer than %(limit)s characters.")


class SheetNotFound(NotFound):
    code = "sheet-not-found"
    title = _l("There is no such sheet")
    template = _l("The file has no sheet “%(sheet)s”.")


class HeadingBelowSheet(Invalid):
    """A heading row that the sheet does not have. Fields: sheet, rows, row."""

    code = "heading-below-sheet"
    template = _l("The sheet “%(sheet)s” ends at row %(rows)s, so row %(row)s heads nothing. Give another heading row.")


class TableNotFound(NotFound):
    code = "table-not-found"
    title = _l("No table was found")
    template = _l(
        "No row with headings such as item and quantity was found (%(sheets)s). State the heading row and the columns."
    )
