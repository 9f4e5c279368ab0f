"""Games of players who were brought are noted where games end; who has played enough by then is to be judged."""

from collections.abc import Collection

from sqlalchemy import Connection

from events.catalog import RefereePlayed
from events.codec import encode
from events.identity import caused_event_id
from models import outbox, referral_plays, thresholds
from models.referral_plays import Game
from rules.referral_states import has_played


def note(connection: Connection, games: Collection[Game]) -> None:
    """Note games that have just ended, in the transaction that ends them; after the locks of their players' progress.

    Whoever has played enough with them is told of by an event, once.
    """
    joined = referral_plays.note(connection, games)
    if not joined:
        return
    limits = thresholds.read(connection)
    played = referral_plays.of(connection, [one.referee for one in joined])
    enough = [one for one in joined if has_played(played[one.referee], one.claimed_at, limits)]
    referral_plays.enough(connection, [one.referral for one in enough])
    events = [
        RefereePlayed(
            event_id=caused_event_id("played", one.referral), referral_id=one.referral, referee_id=one.referee
        )
        for one in enough
    ]
    if events:
        outbox.put_all(connection, [(event.topic.name, event.key, encode(event)) for event in events])
