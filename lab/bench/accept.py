"""Taking answers: `POST /v1/answers` beside a route that does nothing, in the same gunicorn.

Method. Postgres, Valkey, Kafka and one gunicorn of `wsgi:app`, `-k gevent -w 2`, to whose app one route is added that
answers 202 with three bytes; nothing else runs. One client process (raw sockets, epoll, 64 keep-alive connections,
requests made beforehand) sends the same requests to both routes, in alternate rounds; medians of the rounds count.
Every answer is valid and given once: own session, token and access token signed with the lab's key; the response is
Kafka's acknowledgement (a few may go through the outbox; all are 202). Then 1,000/s, open loop, a latency counted from
when its request was due; then batches of 500 from an app on 8 connections.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain, islice
from secrets import token_urlsafe
from statistics import median
from time import time
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from lab.bench.load import Load, LoadFailed, Outcome
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from models import app_keys
from web.tokens import AnswerToken, Tokens

_CONNECTIONS = 64
_BATCH_CONNECTIONS = 8
_BATCH = 500
_ROUNDS = 5
_ROUND_S = 6.0
_MOST_PER_S = 5_000
_BATCHES_PER_S = 200
_PACE = 1_000.0
_PACED_S = 30.0
_PLAYERS = 2_000
_OPTIONS = ("aaaaa", "bbbbb", "ccccc", "ddddd")
_LIFE_MS = 3_600_000


class Requests:
    """Valid answers without end, each of its own session."""

    def __init__(self, tokens: Tokens, host: str) -> None:
        self._tokens = tokens
        self._host = host
        self._players = [uuid7() for _ in range(_PLAYERS)]
        self._access = {player: tokens.sign_access(player) for player in self._players}
        self._turn = 0

    def singles(self, path: str, count: int) -> Iterator[bytes]:
        """So many requests of one answer each, made now."""
        return iter([self._single(path) for _ in range(count)])

    def _single(self, path: str) -> bytes:
        self._turn += 1
        player = self._players[self._turn % _PLAYERS]
        return self._post(path, f"Bearer {self._access[player]}", msgspec.json.encode(self._answer(player)))

    def batches(self, key: str, count: int) -> Iterator[bytes]:
        """So many requests of 500 answers each, from an app."""
        return iter([self._batch(key) for _ in range(count)])

    def _batch(self, key: str) -> bytes:
        answers = [self._answer(player) for player in islice(chain(self._players), _BATCH)]
        return self._post("/v1/answers/batch", f"App {key}", msgspec.json.encode({"answers": answers}))

    def _answer(self, player: UUID) -> dict[str, str]:
        now = int(time() * 1000)
        token = AnswerToken(uuid7().bytes, 0, player.bytes, _OPTIONS, now, now + _LIFE_MS)
        return {"token": self._tokens.sign_answer(token), "response": _OPTIONS[0]}

    def _post(self, path: str, authorization: str, body: bytes) -> bytes:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: {authorization}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    with Rig(options.home, say) as rig:
        rig.launch_with_noop()
        at = urlsplit(rig.urls["api"])
        requests = Requests(Tokens(rig.settings.secret_keys), at.netloc)
        host, port = str(at.hostname), int(at.port or 80)
        noop, answers = _rounds(host, port, requests, options, progress)
        say(f"{_PACE:,.0f} a second, open loop")
        seconds = _PACED_S * options.size
        made = requests.singles("/v1/answers", int(_PACE * seconds) + 1)
        load = Load(host, port, _CONNECTIONS)
        paced = _good(load.paced(made, _PACE, seconds))
        load.close()
        say("batches of 500")
        with rig.engine.begin() as connection:
            key = token_urlsafe(32)
            app_keys.create(connection, uuid7(), "bench", sha256(key.encode()).digest())
        batches = _batches(host, port, requests, key, options)
    return _result(noop, answers, paced, batches)


def _rounds(
    host: str, port: int, requests: Requests, options: Options, progress: Progress
) -> tuple[list[Outcome], list[Outcome]]:
    """Alternate rounds of both routes; the first of each only warms."""
    outcomes: dict[str, list[Outcome]] = {"/noop": [], "/v1/answers": []}
    seconds = _ROUND_S * options.size
    for number in range(_ROUNDS + 1):
        for path, seen in outcomes.items():
            progress(number / (_ROUNDS + 1), path)
            made = requests.singles(path, int(_MOST_PER_S * seconds))
            load = Load(host, port, _CONNECTIONS)
            outcome = _good(load.closed(made, seconds))
            load.close()
            if number:
                seen.append(outcome)
    return outcomes["/noop"], outcomes["/v1/answers"]


def _batches(host: str, port: int, requests: Requests, key: str, options: Options) -> list[Outcome]:
    outcomes = []
    seconds = _ROUND_S * options.size
    for number in range(_ROUNDS + 1):
        made = requests.batches(key, max(16, int(_BATCHES_PER_S * seconds)))
        load = Load(host, port, _BATCH_CONNECTIONS)
        outcome = load.closed(made, seconds)
        load.close()
        if number:
            outcomes.append(outcome)
    return outcomes


def _good(outcome: Outcome) -> Outcome:
    if set(outcome.statuses) != {202}:
        raise LoadFailed(f"not every response was 202: {dict(outcome.statuses)}")
    return outcome


def _result(noop: list[Outcome], answers: list[Outcome], paced: Outcome, batches: list[Outcome]) -> Result:
    noop_per_s, per_s = (median(one.per_s for one in outcomes) for outcomes in (noop, answers))
    batched = median(_BATCH * one.statuses[202] / one.seconds for one in batches)
    ratio = round(per_s / noop_per_s, 3)
    return Result(
        "accept",
        {
            "answers_per_s": round(per_s),
            "answers_p50_ms": median(one.ms(0.5) for one in answers),
            "answers_p99_ms": median(one.ms(0.99) for one in answers),
            "times_noop": ratio,
            "paced_per_s": round(paced.per_s),
            "paced_p50_ms": paced.ms(0.5),
            "paced_p99_ms": paced.ms(0.99),
            "batch_answers_per_s": round(batched),
            "batch_p50_ms": median(one.ms(0.5) for one in batches),
            "batch_sheds": sum(one.statuses[503] + one.statuses[429] for one in batches),
        },
        {
            "what": "POST /noop",
            "per_s": round(noop_per_s),
            "p50_ms": median(one.ms(0.5) for one in noop),
            "p99_ms": median(one.ms(0.99) for one in noop),
        },
        [
            Aim("of the no-op route's speed", ratio, ">= 0.7"),
            Aim("p99 ms at 1,000/s", paced.ms(0.99), "< 50"),
            Aim("answers/s in batches", round(batched), ">= 60000"),
        ],
    )
