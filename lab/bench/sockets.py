"""20,000 idle sockets on two realtime workers: the memory of one, and how soon an answer comes through among them.

Method. Two workers of the sockets' gunicorn, and the sockets in two processes of their own, from several addresses
127.0.x.y, as one has ports for 28,000 alone; every player has a row in Postgres and says a good hello.
`bytes_a_socket` is what the workers' resident memory grows by from a first round of sockets, which have come and gone,
to all of them being welcome, by their number; the kernel's buffers are not in it. Then 1,000 messages a second for
20 s, an open loop: boards are subscribed to and left again, and each message's answer counts from when the message was
due to the instant at which a client's process has the `ok`. Meanwhile every socket gets and answers its pings.
Baseline, in the same run: as many messages to a loop that gives each back, over as few sockets as there are processes.
"""

from collections.abc import Mapping
from dataclasses import replace
from time import sleep, time

from sqlalchemy import text

from lab.bench import crew, history
from lab.bench.crew import Crew
from lab.bench.crowd import Heard, Part, Talk, sit
from lab.bench.parrot import Parrot, chat
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.players.report import percentile
from lab.process import Program

_SOCKETS = 20_000
_WORKERS = 2
_WARM = 0.1
_PER_S = 1_000.0
_TALK_S = 20.0
_AHEAD_MS = 1_000
_SEAT_S = 900.0
_REST_S = 3.0
_BYTES = 45_000


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(crew.COUNT * 50, round(_SOCKETS * options.size))
    crew.allow_files(3 * count // 4)  # one worker may get more sockets than the other
    with Parrot() as parrot, Crew(chat, [parrot.address] * crew.COUNT) as pair:
        say("the baseline")
        bare = _talk(pair)
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, count, days=0)
        rig.flask("boards", "rebuild")
        rig.launch(two_workers(rig.table["realtime"]))
        with Crew(sit, _parts(rig)) as players:
            say("some come and go")
            players.tell(round(_WARM * count / crew.COUNT))
            players.hear(_SEAT_S)
            sleep(_REST_S)
            before = rig.workers_rss("realtime")
            say(f"{count:,} sockets come")
            progress(0.2, "sockets come")
            began = time()
            players.tell(None)
            players.hear(_SEAT_S)
            seated_s = time() - began
            sleep(_REST_S)
            held = rig.workers_rss("realtime")
            say("they talk")
            progress(0.8, "they talk")
            cpu = rig.cpu_s()
            heard = _talk(players)
            used = rig.cpu_since(cpu)
    each = (sum(held) - sum(before)) / count
    return _result(count, seated_s, each, heard, bare, used)


def two_workers(program: Program) -> Program:
    """Two workers, and room in each for all the sockets, as the kernel may give one of them most."""
    changed = {"--workers": str(_WORKERS), "--worker-connections": str(2 * _SOCKETS)}
    before = ("", *program.argv)
    return replace(
        program, argv=tuple(changed.get(name, part) for name, part in zip(before, program.argv, strict=False))
    )


def _parts(rig: Rig) -> list[Part]:
    with rig.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM players ORDER BY id")).scalars().all()
    keys, url = rig.settings.secret_keys, rig.urls["realtime"]
    return [Part(number, url, keys, share) for number, share in enumerate(crew.shares(ids))]


def _talk(players: Crew) -> Heard:
    """All of them together: a thousand messages a second."""
    players.tell(Talk(round(1000 * time()) + _AHEAD_MS, _PER_S / crew.COUNT, _TALK_S))
    together = Heard()
    for heard in players.hear(_TALK_S + _SEAT_S):
        together.took_ms += heard.took_ms
        together.unanswered += heard.unanswered
        together.lost += heard.lost
    together.took_ms.sort()
    return together


def _result(count: int, seated_s: float, each: float, heard: Heard, bare: Heard, used: Mapping[str, float]) -> Result:
    figures: Figures = {
        "sockets": count,
        "workers": _WORKERS,
        "bytes_a_socket": round(each),
        "seated_after_s": round(seated_s, 1),
        "messages": len(heard.took_ms),
        "unanswered": heard.unanswered,
        "lost": heard.lost.total(),
        "echo_p50_ms": percentile(heard.took_ms, 0.5) or 0.0,
        "echo_p99_ms": percentile(heard.took_ms, 0.99) or 0.0,
        **{f"cpu_s_{name}": round(seconds, 1) for name, seconds in used.items()},
    }
    baseline: Figures = {
        "what": "as many messages to a bare loop",
        "p50_ms": percentile(bare.took_ms, 0.5) or 0.0,
        "p99_ms": percentile(bare.took_ms, 0.99) or 0.0,
    }
    aims = [
        Aim("bytes a socket", round(each), f"< {_BYTES + 1}"),
        Aim("messages not answered", heard.unanswered, "< 1"),
        Aim("sockets lost", heard.lost.total(), "< 1"),
    ]
    return Result("sockets", figures, baseline, aims)
