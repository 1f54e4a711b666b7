"""Refusals of what a program asks of a list."""

from flask_babel import lazy_gettext as _l

from core.errors import Invalid


class UnknownSiteCode(Invalid):
    """A list is asked of a site that is none of this actor's. Fields: given, field."""

    code = "unknown-site-code"
    template = _l("None of your sites has the code “%(given)s”. `GET /api/v1/sites` lists them.")


class UnknownItemCode(Invalid):
    """A list is asked of an item that is not in the catalogue. Fields: given, field."""

    code = "unknown-item-code"
    template = _l("No item of the catalogue has the code “%(given)s”. `GET /api/v1/items` lists them.")
