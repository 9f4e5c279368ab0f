"""From an answer's acknowledgement to its player's own line on a board, as a subscribed socket shows it.

Method. The whole system as `make run` has it. 200 players, each with a socket subscribed to `global.day`; they answer
in turn, one `POST /v1/answers` each, open loop, at 100/s and at 1,000/s. All answers are right and at once (the token's
clock starts a little later), so each makes a known total. An answer is seen when a `me` with at least that total
arrives: what is coalesced on the way counts as long as it took. Every accepted answer is in the figures; one that is
not seen ten seconds after the load counts as `unseen`. Players, sockets and system share the machine. Baseline: a
message produced to the same Kafka with all acknowledgements, and consumed again, one at a time, before the load.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from math import inf
from time import perf_counter, time
from uuid import UUID

import msgspec

from lab.bench import history
from lab.bench.echo import kafka_echo
from lab.bench.history import RIGHT, WRONG
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.watchers import Watcher
from lab.folder import LabError
from lab.players.report import percentile
from lab.players.wire import Connection
from web.tokens import AnswerToken, Tokens

_PLAYERS = 200
_RATES = (100, 1_000)
_WARM_S = 5.0
_SECONDS = 45.0
_CONNECTIONS = 64
_TICK_S = 0.002
_PATIENCE = 3.0
_UNSEEN_S = 10.0
_SPARE = 10
"""Sessions a player has beyond what is needed."""
_AHEAD_MS = 5_000
_LIFE_MS = 60_000
_TOPIC = "board:global.day"
_CAST = ("api", "realtime", "bridge", "relay", "worker-1", "worker-2", "ranking", "upkeep", "beat")


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    seconds = _SECONDS * options.size
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, _PLAYERS, days=0)
        answers = sum(_RATES) * (seconds + _WARM_S)
        asked = history.ask(rig.engine, int(answers / history.QUESTIONS / _PLAYERS) + _SPARE)
        echo = sorted(kafka_echo(rig.settings.kafka_bootstrap_servers, 500))
        rig.start(*_CAST)
        sessions: dict[UUID, deque[UUID]] = {}
        for one in asked:
            sessions.setdefault(one.player_id, deque()).append(one.session_id)
        tokens = Tokens(rig.settings.secret_keys)
        watchers = [Watcher(player, tokens.sign_access(player), own) for player, own in sessions.items()]
        bench = _Bench(rig.urls, tokens, watchers, progress)
        try:
            took = asyncio.run(bench.run(seconds, say))
        except ExceptionGroup as group:
            raise group.exceptions[0] from group
    for what, count in bench.refused.items():
        say(f"{count} answers were not accepted: {what}")
    return _result(took, bench.refused.total(), [1000 * second for second in echo])


class _Bench:
    """The players at their sockets, and what they hand in."""

    def __init__(
        self, urls: Mapping[str, str], tokens: Tokens, watchers: Sequence[Watcher], progress: Progress
    ) -> None:
        self._urls = urls
        self._tokens = tokens
        self._watchers = watchers
        self._progress = progress
        self._connections: asyncio.Queue[Connection] = asyncio.Queue()
        self.refused: Counter[str] = Counter()
        """Answers that were not accepted, by what was said instead."""

    async def run(self, seconds: float, say: Say) -> dict[int, tuple[list[float], int]]:
        """Latencies in ms, in ascending order, and the number of unseen answers, by rate."""
        for _ in range(_CONNECTIONS):
            self._connections.put_nowait(Connection(self._urls["api"]))
        took = {}
        async with asyncio.TaskGroup() as group:
            ready = [asyncio.Event() for _ in self._watchers]
            sockets = [group.create_task(self._watch(*pair)) for pair in zip(self._watchers, ready, strict=True)]
            await asyncio.gather(*(event.wait() for event in ready))
            for rate in _RATES:
                say(f"{rate:,} answers a second")
                await self._play(rate, _WARM_S)
                for watcher in self._watchers:
                    watcher.latencies.clear()
                took[rate] = (await self._play(rate, seconds), sum(watcher.waiting for watcher in self._watchers))
            for socket in sockets:
                socket.cancel()
        return took

    async def _watch(self, watcher: Watcher, ready: asyncio.Event) -> None:
        connection = Connection(self._urls["api"])
        headers = {"Authorization": f"Bearer {watcher.access}"}
        response = await connection.request("POST", "/v1/realtime/tokens", b"{}", headers)
        connection.close()
        if response.status != 201:
            raise LabError(f"no realtime token: {response.status} {response.body!r}")
        await watcher.watch(response.document["url"], response.document["token"], _TOPIC, ready)

    async def _play(self, rate: int, seconds: float) -> list[float]:
        """Answers at a fixed pace, then until all are seen, or ten seconds more; the latencies in ms, in order.

        Raises LabError if the answers take much longer than they should: then there is no such pace here.
        """
        try:
            async with asyncio.timeout(_PATIENCE * seconds + _UNSEEN_S), asyncio.TaskGroup() as group:
                await self._pace(rate, seconds, group)
        except TimeoutError as error:
            raise LabError(f"{rate} answers a second are not accepted here: is the machine busy?") from error
        deadline = perf_counter() + _UNSEEN_S
        while any(watcher.waiting for watcher in self._watchers) and perf_counter() < deadline:
            await asyncio.sleep(_TICK_S)
        return sorted(1000 * one for watcher in self._watchers for one in watcher.latencies)

    async def _pace(self, rate: int, seconds: float, group: asyncio.TaskGroup) -> None:
        began, number = perf_counter(), 0
        while (elapsed := perf_counter() - began) < seconds:
            while number < elapsed * rate:
                group.create_task(self._answer(self._watchers[number % len(self._watchers)]))
                number += 1
            self._progress(elapsed / seconds, f"{number:,} answers")
            await asyncio.sleep(_TICK_S)

    async def _answer(self, watcher: Watcher) -> None:
        """One answer; a player's own go one after the other."""
        async with watcher.turn:
            session, question = watcher.ask()
            now = int(time() * 1000)
            times = (now + _AHEAD_MS, now + _LIFE_MS)
            token = AnswerToken(session.bytes, question, watcher.player_id.bytes, (RIGHT, WRONG), *times)
            body = msgspec.json.encode({"token": self._tokens.sign_answer(token), "response": RIGHT})
            headers = {"Authorization": f"Bearer {watcher.access}"}
            connection = await self._connections.get()
            response = await connection.request("POST", "/v1/answers", body, headers)
            self._connections.put_nowait(connection)
            if response.status == 202:
                watcher.accept(question)
            else:
                self.refused[f"{response.status} {response.code}"] += 1
                watcher.give_up()


def _result(took: Mapping[int, tuple[list[float], int]], refused: int, echo: list[float]) -> Result:
    figures: dict[str, float | int | str] = {"not_accepted": refused}
    aims = []
    for rate, (latencies, unseen) in took.items():
        middle, tail = percentile(latencies, 0.5) or inf, percentile(latencies, 0.99) or inf
        figures |= {f"seen_at_{rate}_per_s": len(latencies), f"unseen_at_{rate}_per_s": unseen}
        figures |= {f"p50_ms_at_{rate}_per_s": middle, f"p99_ms_at_{rate}_per_s": tail}
        figures[f"most_ms_at_{rate}_per_s"] = round(latencies[-1], 1) if latencies else inf
        aims += [Aim(f"p50 ms at {rate:,}/s", middle, "< 150"), Aim(f"p99 ms at {rate:,}/s", tail, "< 500")]
        aims.append(Aim(f"unseen at {rate:,}/s", unseen, "< 1"))
    baseline: Figures = {
        "what": "Kafka: produced, acknowledged, consumed",
        "p50_ms": percentile(echo, 0.5) or 0.0,
        "p99_ms": percentile(echo, 0.99) or 0.0,
    }
    return Result("latency", figures, baseline, aims)
