"""A live quiz with 5,000 sockets: when its questions reach them, whether all answers are taken, and what is revealed.

Method. The whole system as `make run` has it, one process for the sockets. The players are two processes of their own,
with a socket each; they enter the quiz over the API in its lobby, think 1.5 to 8 s about each of five questions of
10 s, and answer with `POST /v1/answers`, over 64 connections in all. A question's delivery is from the instant at which
it opens to that at which a client's process has its frame (`delivery_*`; `spread_ms` is from the first client to the
last one, in the worst question). Every answer has to be acknowledged and every reveal right: each player's own
response, verdict, points, total and place, the numbers, the distribution and the first ten are computed from what the
players themselves did (lab/bench/verdict.py). `lost` are players who were not told everything. Baseline, before it in
the same run: a loop that sends as many bytes to as many bare sockets of the same two processes, and does nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from sqlalchemy import text

from lab.bench import crew, fanout, history
from lab.bench.audience import Part, Quiz, Told, play
from lab.bench.crew import Crew
from lab.bench.fanout import Source
from lab.bench.rehearsal import quiz_in_time
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.verdict import Course, judge
from lab.players.report import percentile
from models import bank
from models.programme import Pace, Wish
from models.quizzes import QuizRow
from web.tokens import Tokens

_PLAYERS = 5_000
_QUESTIONS = 5
_PACE = Pace(question_ms=10_000, reveal_ms=5_000, lobby_ms=600_000)
_CATEGORY = "science"
_SEAT_S = 150.0
_CAST = ("api", "realtime", "bridge", "relay", "worker-1", "worker-2", "ranking", "upkeep", "beat")


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(crew.COUNT, round(_PLAYERS * options.size))
    crew.allow_files(count)
    with Rig(options.home, say) as rig, Source() as source:
        history.fill(rig.engine, count, days=0)
        rig.start(*_CAST)
        with Crew(play, _parts(rig, source)) as players:
            bare = _bare(source, players, count)
            say(f"{count:,} players take their seats")
            players.hear(_SEAT_S)
            say("a rehearsal")
            wish = Wish("live", _CATEGORY, datetime.now(UTC), count=_QUESTIONS, pace=_PACE)
            quiz = quiz_in_time(rig, players, wish)
            say(f"they enter the quiz of {quiz.opens_at:%H:%M:%S}")
            players.tell(Quiz(str(quiz.id), round(quiz.closes_at.timestamp() * 1000)))
            players.hear(_left_s(quiz.opens_at))
            say("the quiz")
            before = rig.cpu_s()
            told: list[Told] = players.hear(_left_s(quiz.closes_at) + 30, lambda: _show(quiz, progress))
            used = {name: seconds - before.get(name, 0.0) for name, seconds in rig.cpu_s().items()}
        kinds = _kinds(rig, quiz)
    return _result(count, quiz, kinds, told, bare, used)


def _parts(rig: Rig, source: Source) -> list[Part]:
    tokens = Tokens(rig.settings.secret_keys)
    with rig.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM players ORDER BY id")).scalars().all()
    players = [(str(id_), tokens.sign_access(id_)) for id_ in ids]
    return [
        Part(rig.urls["api"], rig.urls["realtime"], share, seed, source.address)
        for seed, share in enumerate(crew.shares(players))
    ]


def _bare(source: Source, players: Crew, count: int) -> list[float]:
    """The baseline: milliseconds until each socket was told, in ascending order."""
    players.hear(_SEAT_S)
    source.gather(count)
    players.hear(_SEAT_S)
    took: list[float] = []
    for _ in range(fanout.ROUNDS):
        began_ms = source.tell()
        took += [at - began_ms for at in chain.from_iterable(players.hear(_SEAT_S))]
    return sorted(took)


def _kinds(rig: Rig, quiz: QuizRow) -> list[str]:
    places = list(zip(quiz.question_ids, quiz.revisions, strict=True))
    with rig.engine.connect() as connection:
        contents = bank.as_asked(connection, places)
    return [contents[place].kind for place in places]


def _left_s(at: datetime) -> float:
    return (at - datetime.now(UTC)).total_seconds()


def _show(quiz: QuizRow, progress: Progress) -> None:
    whole = quiz.closes_at - quiz.opens_at
    progress(1 - _left_s(quiz.closes_at) / whole.total_seconds(), "the quiz")


def _result(
    count: int, quiz: QuizRow, kinds: Sequence[str], told: Sequence[Told], bare: list[float], used: dict[str, float]
) -> Result:
    timetable = quiz.timetable
    assert timetable is not None
    opens_ms = [timetable.opens_at_ms(no) for no in range(_QUESTIONS)]
    seen = [one for each in told for one in each.seen]
    lost = sum(one.ended is None or len(one.came_ms) + len(one.reveals) < 2 * _QUESTIONS for one in seen)
    wrong = judge(Course(kinds, opens_ms, _PACE.question_ms), seen)
    refused = sum((each.refused for each in told), Counter[str]())
    came = [sorted(one.came_ms[no] - at for one in seen if no in one.came_ms) for no, at in enumerate(opens_ms)]
    delivery = sorted(chain.from_iterable(came))
    reveal = sorted(one.revealed_ms[no] - timetable.reveals_at_ms(no) for one in seen for no in one.revealed_ms)
    tail = percentile(delivery, 0.99) or 0.0
    unanswered = count * _QUESTIONS - sum(len(one.given) for one in seen)
    figures: Figures = {
        "sockets": count,
        "questions": _QUESTIONS,
        "delivery_p50_ms": percentile(delivery, 0.5) or 0.0,
        "delivery_p99_ms": tail,
        "delivery_most_ms": delivery[-1] if delivery else 0.0,
        "spread_ms": max(times[-1] - times[0] for times in came if times),
        "reveal_p50_ms": percentile(reveal, 0.5) or 0.0,
        "reveal_p99_ms": percentile(reveal, 0.99) or 0.0,
        "answers": sum(len(one.given) for one in seen),
        "not_accepted": ", ".join(f"{number} {what}" for what, number in refused.items()) or unanswered,
        "wrong_in_reveals": ", ".join(f"{number} {what}" for what, number in wrong.items()) or 0,
        "lost": lost,
        **{f"cpu_s_{name}": round(seconds, 1) for name, seconds in used.items()},
    }
    baseline: Figures = {
        "what": "as many bytes to as many bare sockets",
        "p50_ms": percentile(bare, 0.5) or 0.0,
        "p99_ms": percentile(bare, 0.99) or 0.0,
    }
    aims = [
        Aim("p99 ms of a question's delivery", tail, "< 250"),
        Aim("answers not accepted", unanswered, "< 1"),
        Aim("wrong in reveals", wrong.total(), "< 1"),
        Aim("players lost", lost, "< 1"),
    ]
    return Result("live-quiz", figures, baseline, aims)
