"""The refusals of who sets up places, areas and the catalogue."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, Refused


class AreaFileWrong(Invalid):
    """The file has no column of codes or of names. Fields: headings."""

    code = "area-file-wrong"
    template = _l("The file needs columns «code» and «name»; it has: %(headings)s.")


class StillInUse(Refused):
    """A place that holds goods cannot be closed. Fields: place, quantity."""

    code = "still-in-use"
    title = _l("There is still something there")
    template = _l("Batches that still lie at %(place)s: %(batches)s. Move or issue them first.")


class NameNeeded(Invalid):
    """A place or an item needs a name in at least one of the two languages."""

    code = "name-needed"
    title = _l("A name is needed")
    template = _l("Give a name in at least one of the two languages.")


def need_name(name_en: str, name_zh: str) -> None:
    """Raise NameNeeded when both are empty."""
    if not (name_en.strip() or name_zh.strip()):
        raise NameNeeded(field="name_zh")


class CodeTaken(Conflict):
    """A code that stands for something else already. Fields: code."""

    code = "code-taken"
    template = _l("The code %(code)s is in use already. Choose another one.")


class NameTaken(Conflict):
    """A name that means something else already. Fields: name."""

    code = "name-taken"
    template = _l("“%(name)s” is the name of another one already. Look it up, or choose a name that tells them apart.")


class UnitDecided(Conflict):
    """What a unit holds was decided before. Fields: unit."""

    code = "unit-decided"
    template = _l("What a %(unit)s of this item is stands already. Take that back first; a base unit stays what it is.")


class BarcodeTaken(Conflict):
    """A barcode of another item. Fields: gtin."""

    code = "barcode-taken"
    template = _l("The barcode %(gtin)s belongs to another item already.")


class OwnSubstitute(Invalid):
    """An item was to stand in for itself."""

    code = "own-substitute"
    template = _l("An item cannot stand in for itself. Choose another one.")


class WrongLevel(Invalid):
    """An area below one of its own or a smaller level. Fields: level, parent, parent_level."""

    code = "wrong-level"
    title = _l("The levels do not fit")
    template = _l("An area of the level “%(level)s” cannot be below %(parent)s (%(parent_level)s).")
