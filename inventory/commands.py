"""flask stock …, flask areas …, flask sites …, flask labels: for an operator without a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from marshmallow import Schema
from sqlalchemy import text

from accounts.queries import operator_id
from core.access import Actor, Permission, system_actor
from core.clock import utc_now
from core.codes import normalise
from core.command_line import LANGUAGE, Commands, OutFile, PlaceCode, check, refusal
from core.database import db
from core.errors import DomainError
from core.forms import new_key
from core.transaction import snapshot, transaction
from inventory import area_import, lookups, places, queries_rolls, queries_verify, services_rolls
from inventory.label_values import MOST_ON_ROLL, SHEETS
from inventory.printing import print_locations, print_roll, print_rows
from inventory.queries_labels import label_rows, refuse_missing
from inventory.schemas_setup import NewAreaSchema, NewSiteSchema
from inventory.values import AreaLevel, SiteKind

stock = Commands("stock", help="The ledger: verify it, print it.")
areas = Commands("areas", help="The administrative tree.")
sites = Commands("sites", help="Places of ours that hold goods.")


@stock.command("verify")
def verify() -> None:
    """Recompute every balance from the movements, both ways, and name each row that differs."""
    with snapshot():
        found = 0
        for difference in queries_verify.differences():
            found += 1
            click.echo(difference.line())
        balances, movements = queries_verify.sizes()
    if found:
        click.echo(f"{found} differences in {balances} balances, {movements} movements", err=True)
        raise SystemExit(1)
    click.echo(f"OK {balances} balances, {movements} movements")


def _operator() -> Actor:
    """The operator's own machine has every right; what is done stands under the first account."""
    account = operator_id()
    if account is None:
        raise click.ClickException("there is no account yet: flask users add NAME --role admin")
    return system_actor(account)


def _done(act: Callable[..., Any], **given: Any) -> Any:
    actor = _operator()
    try:
        with force_locale(LANGUAGE), transaction():
            return act(actor=actor, now=utc_now(), **given)
    except DomainError as error:
        raise refusal(error) from error


def _checked(schema: Schema, **entries: str) -> None:
    try:
        check(schema, **entries)
    except DomainError as error:
        raise refusal(error) from error


