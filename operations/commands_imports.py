"""flask import incoming|outgoing|requests FILE: what a file would do, and with --commit what it does."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale

from accounts.queries import account_by_username, actor_of, operator_id
from core.access import Actor, Permission, system_actor
from core.clock import utc_now
from core.command_line import Commands, OutFile, PlaceCode, refusal
from core.errors import DomainError
from core.ids import new_id
from core.table_values import ColumnMapping
from core.transaction import transaction
from inventory import lookups
from operations import (
    imports_download,
    queries_import_figures,
    queries_imports,
    services_import_settle,
    services_imports,
)
from operations.commands_alike import said_of, tell_alike
from operations.models import ImportKind
from operations.values_imports import CommitMode, RunOptions
from operations.words_imports import ROLE_WORDS, match_word, state_word

imports = Commands("import", help="Read spreadsheets: goods received, goods issued, needs.")
_SHOWN = 20


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
            click.option("--commit", is_flag=True, help="Record the good rows. Without it nothing is written."),
            click.option("--create-missing", is_flag=True, help="Make items, donors and receivers that are new."),
            click.option(
                "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, if the file does not say it."
            ),
            click.option("--sheet", help="The sheet to read."),
            click.option("--header-row", type=click.IntRange(0), help="The row of the headings; 0: there is none."),
            click.option("--map", "columns", multiple=True, metavar="ROLE=COLUMN", help="What a column is: item=B."),
            click.option(
                "--all-or-nothing/--good-rows", default=False, help="Every row, or none (default: good rows)."
            ),
            click.option("--again", is_flag=True, help="Import a file once more that was imported before."),
            click.option(
                "--out",
                type=OutFile(),
                help="Write the file with verdicts (.xlsx; a .csv also as .csv).",
            ),
            click.option("--user", help="Who imports; otherwise the operator with every right."),
            click.option(
                "--language", type=click.Choice(["en", "zh_Hans"]), default="en", help="Of reasons and --out."
            ),
            click.option(
                "--all-reasons", is_flag=True, help="Print every row that is not recorded, not just the first."
            ),
        )
    ):
        command = option(command)
    return command


@imports.command("incoming")
@_options
@click.option("--site", type=PlaceCode(), required=True, help="Code of the store that the goods came into.")
@click.option("--list-lookalikes", is_flag=True, help="Show rows beside the earlier lines that they look like.")
@click.option(
    "--row-is", multiple=True, metavar="ROW=same|different", help="Whether it is that earlier line; all=… for the rest."
)
def incoming(site: str, **given: Any) -> None:
    """Goods received."""
    _run(ImportKind.INCOMING, site=site, **given)


@imports.command("outgoing")
@_options
@click.option("--site", type=PlaceCode(), required=True, help="Code of the store that the goods went out of.")
def outgoing(site: str, **given: Any) -> None:
    """Goods issued."""
    _run(ImportKind.OUTGOING, site=site, **given)


@imports.command("requests")
@_options
@click.option("--area", type=PlaceCode(), help="Code of the area that the needs are in, where the file does not say.")
@click.option("--one-means-unknown", is_flag=True, help="The quantity 1 means: needed, quantity unknown.")
@click.option("--unit-if-missing", default="", help="The unit of figures that name none.")
@click.option("--approve", is_flag=True, help="Approve the requests as they are asked.")
def requests(area: str | None, **given: Any) -> None:
    """Stated needs."""
    _run(ImportKind.REQUESTS, area=area, **given)


def _run(kind: ImportKind, *, site: str | None = None, area: str | None = None, **given: Any) -> None:
    actor, now = _actor(given["user"]), utc_now()
    try:
        with force_locale(given["language"]), transaction():
            committed = _written(kind, actor, now, given, site, area)
            if committed is None:
                raise _PreviewOnly
    except _PreviewOnly:
        click.echo("\nThis is a preview: nothing was written. Record the good rows with --commit.")
        return
    except DomainError as error:
        raise refusal(error, given["language"]) from error
    click.echo(
        f"\nRows recorded: {committed.done}. Waiting for a decision: {committed.waiting}. "
        f"Left out: {committed.left_out}. Import number: {committed.run_id}."
    )
    if not committed.done:
        raise SystemExit(1)


class _PreviewOnly(Exception):
    """Undoes the transaction of a preview."""


def _written(
    kind: ImportKind, actor: Actor, now: datetime, given: dict[str, Any], site: str | None, area: str | None
) -> services_imports.Committed | None:
    """Upload, commit when that was asked, and tell."""
    committed = None
    run_id = services_imports.upload(
        actor=actor,
        now=now,
        kind=kind,
        filename=given["file"].name,
        content=given["file"].read_bytes(),
        site_id=_site(actor, site),
        area_id=_area(actor, area),
        options=_run_options(given),
        mapping=_mapping(given),
    )
    if given.get("row_is"):
        said = said_of(given["row_is"])
        services_import_settle.decide_draft(actor=actor, now=now, run_id=run_id, said=said)
    if given.get("list_lookalikes"):
        tell_alike(run_id)
    if given["commit"]:
        committed = services_imports.commit_file(
            actor=actor,
            now=now,
            run_id=run_id,
            key=f"command-{new_id()}",
            again=given["again"],
            mode=CommitMode.ALL_OR_NOTHING if given["all_or_nothing"] else CommitMode.GOOD_ROWS,
        )
    _tell_table(queries_imports.run(actor=actor, run_id=run_id))
    _tell(run_id, every=given["all_reasons"])
    if given["out"]:
        run = queries_imports.run(actor=actor, run_id=run_id)
        as_csv = imports_download.kind_of(run) == "csv" and given["out"].suffix.lower() == ".csv"
        given["out"].write_bytes(imports_download.annotated(run, as_csv=as_csv))
        click.echo(f"Written: {given['out']}")
    return committed


def _actor(username: str | None) -> Actor:
    if username is None:
        account = operator_id()
        if account is None:
            raise click.ClickException("there is no account yet: flask users add NAME --role admin")
        return system_actor(account)
    row = account_by_username(username)
    actor = actor_of(row.id) if row else None
    if actor is None:
        raise click.ClickException(f"there is no account {username}")
    return actor


def _site(actor: Actor, code: str | None) -> int | None:
    return lookups.site_by_code(actor=actor, permission=Permission.IMPORT, code=code).id if code else None


def _area(actor: Actor, code: str | None) -> int | None:
    return lookups.area_by_code(actor=actor, permission=Permission.IMPORT, code=code).id if code else None


def _run_options(given: dict[str, Any]) -> RunOptions:
    day: date | None = given["day"].date() if given["day"] else None
    return RunOptions(
        day=day,
        create_missing=given["create_missing"],
        one_means_unknown=given.get("one_means_unknown", False),
        unit_if_missing=given.get("unit_if_missing", ""),
        approve=given.get("approve", False),
    )


def _mapping(given: dict[str, Any]) -> ColumnMapping | None:
    columns = {}
    for pair in given["columns"]:
        role, _, column = pair.partition("=")
        if not column:
            raise click.UsageError(f"--map {pair}: write ROLE=COLUMN, such as item=B")
        if role.strip() not in ROLE_WORDS:
            raise click.UsageError(f"--map {pair}: “{role.strip()}” is no role; there are: {', '.join(ROLE_WORDS)}")
        columns[role.strip()] = column.strip()
    if not columns and given["sheet"] is None and given["header_row"] is None:
        return None
    return ColumnMapping(given["sheet"], given["header_row"], columns or None, None)


def _tell_table(run: Any) -> None:
    """Which table was read, and for which day."""
    found = json.loads(run.mapping)["found"]
    day = services_imports.head_of(run).options.day or found["day"]
    columns = ", ".join(f"{role} {letter}" for role, letter in found["columns"].items())
    unsure = f"{found['day_text']}, year missing" if found["day_text"] else "today, as none is named"
    click.echo(f"Sheet {found['sheet']}, rows {found['header_row']} to {found['last_row']}: {columns}")
    click.echo(f"Day: {day or unsure}")
    if found["kind"] != run.kind:
        click.echo(f"Note: the table looks like {found['kind']}, not {run.kind}.")


def _tell(run_id: int, *, every: bool) -> None:
    figures = queries_import_figures.summary(run_id)
    click.echo(f"{figures['lines']} lines; quantity unknown: {figures['unknown']}; blank: {figures['blank']}")
    click.echo("By unit: " + " · ".join(f"{unit or '(no unit)'} {sum_:,}" for unit, sum_ in figures["units"].items()))
    if figures["matches"]:
        click.echo("Goods: " + " · ".join(f"{match_word(word)} {count}" for word, count in figures["matches"].items()))
    click.echo("Rows: " + " · ".join(f"{state_word(state)} {n}" for state, n in queries_imports.states(run_id).items()))
    rows = [row for state in ("error", "waiting") for row in queries_imports.rows(run_id, state=state, limit=None)]
    for row in rows if every else rows[:_SHOWN]:
        told = [one.message for one in queries_imports.reasons_of(row) if one.level != "note"]
        click.echo(f"  row {row.row_no}: {' '.join(told)}")
    if len(rows) > _SHOWN and not every:
        click.echo(f"  … and {len(rows) - _SHOWN} more (--all-reasons, or --out FILE)")
