"""How long it takes to enter a quiz, here and now: the quiz that is measured opens when everybody has had time to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

from lab.bench.crew import Crew
from lab.bench.rig import Rig
from models import programme
from models.programme import Wish
from models.quizzes import QuizRow
from web.starting import LOBBY

SHARE = 10
"""One in so many players enters a quiz that is never played."""
_SLACK = 1.5
_LEAST = timedelta(seconds=10)
_MOST = LOBBY - timedelta(seconds=5)


def quiz_in_time(rig: Rig, players: Crew, wish: Wish) -> QuizRow:
    """Have some of the players enter a quiz as wished (it is told to them by its id), and make the one to be played."""
    began = monotonic()
    players.tell(str(_put(rig, wish, _MOST).id))
    players.hear(_MOST.total_seconds())
    lead = timedelta(seconds=_SLACK * SHARE * (monotonic() - began))
    return _put(rig, wish, min(_LEAST + lead, _MOST))


def _put(rig: Rig, wish: Wish, lead: timedelta) -> QuizRow:
    opens_at = (datetime.now(UTC) + lead).replace(microsecond=0)
    with rig.engine.begin() as connection:
        return programme.put(connection, replace(wish, opens_at=opens_at))