@areas.command("import")
@click.argument("csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(1949, 2999), help="The year in which the codes were valid.")
def import_areas(csv: Path, year: int | None) -> None:
    """Add or rename areas from a code list: columns code, name, and parent or …Code columns."""
    done = _done(area_import.import_areas, data=csv.read_bytes(), filename=csv.name, valid_year=year)
    for row in done.refused:
        click.echo(f"row {row.row}: {row.code}: {row.reason}")
    click.echo(
        f"{len(done.added)} added, {len(done.changed)} changed, {done.unchanged} unchanged, {len(done.refused)} refused"
    )
    if done.refused:
        raise SystemExit(1)


@areas.command("add")
@click.argument("code")
@click.option("--level", type=click.Choice([level.value for level in AreaLevel]), required=True)
@click.option("--name-zh", default="")
@click.option("--name-en", default="")
@click.option("--parent", type=PlaceCode(), help="Code of the area above it.")
def add_area(code: str, level: str, name_zh: str, name_en: str, parent: str | None) -> None:
    """Add one area, such as the province above an imported list."""
    _checked(NewAreaSchema(), code=code, name_zh=name_zh, name_en=name_en)
    _done(places.add_area, code=code, level=AreaLevel(level), name_zh=name_zh, name_en=name_en, parent_code=parent)
    click.echo(f"{code} added")


@sites.command("add")
@click.argument("code")
@click.option("--area", type=PlaceCode(), required=True, help="Code of the area that it stands in.")
@click.option("--kind", type=click.Choice([kind.value for kind in SiteKind]), default=SiteKind.WAREHOUSE.value)
@click.option("--name-zh", default="")
@click.option("--name-en", default="")
@click.option("--phone", default="", help="Public: whom a donor may call.")
@click.option("--address", default="")
def add_site(code: str, area: str, kind: str, **words: str) -> None:
    """Add a site with a dock and a main store."""
    if not (words["name_zh"] or words["name_en"]):
        raise click.UsageError("give --name-zh or --name-en")
    _checked(NewSiteSchema(), code=code, kind=kind, area_code=area, **words)
    _done(places.add_site, code=code, kind=SiteKind(kind), area_code=area, **words)
    click.echo(f"{code} added")


class _Labels(Commands):
    """`flask labels CODE …` prints labels of batches: what names no command of the group is an argument of `print`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = ["print", *args]
        return super().parse_args(ctx, args)


labels = _Labels("labels", help="Print labels: of batches (the default), a roll of blank ones, or of locations.")
_sheet_option = click.option("--sheet", "--format", type=click.Choice(list(SHEETS)), default=next(iter(SHEETS)))
_pdf_option = click.option("--pdf", "--out", type=OutFile(), required=True)


@labels.command("roll", help="Make a roll of blank labels for a site and print it.")
@click.option("--site", type=PlaceCode(), required=True, help="Code of a site.")
@click.option("--count", type=click.IntRange(1, MOST_ON_ROLL), required=True, help="How many labels.")
@_sheet_option
@_pdf_option
def print_new_roll(site: str, count: int, sheet: str, pdf: Path) -> None:
    """The codes are made first; if the PDF cannot be written, print the roll from its page."""
    actor = _operator()
    try:
        site_id = lookups.site_by_code(actor=actor, permission=Permission.HANDLE_STOCK, code=site).id
        made = _done(services_rolls.make_roll, key=new_key(), site_id=site_id, labels=count, sheet=sheet)
        pdf.write_bytes(print_roll(queries_rolls.roll(actor=actor, roll_id=made.id), actor=actor))
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"{made.number}: {count} blank labels for {site}: {pdf}")


@labels.command("locations", help="Print the labels of all open locations of a site.")
@click.option("--site", type=PlaceCode(), required=True, help="Code of a site.")
@click.option("--copies", type=click.IntRange(1, 100), default=1)
@_sheet_option
@_pdf_option
def print_location_labels(site: str, copies: int, sheet: str, pdf: Path) -> None:
    """Write a print-ready PDF."""
    actor = _operator()
    try:
        site_id = lookups.site_by_code(actor=actor, permission=Permission.HANDLE_STOCK, code=site).id
        pdf.write_bytes(print_locations(actor=actor, site_id=site_id, sheet=sheet, copies=copies))
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"labels of the locations of {site}: {pdf}")


@labels.command("print", help="Print labels of batches: of codes, of a goods receipt, or of all that lies at a site.")
@click.argument("codes", nargs=-1)
@click.option("--receipt", help="Number of a goods receipt.")
@click.option("--site", type=PlaceCode(), help="Code of a site.")
@_sheet_option
@click.option("--copies", type=click.IntRange(1, 500), default=1)
@click.option("--start", type=click.IntRange(1, 100), default=1, help="First free position of a used sheet.")
@_pdf_option
def print_labels(
    codes: tuple[str, ...], receipt: str | None, site: str | None, sheet: str, copies: int, start: int, pdf: Path
) -> None:
    """Write a print-ready PDF."""
    actor = _operator()
    try:
        site_id = lookups.site_by_code(actor=actor, permission=Permission.VIEW_STOCK, code=site).id if site else None
        wanted = [normalise(code) for code in codes]
        posting_id = _receipt_posting(receipt) if receipt else None
        rows = label_rows(actor=actor, codes=wanted, site_id=site_id, posting_id=posting_id)
        refuse_missing(rows, codes=wanted)
        pdf.write_bytes(print_rows(rows, actor=actor, sheet=sheet, copies=copies, start_at=start))
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"Labels: {len(rows) * copies}, batches: {len(rows)}. {pdf}")


def _receipt_posting(number: str) -> int:
    """The receipt is looked up by table, because the donations room stands above this one."""
    found = db.session.execute(text("SELECT posting_id FROM goods_receipt WHERE number = :n"), {"n": number}).scalar()
    if found is None:
        raise click.ClickException(f"there is no goods receipt {number}")
    return int(found)
