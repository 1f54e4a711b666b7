"""Lines that look like an earlier consignment's, on the command line: side by side, and decided by row number."""

from collections.abc import Iterable

import click

from operations.imports_alike import ALL, alike_rows
from operations.values_settle import How

_SAID = {How.SAME.value: How.SAME, How.DIFFERENT.value: How.DIFFERENT}


def said_of(pairs: Iterable[str]) -> dict[int, How]:
    """`--row-is 12=same` as {12: SAME}; `all` is every row that is not named. Raises UsageError."""
    found: dict[int, How] = {}
    for pair in pairs:
        row, _, word = pair.partition("=")
        row_no = ALL if row.strip() == "all" else int(row) if row.strip().isdecimal() else -1
        how = _SAID.get(word.strip())
        if row_no < 0 or (row_no == ALL and row.strip() != "all") or how is None:
            raise click.UsageError(
                f"--row-is {pair}: write ROW=same or ROW=different, such as 12=same or all=different"
            )
        if row_no in found:
            raise click.UsageError(f"--row-is: row {row.strip()} is decided twice")
        found[row_no] = how
    return found


def tell_alike(run_id: int) -> None:
    """Each undecided row beside the line that is recorded already."""
    rows = alike_rows(run_id)
    click.echo(f"Look like an earlier line, undecided: {len(rows)}")
    for _row, here, other in rows:
        specification = f" ({here.specification})" if here.specification else ""
        click.echo(f"  row {here.row_no}")
        click.echo(f"    this file: {here.donor or '-'} · {here.item}{specification} · {here.quantity} {here.unit}")
        click.echo(
            f"    recorded:  {other['donor']} · {other['item']} · {other['quantity']} {other['unit']} · "
            f"{other['day']}, {other['number']} line {other['line']}"
        )
    if rows:
        click.echo("  Decide each: --row-is ROW=same leaves it out, --row-is ROW=different records it.")
