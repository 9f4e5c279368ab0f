"""`flask staff`: the first owner, an owner who lost everything, and who there is."""

import click
import marshmallow as ma
from flask import current_app

from models import staff
from web.admin import invitations
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("staff", help="Who runs the game, in the CMS.")


@commands.command("create-owner")
@click.argument("email")
@as_json
def create_owner(email: str, as_json: bool) -> None:
    """Print a link, good once, by which EMAIL becomes an owner. A member begins anew with it: password and codes."""
    if not current_app.config["SETTINGS"].admin_url:
        raise click.ClickException("ADMIN_URL is not set: the link leads to the page of the CMS")
    try:
        invitations.ADDRESS(email)
    except ma.ValidationError as error:
        raise click.BadParameter(str(error.messages[0]), param_hint="EMAIL") from None
    email = email.lower()
    with acting("staff.invite", "staff", email) as act:
        made, link = invitations.make(act.connection, email, frozenset({"owner"}), None)
        act.after = {"invitation": str(made.id), "roles": ["owner"]}
    show_one({"email": email, "expires_at": made.expires_at, "link": link}, as_json)


@commands.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Everybody, disabled ones too."""
    with db.engine.connect() as connection:
        found = staff.entries(connection, None, 10_000)
    show([{**vars(entry), "roles": ",".join(sorted(entry.roles))} for entry in found], as_json)
