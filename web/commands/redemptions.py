"""`flask redemptions`: what tokens became, partner by partner and one by one."""

from typing import Any
from uuid import UUID

import click

from bridges.gift_codes import Broken, Sealed
from models import deliveries, gift_cards, partner_state, redemption_admin, redemption_hints
from rules.partnering import PARTNERS, PartnerName
from web.admin.partners import everybody
from web.admin.redemptions import line
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("redemptions", help="Redemptions, and the partners that issue what is redeemed.")

_AT_ONCE = 200
_COUNTED = ("partner", "state", "count", "tokens", "oldest_at")
_SHOWN = ("name", "submits", "why_not", "due", "due_since", "under_way", "balance", "balance_at")


@commands.command()
@as_json
def status(as_json: bool) -> None:
    """Each partner: whether orders are submitted, why not, what waits, the float; and how many are in which state."""
    with db.engine.connect() as connection:
        partners = everybody(connection, frozenset(wires().partners))
        lacking, since = deliveries.undelivered(connection)
    if as_json:
        show_one({"partners": partners, "cards_lacking": lacking, "cards_lacking_since": since}, as_json)
        return
    show([{name: one[name] for name in _SHOWN} for one in partners], as_json)
    counts = [{"partner": one["name"], **count} for one in partners for count in one["counts"]]
    show(
        [{name: count[name] for name in ("partner", "state", "count", "tokens", "oldest_at")} for count in counts],
        False,
    )
    if lacking:
        click.echo(f"{lacking} cards are not here yet, the oldest since {since}")


@commands.command("show")
@click.argument("redemption", type=click.UUID)
@as_json
def show_redemption(redemption: UUID, as_json: bool) -> None:
    """One REDEMPTION, with each attempt and each change."""
    with db.engine.connect() as connection:
        found = _found(redemption_admin.one(connection, redemption), redemption)
    if as_json:
        show_one({**line(found)}, as_json)
        return
    lists = ("attempts", "transitions", "views")
    show_one({name: value for name, value in line(found).items() if name not in lists}, as_json)
    for name in lists[:2]:
        click.echo(f"\n{name}")
        show(found[name], as_json)


@commands.command()
@click.argument("redemption", type=click.UUID)
@click.option("--reason", required=True)
@as_json
def retry(redemption: UUID, reason: str, as_json: bool) -> None:
    """Have the partner asked now what became of REDEMPTION; one that is held is ordered now. Twice is once."""
    with acting("redemptions.retry", "redemption", redemption, reason) as act:
        found = _found(redemption_admin.one(act.connection, redemption), redemption)
        done = redemption_hints.now(act.connection, redemption)
    show_one({"id": redemption, "state": found["state"], "asked": done}, as_json)


@commands.command()
@click.argument("partners", nargs=-1, type=click.Choice(PARTNERS))
@click.option("--reason", required=True)
@as_json
def freeze(partners: tuple[PartnerName, ...], reason: str, as_json: bool) -> None:
    """After a restore: submit nothing to PARTNERS (all without any) until their statements were matched."""
    for name in partners or PARTNERS:
        with acting("partners.freeze", "partner", name, reason) as act:
            partner_state.freeze(act.connection, name, reason)
    with db.engine.connect() as connection:
        show(
            [{"partner": one.partner, "frozen": one.frozen_reason} for one in partner_state.every(connection)], as_json
        )


@commands.command("rotate-keys")
@as_json
def rotate_keys(as_json: bool) -> None:
    """Wrap every card's key by the first of GIFT_CODE_KEYS; the others may be dropped then, but for fingerprints.

    Twice is once. What is sealed is not touched.
    """
    codes, done = wires().gift_codes, 0
    try:
        while batch := _wrap_some(codes.first):
            done += batch
    except Broken as reason:
        raise click.ClickException(f"after {done} cards: {reason}") from None
    show_one({"key": codes.first, "wrapped": done}, as_json)


def _wrap_some(key_id: str) -> int:
    with acting("redemptions.rotate", "key", key_id) as act:
        cards = gift_cards.under_others(act.connection, key_id, _AT_ONCE)
        for one in cards:
            old = Sealed(one.key_id, one.wrapped, one.sealed, one.fingerprint, one.fingerprint_key)
            new = wires().gift_codes.wrap_again(one.redemption_id, one.number, old)
            gift_cards.wrap(act.connection, one.redemption_id, one.number, new.key_id, new.wrapped)
        act.after = {"cards": len(cards)}
    return len(cards)


def _found(found: dict[str, Any] | None, redemption: UUID) -> dict[str, Any]:
    if found is None:
        raise click.ClickException(f"there is no redemption {redemption}")
    return found
