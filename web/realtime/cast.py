"""Who may answer one question of a live quiz, and their tokens, signed before it opens."""

from collections.abc import Collection
from uuid import UUID

from gevent import sleep

from models.live import Entrant
from web.realtime.script import Script
from web.realtime.stage import Stage

AT_ONCE = 500
"""Frames between which other greenlets have their turn."""


class Cast:
    """Of question `no`. `tokens` are frames by player, None for who may not answer; `langs` what they read it in."""

    def __init__(self, script: Script, stage: Stage, no: int, alive: frozenset[UUID] | None, looked_ms: int) -> None:
        self._script = script
        self._stage = stage
        self._alive = alive
        """None: everyone who has entered."""
        self.no = no
        self.tokens: dict[str, bytes | None] = {}
        self.langs: dict[str, str] = {}
        self.looked_ms = looked_ms
        """When it was looked last who has entered since."""

    def sign(self, players: Collection[str]) -> None:
        """Tokens for those who have entered and may answer, unless they are known. Raises Away."""
        unknown = [player for player in players if player not in self.tokens]
        if not unknown:
            return
        entrants = self._stage.entrants(self._script, self.no, unknown)
        for count, player in enumerate(unknown):
            if not count % AT_ONCE:
                sleep(0)
            entrant = entrants.get(player)
            if entrant:
                self.langs[player] = entrant.lang
            self.tokens[player] = self._token(entrant) if entrant else None

    def _token(self, entrant: Entrant) -> bytes | None:
        """None for who is out, came too late to an elimination, or has finished: no answer of theirs would count."""
        if entrant.over and entrant.response is None:
            return None
        if self._script.quiz.elimination and entrant.started_at > self._script.starts_at:
            return None
        if self._alive is not None and entrant.player not in self._alive:
            return None
        session, player = entrant.session_id.bytes, entrant.player.bytes
        return self._script.token(self._stage.tokens, self.no, session, player, entrant.response)
