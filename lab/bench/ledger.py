"""Durable transfers a second: one a transaction, and many; to all players at once, and all to one.

Method. Postgres as `make run` has it (fsync on), 10,000 players with tokens, four connections, each with a thread.
*Single*: a transaction a transfer, credits by `models.ledger.post`, each of another player than those beside it.
Baseline, in alternate rounds of the same run: the same SQL over bare psycopg, with the same parameters, by as many
threads. *Batched*: 200 transfers a transaction, as `tasks.tokens` makes them. Every transfer touches
the one house account `minted`, which is a sum of entries and no row that is locked: *hot* has a single player's account
instead, all four at it: what a house account with a balance would cost. At the end the audit must find nothing.
"""

import re
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from threading import Barrier, Thread
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from uuid_utils.compat import uuid7

from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from models import ledger, ledger_audit
from models.base import encode_rows
from models.ledger import Wanted
from models.ledger_sql import BALANCES, DEBTS, ENTRIES, INSERT, OWN

_PLAYERS = 10_000
_HANDS = 4
_SINGLE = 1_500
_ROUNDS = 3
_BATCH = 200
_BATCHES = 60
_SINGLE_LEAST, _BATCHED_LEAST = 0.8, 6_400

_STATEMENTS = (OWN, DEBTS, INSERT, ENTRIES, BALANCES)

Hand = Callable[[Sequence[UUID]], None]
"""Makes a transfer to each of some players."""


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    players = sorted(uuid7() for _ in range(_PLAYERS))
    single, batches = max(50, int(_SINGLE * options.size)), max(5, int(_BATCHES * options.size))
    with Rig(options.home, say) as rig:
        _post_by(rig.engine, players, 1_000)
        ours: list[float] = []
        bare: list[float] = []
        for number in range(_ROUNDS):
            progress(number / (_ROUNDS + 2), "one a transaction")
            shares = _shares(players, single)
            ours.append(_rate([_ours(rig.engine, 1) for _ in shares], shares))
            bare.append(_rate([_bare(rig.engine) for _ in shares], shares))
        progress(_ROUNDS / (_ROUNDS + 2), f"{_BATCH} a transaction")
        shares = _shares(players, _BATCH * batches)
        batched = _rate([_ours(rig.engine, _BATCH) for _ in shares], shares)
        progress((_ROUNDS + 1) / (_ROUNDS + 2), "all to one")
        hot = _rate([_ours(rig.engine, 1) for _ in range(_HANDS)], [[players[0]] * single] * _HANDS)
        with rig.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            broken = [one.name for one in ledger_audit.audit(connection) if one.broken and "known" not in one.name]
    middle, baseline = sorted(ours)[_ROUNDS // 2], sorted(bare)[_ROUNDS // 2]
    figures: dict[str, float | int | str] = {
        "single_per_s": round(middle),
        "times_baseline": middle / baseline,
        "batched_per_s": round(batched),
        "hot_per_s": round(hot),
        "broken": ", ".join(broken) or 0,
    }
    return Result(
        "ledger",
        figures,
        {"what": "the same SQL over bare psycopg", "per_s": round(baseline)},
        [
            Aim("single, times the baseline", middle / baseline, f">= {_SINGLE_LEAST}"),
            Aim("batched transfers/s", batched, f">= {_BATCHED_LEAST}"),
            Aim("invariants broken", len(broken), "< 1"),
        ],
    )


def _shares(players: Sequence[UUID], count: int) -> list[list[UUID]]:
    """So many for each hand, no two of whom have the same player at a time."""
    own = [players[hand::_HANDS] for hand in range(_HANDS)]
    return [list(islice(cycle(share), count)) for share in own]


def _rate(hands: Sequence[Hand], shares: Sequence[Sequence[UUID]]) -> float:
    """Transfers a second of all hands together."""
    ready = Barrier(len(hands) + 1)

    def work(hand: Hand, share: Sequence[UUID]) -> None:
        hand(share[:1])  # the connection is open, its statements are known
        ready.wait()
        hand(share)

    threads = [Thread(target=work, args=pair) for pair in zip(hands, shares, strict=True)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return sum(map(len, shares)) / (perf_counter() - began)


def _post_by(engine: Engine, players: Sequence[UUID], batch: int) -> None:
    for start in range(0, len(players), batch):
        with engine.begin() as connection:
            ledger.post(connection, [_wanted(player) for player in players[start : start + batch]])


def _wanted(player: UUID) -> Wanted:
    return Wanted("bench", str(uuid7()), player, "credit", 5, "bench", "minted", {"grant": "bench"})


def _ours(engine: Engine, batch: int) -> Hand:
    return lambda share: _post_by(engine, share, batch)


def _bare(engine: Engine) -> Hand:
    """The statements of `models.ledger`, in psycopg's own form."""
    url = make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(url)
    own, debts, insert, entries, balances = (_plain(one.text) for one in _STATEMENTS)

    def hand(share: Sequence[UUID]) -> None:
        for player in share:
            with connection.transaction():
                [(_, id_, posted, held, number)] = connection.execute(own, {"players": [player]}).fetchall()
                connection.execute(debts, {"players": [player]}).fetchall()
                row = ledger.as_row(0, _wanted(player))
                [(transfer, *_)] = connection.execute(insert, {"rows": encode_rows([row])}).fetchall()
                legs: dict[str, Any] = {
                    "entries": encode_rows([{"t": transfer, "a": id_, "m": 5, "n": number + 1, "b": posted + 5}]),
                    "houses": encode_rows([{"t": transfer, "p": "minted", "m": -5}]),
                }
                connection.execute(entries, legs)
                after = [{"i": id_, "p": posted + 5, "h": held, "n": number + 1}]
                connection.execute(balances, {"rows": encode_rows(after)})

    return hand


def _plain(statement: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", statement)
