"""flask users …, flask tokens …"""

import click
from sqlalchemy import text

from accounts import services
from accounts.queries import account_by_username
from accounts.schemas import PersonNamesSchema, TokenSchema
from core.access import GRANTED_ROLES, Grant, Role
from core.clock import utc_now
from core.command_line import Commands, PlaceCode, check, refusal
from core.database import db
from core.errors import DomainError
from core.transaction import transaction

users = Commands("users", help="People who may sign in.")
tokens = Commands("tokens", help="API tokens.")


@users.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in GRANTED_ROLES]), required=True)
@click.option("--area", type=PlaceCode(), help="Code of the area whose subtree the role covers.")
@click.option("--site", type=PlaceCode(), help="Code of the one site that the role covers.")
@click.option("--name", default="", help="The person's name as shown; the sign-in name otherwise.")
@click.password_option("--password", envvar="EVERNORMAL_PASSWORD", help="Asked for when not given.")
def add_user(username: str, role: str, area: str | None, site: str | None, name: str, password: str) -> None:
    """Add a person with a role over an area or a site; with neither, over everything."""
    if area and site:
        raise click.UsageError("give --area or --site, not both")
    grant, shown = _grant(Role(role), area, site), name or username
    try:
        check(PersonNamesSchema(), username=username, name=shown)
        with transaction():
            services.create_account(
                actor=None, now=utc_now(), username=username, name=shown, password=password, grants=(grant,)
            )
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"{username}: {role} over {area or site or 'everything'}")


def _grant(role: Role, area: str | None, site: str | None) -> Grant:
    """The places are looked up by table, because the inventory's models stand above this room."""
    if site:
        found = db.session.execute(text("SELECT id FROM site WHERE code = :c"), {"c": site}).scalar()
    elif area:
        found = db.session.execute(text("SELECT path FROM area WHERE code = :c"), {"c": area}).scalar()
    else:
        return Grant(role, "", None)
    if found is None:
        raise click.ClickException(f"there is no {'site' if site else 'area'} with the code {site or area}")
    return Grant(role, None, found) if site else Grant(role, found, None)


@tokens.command("add")
@click.argument("username")
@click.option("--name", default="command line", help="What the token is for.")
@click.option("--days", type=click.IntRange(0, 3650), default=365, help="How long it is valid; 0 for ever.")
def add_token(username: str, name: str, days: int) -> None:
    """Make an API token for a person and print it once."""
    account = account_by_username(username)
    if account is None:
        raise click.ClickException(f"there is no account {username}")
    try:
        check(TokenSchema(only=("name",)), name=name)
        with transaction():
            token = services.create_token(
                actor=None, now=utc_now(), account_id=account.id, name=name, days=days or None
            )
    except DomainError as error:
        raise refusal(error) from error
    click.echo(token)
