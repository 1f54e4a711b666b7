"""What every command shares: entries checked as on the pages, files that can be written, refusals in words."""

import os
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from marshmallow import Schema, ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.error_pages import flatten_messages
from core.errors import DomainError, InvalidInput, NotFound

LANGUAGE = "en"
"""Commands speak English, whatever the installation's pages speak: half a sentence in each helps nobody."""


class Commands(AppGroup):
    """A group of commands. A database that is not there, or not of this program's schema, is told in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            first = str(error.orig).strip().partition("\n")[0]
            raise click.ClickException(
                f"the database did not do this: {first}. Is DATABASE_URL right, and has flask db upgrade been run?"
            ) from error


class OutFile(click.Path):
    """A file to write: one that cannot be written is refused before anything is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            self.fail(f"{path} cannot be written", param, ctx)
        return path


class PlaceCode(click.ParamType):
    """The code of an area or a site. An empty one is a variable that was not set, never «everywhere»."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("the code is empty; leave the option out if none is meant", param, ctx)
        return str(value).strip()


def check(schema: Schema, **entries: Any) -> None:
    """Refuse what the pages and the API refuse. Raises InvalidInput."""
    with force_locale(LANGUAGE):
        try:
            schema.load(entries)
        except ValidationError as error:
            raise InvalidInput(flatten_messages(error.messages)) from error


def refusal(error: DomainError, language: str = LANGUAGE) -> click.ClickException:
    """A refusal as a command tells it: which entries are wrong, and which code is not there, stand beside it."""
    with force_locale(language):
        said = [error.message]
        if isinstance(error, InvalidInput):
            said += [f"{name}: {' '.join(messages)}" for name, messages in error.errors.items()]
        elif isinstance(error, NotFound):
            untold = [name for name in error.figures if name != "field" and f"%({name})" not in str(error.template)]
            said += [f"({name}: {error.figures[name]})" for name in untold if error.figures[name]]
    return click.ClickException(" ".join(said))
