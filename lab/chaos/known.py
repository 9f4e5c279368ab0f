"""Every other player proves an address while things break, and whoever has a code for friends: tokens and mail are for
them, and the others' wait."""

from asyncio import sleep, to_thread
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

_EVERY_S = 2.0
_PROVE = text(
    "INSERT INTO accounts (player_id, email, email_key) SELECT id, id || '@buzzline.test', id || '@buzzline.test' "
    "FROM players WHERE get_byte(uuid_send(id), 15) % 2 = 0 OR id IN (SELECT player_id FROM referral_codes) "
    "ON CONFLICT DO NOTHING"
)
_WISH = text(
    "INSERT INTO notification_preferences (player_id, choices) SELECT player_id, "
    """'{"progress": {"mail": true}}' FROM accounts ON CONFLICT DO NOTHING"""
)
WANTING = (
    "SELECT player_id, changed_at FROM notification_preferences WHERE CAST(choices -> 'progress' ->> 'mail' AS boolean)"
)
"""Since when who has proved an address wants mail of their progress."""
_UNPAID = text(
    "SELECT count(*) FROM grants g WHERE state <> 'paid' AND EXISTS (SELECT FROM accounts a "
    "WHERE a.player_id = g.player_id)"
)
_OWING = text(
    "SELECT r.id FROM referrals r WHERE state = 'held' OR (state = 'joined' AND played_at IS NOT NULL "
    "AND EXISTS (SELECT FROM accounts a WHERE a.player_id = r.referee_id))"
)


async def keep(engine: Engine) -> None:
    """Have those who are new prove theirs, for ever; Postgres may be away at any time."""
    while True:
        with suppress(SQLAlchemyError):
            await to_thread(_prove, engine)
        await sleep(_EVERY_S)


def _prove(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(_PROVE)
        connection.execute(_WISH)


def unpaid(connection: Connection) -> int:
    """Grants of those who are known that are still to be paid."""
    return int(connection.execute(_UNPAID).scalar_one())


def owing(connection: Connection) -> list[UUID]:
    """Referrals that are to be judged or paid within moments: enough was played for them, by who is known."""
    return list(connection.execute(_OWING).scalars())
