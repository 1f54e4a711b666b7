"""flask demo …"""

import click
from flask import current_app
from flask_babel import force_locale

from core.access import role_name
from core.clock import utc_now
from core.command_line import LANGUAGE, Commands
from core.transaction import transaction
from operations import demo as story

SCENES = "demo-scenes"
"""Where the application names the scenes of the rooms above this one."""
demo = Commands("demo", help="The demo county (only with EVERNORMAL_DEMO=1).")


@demo.command("load")
def load() -> None:
    """Load the demo county into an empty database; a database with any account stays as it is."""
    if not current_app.config["DEMO"]:
        raise click.ClickException("demo data and its open accounts are loaded only with EVERNORMAL_DEMO=1")
    with transaction():
        loaded = story.load(now=utc_now(), further=current_app.extensions[SCENES])
    if loaded is None:
        click.echo("The database has data already: nothing was changed.")
        loaded = story.loaded_before()
    else:
        click.echo("The demo county is loaded.")
    if loaded is not None:
        _show(loaded)


def _show(loaded: story.DemoLoaded) -> None:
    click.echo("Sign in with one of:")
    with force_locale(LANGUAGE):
        for name, role in loaded.people:
            click.echo(f"  {name:<10} {loaded.password:<18} {role_name(role)}")
    click.echo(f"Without an account, follow a gift: {current_app.config['PUBLIC_URL']}/trace/{loaded.trace_code}")
