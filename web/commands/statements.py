"""`flask redemptions reconcile` and `thaw`: partners' statements, matched now."""

from typing import Any

import click
from flask.cli import with_appcontext

from bridges import reconciling
from models import breaks, partner_lines, partner_state
from rules.partnering import PARTNERS, PartnerName
from web.commands.acting import acting
from web.commands.manners import Command
from web.commands.output import as_json, show
from web.extensions import db
from web.wires import wires

_ROUNDS = 200
"""A statement that is a month behind is read in so many parts."""


@click.command("reconcile", cls=Command)
@click.argument("partners", nargs=-1, type=click.Choice(PARTNERS))
@with_appcontext
@as_json
def reconcile(partners: tuple[PartnerName, ...], as_json: bool) -> None:
    """Match the statements of PARTNERS (all without any) with our books up to now. Twice is once.

    What they say for good settles; what does not agree is listed by `GET /v1/admin/breaks`. Exit code 1 if a statement
    could not be matched.
    """
    known = wires().partners
    wanted = [name for name in PARTNERS if name in (partners or known) and name in known]
    done = {name: _match(name) for name in wanted}
    with db.engine.connect() as connection:
        standing = partner_lines.standing(connection)
    rows: list[dict[str, Any]] = [{"partner": name, "matched": done[name], **standing[name]} for name in wanted]
    show(rows, as_json)
    if not all(done.values()):
        raise SystemExit(1)


def _match(name: PartnerName) -> bool:
    """Part by part, until it is matched up to now."""
    for _ in range(_ROUNDS):
        if not reconciling.match(db.engine, name, wires().partners[name], lambda _: None):
            return False
        with db.engine.connect() as connection:
            if partner_lines.is_whole(connection, name):
                return True
    return False


@click.command("thaw", cls=Command)
@click.argument("partner", type=click.Choice(PARTNERS))
@click.option("--reason", required=True)
@with_appcontext
@as_json
def thaw(partner: PartnerName, reason: str, as_json: bool) -> None:
    """Submit to PARTNER again after it was frozen: once its statement was matched, and what was lost is resolved."""
    known = wires().partners.get(partner)
    settle_s = reconciling.settle_s(known) if known else 0.0
    with db.engine.connect() as connection:
        if not partner_lines.is_matched_since_frozen(connection, partner, settle_s):
            raise click.ClickException(
                f"its statement is not matched up to {settle_s:.0f} s after that: flask redemptions reconcile {partner}"
            )
        if lost := breaks.lost(connection, partner):
            raise click.ClickException(
                f"{lost} orders of ours that the partner has are not known here: they are breaks, `missing_here`, that "
                "somebody has to resolve"
            )
    with acting("partners.thaw", "partner", partner, reason) as act:
        partner_state.freeze(act.connection, partner, None)
    with db.engine.connect() as connection:
        rows = [
            {"partner": one.partner, "frozen": one.frozen_reason}
            for one in partner_state.every(connection)
            if one.partner == partner
        ]
    show(rows, as_json)
