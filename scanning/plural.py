"""Plurals for a page that counts by itself."""

import flask_babel


def ngettext(singular: str, plural: str) -> dict[str, str]:
    """Both forms of a sentence in the language of the request; the page chooses by its number, {num}."""
    return {"one": flask_babel.ngettext(singular, plural, 1), "other": flask_babel.ngettext(singular, plural, 2)}
