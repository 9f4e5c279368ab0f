"""`flask quizzes`: put a quiz on the programme, and see what is on it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import click

from models import programme, quizzes
from models.programme import Pace, Unfit, Wish
from models.quizzes import QuizRow
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.starting import LOBBY

commands = Group("quizzes", help="Quizzes that many play at once.")
_LOBBY_MOST_MS = LOBBY // timedelta(milliseconds=1)
_SECONDS = re.compile(r"\+(\d{1,8})").fullmatch


class Time(click.ParamType[datetime]):
    """A time: RFC 3339 with its zone, or `+SECONDS` from now. In whole milliseconds, as timetables are."""

    name = "ISO|+SECONDS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        after = _SECONDS(value)
        try:
            at = datetime.now(UTC) + timedelta(seconds=int(after[1])) if after else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time: write 2026-11-24T18:00:00Z, or +60 for a minute from now", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no zone: write {value}Z", param, ctx)
        return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


@commands.command()
@click.option("--mode", type=click.Choice(["scheduled", "live"]), required=True)
@click.option("--category", required=True, help="slug")
@click.option("--opens-at", type=Time(), required=True, help="of a live one: when its first question opens")
@click.option("--closes-at", type=Time(), help="scheduled: a day later without it")
@click.option("--count", type=click.IntRange(1, 50), default=10, show_default=True, help="questions")
@click.option("--lang", default="en", show_default=True)
@click.option("--title")
@click.option("--question-ms", type=click.IntRange(1_000, 240_000), default=Pace.question_ms, show_default=True)
@click.option("--reveal-ms", type=click.IntRange(500, 60_000), default=Pace.reveal_ms, show_default=True)
@click.option("--lobby-ms", type=click.IntRange(0, _LOBBY_MOST_MS), default=Pace.lobby_ms, show_default=True)
@click.option("--elimination", is_flag=True, help="live: a wrong or missing answer ends it for a player")
@as_json
def create(as_json: bool, **given: Any) -> None:
    """Make a quiz with questions drawn by chance. `--question-ms` and what follows are of a live one."""
    mode: Literal["scheduled", "live"] = given.pop("mode")
    pace = Pace(**{name: given.pop(name) for name in ("question_ms", "reveal_ms", "lobby_ms", "elimination")})
    try:
        with acting("quizzes.create", "quiz", "") as act:
            quiz = programme.put(act.connection, Wish(mode, pace=pace, **given))
            act.subject_id, act.after = str(quiz.id), _shown(quiz)
            if quiz.closes_at <= datetime.now(UTC):
                raise Unfit(f"it would have closed at {quiz.closes_at.isoformat()}: --opens-at is in the past")
    except Unfit as error:
        raise click.ClickException(str(error)) from None
    show_one(_shown(quiz), as_json)


@commands.command("list")
@click.option("--mode", type=click.Choice(["daily", "scheduled", "live"]))
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
@as_json
def list_(mode: str | None, limit: int, as_json: bool) -> None:
    """Quizzes that are open or upcoming, soonest first, then those that closed last."""
    with db.engine.connect() as connection:
        found = quizzes.around(connection, datetime.now(UTC), limit, mode)
    show([_shown(quiz) for quiz in found], as_json)


def _shown(quiz: QuizRow) -> dict[str, Any]:
    return {
        "id": quiz.id,
        "mode": quiz.mode,
        "title": quiz.title,
        "category": quiz.category,
        "langs": ",".join(quiz.langs),
        "count": len(quiz.question_ids),
        "opens_at": quiz.opens_at,
        "closes_at": quiz.closes_at,
        "elimination": quiz.elimination,
    }
