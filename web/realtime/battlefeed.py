"""One quiz battle as the clients of this process see it: its sides at once, those who watch a moment later."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import structlog
from gevent import sleep, spawn, spawn_later

from bridges.battles import Gone, Standing
from bridges.scripts import Script
from bridges.seats import Seat
from rules.battle import deadline, multiplier
from web.battles.referee import Referee, Unavailable
from web.battles.showing import Audience, Show, outcome, read, revealed, time_of, totals
from web.realtime.battle_messages import BattlePlayer, BattleState
from web.realtime.clockwork import Clockwork, now_ms
from web.realtime.connection import Connection
from web.realtime.frames import encode, frame
from web.realtime.presence import Presence
from web.scoreboard import Scoreboard

log = structlog.get_logger()

WATCHERS_LATE_S = 5.0
"""So late that nobody who watches can help a player while it matters."""
_AGAIN_S = 1.0


class BattleFeed:
    """Of one battle."""

    def __init__(
        self,
        battle: UUID,
        script: Script,
        referee: Referee,
        clockwork: Clockwork,
        presence: Presence,
        show: Show,
        scoreboard: Scoreboard,
    ) -> None:
        self._battle = battle
        self._script = script
        self._referee = referee
        self._clockwork = clockwork
        self._presence = presence
        self._show = show
        self._scoreboard = scoreboard
        self._sides: dict[Connection, int | None] = {}
        self._floors: dict[Connection, int] = {}
        """What each connection's snapshot has in it already."""
        self._unseen: set[Connection] = set()
        """Who could not be shown the battle: it was not there. Its next move is reason to try again."""

    def __len__(self) -> int:
        return len(self._sides)

    def join(self, connection: Connection, player: str) -> None:
        """Subscribe, or ask for a snapshot again. A player who was away is back."""
        side = self._sides[connection] = self._script.side_of(UUID(player))
        self._floors.pop(connection, None)
        spawn(self._snapshot, connection)
        if side is not None:
            self._presence.come(Seat(self._battle, side), self._script, connection)

    def leave(self, connection: Connection) -> None:
        """No more of this battle; a player who has no other socket is away."""
        side = self._sides.pop(connection, None)
        self._floors.pop(connection, None)
        self._unseen.discard(connection)
        if side is not None:
            self._presence.go(Seat(self._battle, side), self._script, connection)

    def begin_anew(self) -> None:
        """Something may have been missed: everybody needs a snapshot."""
        self._floors.clear()
        for connection in list(self._sides):
            spawn(self._snapshot, connection)

    def hear(self, message: bytes) -> None:
        """What a move is told by."""
        try:
            told = read(message)
        except msgspec.MsgspecError:
            log.warning("a message about a battle that is none", message=message[:200])
            return
        if told.voided:
            self._end([frame(raw) for _, raw in told.frames])
            return
        if told.again:
            self.begin_anew()
        for to, raw in told.frames:
            self._tell(Audience(to), told.seq, frame(raw))
        if told.away is not None:
            self._contradict(told.away)

    def _end(self, frames: Sequence[bytes]) -> None:
        """It is void: those who watch are told now, and of what was before no more."""
        self._referee.forget(self._battle)
        watchers = [connection for connection, side in self._sides.items() if side is None]
        self._floors.clear()
        for connection in watchers:
            for sent in frames:
                connection.put(sent)

    def _contradict(self, away: int) -> None:
        """A side was found away, and may be here: its lease had ended, as its process stood still, or it just came."""
        for connection, side in list(self._sides.items()):
            if side == away:
                self._presence.come(Seat(self._battle, side), self._script, connection)

    def _tell(self, to: Audience, seq: int, sent: bytes) -> None:
        for connection, side in list(self._sides.items()):
            floor = self._floors.get(connection)
            if connection in self._unseen:
                spawn(self._snapshot, connection)
            if floor is None or seq <= floor:
                continue  # its snapshot is on the way, or has it
            if side is None and to in (Audience.WATCHERS, Audience.ALL):
                spawn_later(WATCHERS_LATE_S, self._tell_late, connection, sent)
            elif side is not None and to in (Audience.ALL, side):
                connection.put(sent)

    def _tell_late(self, connection: Connection, sent: bytes) -> None:
        if connection in self._floors:
            connection.put(sent)

    def _snapshot(self, connection: Connection) -> None:
        """Tell a connection how the battle stands, as soon as that can be known."""
        self._unseen.discard(connection)
        while connection in self._sides and not connection.closing:
            try:
                standing = self._referee.look(self._battle)
            except Gone:
                self._clockwork.want(self._battle)
                self._unseen.add(connection)
                return  # everybody is told anew once it is rebuilt, or hears of its next move
            except Unavailable:
                sleep(_AGAIN_S)
                continue
            if connection in self._sides:
                side = self._sides[connection]
                self._floors[connection] = standing.seq
                connection.put(encode(self._state(standing, side)))
                if side is not None and standing.state.sides[side].away:
                    self._contradict(side)
            return

    def _state(self, standing: Standing, side: int | None) -> BattleState:
        state, plan = standing.state, self._script.plan
        shown = state.phase in ("open", "reveal") and side is not None
        own = state.answers[side] if shown and side is not None else None
        now = now_ms()
        ends = deadline(plan, state) if state.phase == "open" else state.due_at or now
        return BattleState(
            topic=f"battle:{self._battle}",
            battle_id=self._battle,
            seq=standing.seq,
            phase=state.phase,
            round=state.round,
            of=len(plan.questions),
            side=side,
            players=self._players(standing),
            question=self._show.question(self._script, state.round, side) if shown else None,
            opens_at=time_of(state.opened_at) if shown else None,
            deadline_at=time_of(deadline(plan, state)) if shown else None,
            left_ms=max(0, ends - now),
            multiplier=multiplier(plan, state.round),
            own=own.response if own else None,
            past=[revealed(self._script, state, no) for no in range(len(state.past))],
            result=outcome(state.result) if state.result else None,
        )

    def _players(self, standing: Standing) -> list[BattlePlayer]:
        state = standing.state
        ids = [str(player) for player in self._script.players]
        faces = self._scoreboard.faces(ids)
        both = zip(ids, totals(state), state.sides, state.answers, strict=True)
        return [BattlePlayer(id_, faces[id_].name, points, one.away, bool(a)) for id_, points, one, a in both]
