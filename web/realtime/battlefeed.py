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
from web.realtime.viewer import Viewer
from web.scoreboard import Scoreboard

log = structlog.get_logger()

WATCHERS_LATE_S = 5.0
"""So late that nobody who watches can help a player while it matters."""
_AGAIN_S = 1.0
_LATE_S = 0.5
"""Moves of two processes may be heard in another order than they were made in; so late comes none that was told."""


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
        self._viewers: dict[Connection, Viewer] = {}
        self._unseen: set[Viewer] = set()
        """Who could not be shown the battle: it was not there. Its next move is reason to try again."""

    def __len__(self) -> int:
        return len(self._viewers)

    def join(self, connection: Connection, player: str) -> None:
        """Subscribe, or ask for a snapshot again. A player who was away is back."""
        viewer = self._viewers.get(connection)
        if viewer is None:
            viewer = self._viewers[connection] = Viewer(connection, self._script.side_of(UUID(player)))
        self._show_anew(viewer)
        if viewer.side is not None:
            self._presence.come(Seat(self._battle, viewer.side), self._script, connection)

    def leave(self, connection: Connection) -> None:
        """No more of this battle; a player who has no other socket is away."""
        viewer = self._viewers.pop(connection, None)
        if viewer is not None and viewer.side is not None:
            self._presence.go(Seat(self._battle, viewer.side), self._script, connection)
        if viewer is not None:
            self._unseen.discard(viewer)

    def begin_anew(self) -> None:
        """Something may have been missed: everybody needs a snapshot."""
        for viewer in list(self._viewers.values()):
            self._show_anew(viewer)

    def hear(self, message: bytes) -> None:
        """What a move is told by."""
        try:
            told = read(message)
        except msgspec.MsgspecError:
            log.warning("a message about a battle that is none", message=message[:200])
            return
        frames = [(Audience(to), frame(raw)) for to, raw in told.frames]
        if told.voided:
            self._end([sent for _, sent in frames])
        elif told.again:
            self.begin_anew()
        else:
            for viewer in list(self._unseen):
                self._show_anew(viewer)
            self._tell(told.seq, frames, watching=False)
            if any(viewer.watches for viewer in self._viewers.values()):
                spawn_later(WATCHERS_LATE_S, self._tell, told.seq, frames, watching=True)
        if told.away is not None:
            self._contradict(told.away)

    def _end(self, frames: Sequence[bytes]) -> None:
        """It is void: those who watch are told now, and of what was before no more."""
        self._referee.forget(self._battle)
        for viewer in self._viewers.values():
            viewer.end(frames if viewer.watches else ())

    def _contradict(self, away: int) -> None:
        """A side was found away, and may be here: its lease had ended, as its process stood still, or it just came."""
        for connection, viewer in list(self._viewers.items()):
            if viewer.side == away:
                self._presence.come(Seat(self._battle, away), self._script, connection)

    def _tell(self, seq: int, frames: Sequence[tuple[Audience, bytes]], watching: bool) -> None:
        for viewer in list(self._viewers.values()):
            if viewer.watches is not watching:
                continue
            own = Audience.WATCHERS if viewer.side is None else viewer.side
            viewer.hear(seq, [sent for to, sent in frames if to in (Audience.ALL, own)])
            if viewer.misses:
                spawn_later(_LATE_S, self._make_good, viewer)

    def _make_good(self, viewer: Viewer) -> None:
        """What is missing still was told by nobody."""
        if viewer.misses:
            self._show_anew(viewer)

    def _show_anew(self, viewer: Viewer) -> None:
        self._unseen.discard(viewer)
        if viewer.await_snapshot():
            spawn(self._snapshots, viewer)

    def _snapshots(self, viewer: Viewer) -> None:
        while viewer.wants:
            viewer.wants = False
            self._snapshot(viewer)
        viewer.shown = True

    def _snapshot(self, viewer: Viewer) -> None:
        """Tell a connection how the battle stands, as soon as that can be known; who watches a running one, late."""
        while self._viewers.get(viewer.connection) is viewer and not viewer.connection.closing:
            try:
                standing = self._referee.look(self._battle)
            except Gone:
                self._clockwork.want(self._battle)
                self._unseen.add(viewer)
                return  # everybody is told anew once it is rebuilt, or hears of its next move
            except Unavailable:
                sleep(_AGAIN_S)
                continue
            snapshot = encode(self._state(standing, viewer.side))
            if viewer.watches and standing.state.result is None:
                sleep(WATCHERS_LATE_S)
            viewer.show(standing.seq, snapshot)
            if viewer.side is not None and standing.state.sides[viewer.side].away:
                self._contradict(viewer.side)
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
