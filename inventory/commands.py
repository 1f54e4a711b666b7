"""flask stock …: checks of the ledger for an operator without a browser."""

import click
from flask.cli import AppGroup

from core.transaction import snapshot
from inventory import queries_verify

stock = AppGroup("stock", help="The ledger: verify it, print it.")


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
