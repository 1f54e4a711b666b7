"""flask report …, and the two listings that join flask stock …"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app

from accounts.queries import account_by_username, actor_of
from core.access import Actor, system_actor
from core.clock import utc_now
from core.command_line import Commands, OutFile, PlaceCode, refusal
from core.errors import DomainError
from inventory.commands import stock
from reports import ledger_files
from reports.shortage import LONGEST, shortage
from reports.shortage_workbook import plain, write_shortage

report = Commands("report", help="Reports as files.")


def _actor(username: str | None) -> Actor:
    """The named account with its own rights; without one, the operator's, who sees everything and writes nothing."""
    if username is None:
        return system_actor(0)
    account = account_by_username(username)
    found = actor_of(account.id) if account else None
    if found is None:
        raise click.ClickException(f"there is no account {username}")
    return found


@report.command("shortage")
@click.option("--area", type=PlaceCode(), required=True, help="Code of the area; everything below it is counted.")
@click.option("--days", type=click.IntRange(0, LONGEST), default=30, show_default=True, help="Horizon from today.")
@click.option("--xlsx", "target", type=OutFile(), help="File to write.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON to standard output.")
@click.option("--as", "username", help="See it with the rights of this account.")
def shortage_command(area: str, days: int, target: Path | None, as_json: bool, username: str | None) -> None:
    """Need, usable stock, what is coming and what is short, for an area and a horizon."""
    if not (target or as_json):
        raise click.UsageError("say where it should go: --xlsx OUT or --json")
    zone = current_app.config["TIMEZONE"]
    try:
        found = shortage(actor=_actor(username), now=utc_now(), zone=zone, area_code=area, days=days)
    except DomainError as error:
        raise refusal(error) from error
    if target:
        with target.open("wb") as stream:
            write_shortage(stream, found, zone=zone)
        click.echo(f"{target}: rows {len(found.rows)}, short {len(found.short_rows)}", err=as_json)
    if as_json:
        json.dump(plain(found), sys.stdout, ensure_ascii=False, indent=2, default=str)
        click.echo()


@stock.command("movements")
@click.option("--csv", "as_csv", is_flag=True, required=True, help="Print CSV to standard output.")
def movements(as_csv: bool) -> None:
    """The whole ledger, one line each, oldest first, so that anyone can check the figures."""
    _print(ledger_files.movements_csv())


@stock.command("balances")
@click.option("--csv", "as_csv", is_flag=True, required=True, help="Print CSV to standard output.")
@click.option("--zero", is_flag=True, help="Also places where a batch was and of which nothing is left.")
def balances(as_csv: bool, zero: bool) -> None:
    """All balances above zero, by batch and place; with --zero all there are."""
    _print(ledger_files.balances_csv(with_zero=zero))


def _print(chunks: Iterator[bytes]) -> None:
    """Without the mark for spreadsheet programs that begins the chunks: a pipe's reader would take it for text."""
    next(chunks)
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
