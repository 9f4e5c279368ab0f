"""The calendar of daily challenges: which days' questions were picked ahead, and picking them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import marshmallow as ma
from sqlalchemy import Connection

from models import day_plans, quiz_lists, quizzes
from models.programme import Unfit
from models.quiz_lists import Listed
from rules.modes import MODES
from web import starting
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, check_put, etag, guarded
from web.admin.guard import staff_required
from web.admin.quiz_schemas import SLUG, QuizSheetSchema
from web.admin.quizzes import document, told, whole
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, Matches
from web.wires import wires

blueprint = Blueprint("admin_daily", __name__, url_prefix="/v1/admin/daily", description="Staff: daily challenges.")

_DAYS_MOST = 62
_COUNT = MODES["daily"].count or 0
_AHEAD = timedelta(days=366)


class CalendarSchema(ma.Schema):
    """Which days, both included, and which category."""

    first = ma.fields.Date(required=True, data_key="from", metadata={"example": "2026-12-01"})
    last = ma.fields.Date(
        required=True, data_key="to", metadata={"description": f"at most {_DAYS_MOST} days", "example": "2026-12-31"}
    )
    category = ma.fields.String(load_default=None, validate=[ma.validate.Length(1, 40), SLUG])


_CATEGORY = {
    "in": "query",
    "name": "category",
    "required": True,
    "schema": {"type": "string", "maxLength": 40, "pattern": SLUG.regex.pattern},
    "description": "slug",
}


class CategoryOfDaySchema(ma.Schema):
    """Which category's challenge."""

    category = ma.fields.String(required=True, validate=[ma.validate.Length(1, 40), SLUG])


class PickSchema(ma.Schema):
    """What a day is to ask."""

    question_ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(_COUNT, _COUNT),
        metadata={"description": "in their order: published ones in `lang`"},
    )
    lang = ma.fields.String(load_default="en", validate=LANG_TAG)


class DaySchema(QuizSheetSchema):
    """A challenge that was made: picked ahead, or drawn when somebody began it first."""

    day = ma.fields.Date(required=True)


class CalendarDaysSchema(ma.Schema):
    """Challenges that were made; every other day's are drawn by chance when somebody begins them first."""

    items = ma.fields.List(ma.fields.Nested(DaySchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(CalendarSchema, location="query")
@blueprint.response(200, CalendarDaysSchema)
@document_problems(422, 503, s422="`days_unfit`: the last before the first, or too many; `invalid`")
def show_calendar(query: dict[str, Any]) -> dict[str, Any]:
    """Daily challenges of some days that were made already, by day and category"""
    first, last = query["first"], query["last"]
    if not timedelta() <= last - first < timedelta(days=_DAYS_MOST) or last.year > 9000:
        fault = {"field": "to", "detail": f"Must be {_DAYS_MOST - 1} days after `from` at most, and not before it."}
        raise Problem(422, "days_unfit", fault["detail"], errors=[fault])
    with wires().postgres.connect() as connection:
        found = quiz_lists.dailies(connection, first, last, query["category"])
        return {"items": [_shown(connection, quiz) for quiz in found]}


@blueprint.route("/<day>", methods=["PUT"])
@staff_required("content.write")
@guarded(DaySchema, makes=True, beside=[_CATEGORY])
@blueprint.arguments(CategoryOfDaySchema, location="query")
@blueprint.arguments(PickSchema)
@blueprint.response(200, DaySchema, headers=ETAG)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503),
    s404="`day_unknown`: no day, written as 2026-12-24, from tomorrow on and within a year",
    s409="`quiz_begun`: somebody has begun it",
    s422="`quiz_unfit`: `errors` say what cannot be; `invalid`",
)
def pick_day(query: dict[str, Any], body: dict[str, Any], day: str) -> Answer:
    """Pick what a day to come asks in a category, in place of questions drawn by chance"""
    on, category = _day(day), query["category"]
    with acting("daily.pick", "daily", day_plans.key_of(on, category)) as act:
        made = day_plans.lock(act.connection, on, category)
        check_put(made.edition if made else None, lambda: _current(act.connection, made))
        if made:
            _must_be_ahead(act.connection, made)
            act.before = document(made)
        try:
            picked = day_plans.pick(act.connection, on, category, body["lang"], body["question_ids"], made)
        except Unfit as error:
            raise told(error) from None
        act.after = document(picked)
        return _shown(act.connection, picked), 200, etag(picked.edition)


@blueprint.route("/<day>", methods=["DELETE"])
@staff_required("content.write")
@guarded(DaySchema, beside=[_CATEGORY])
@blueprint.arguments(CategoryOfDaySchema, location="query")
@blueprint.response(204)
@document_problems(
    *(404, 409, 422, 428, 503), s404="`day_unknown`; `quiz_unknown`: nothing was picked", s409="`quiz_begun`"
)
def unpick_day(query: dict[str, Any], day: str) -> None:
    """Have a day's questions be drawn by chance again"""
    on, category = _day(day), query["category"]
    with acting("daily.unpick", "daily", day_plans.key_of(on, category)) as act:
        made = day_plans.lock(act.connection, on, category)
        if made is None:
            raise Problem(404, "quiz_unknown", "Nothing was picked for that day.")
        check(made.edition, lambda: _current(act.connection, made))
        _must_be_ahead(act.connection, made)
        act.before = document(made)
        quiz_lists.remove(act.connection, made.id)


_DAY = Matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", error="")


def _day(text: str) -> date:
    """A day that nobody plays yet. Raises Problem 404."""
    today = datetime.now(UTC).date()
    try:
        _DAY(text)
        day = date.fromisoformat(text)
    except (ma.ValidationError, ValueError):
        raise Problem(404, "day_unknown", "Write the day as 2026-12-24.") from None
    if not today < day <= today + _AHEAD:
        raise Problem(404, "day_unknown", "Questions are picked for days from tomorrow on, within a year.")
    return day


def _must_be_ahead(connection: Connection, quiz: Listed) -> None:
    """Raises Problem 409."""
    if datetime.now(UTC) >= quiz.opens_at - starting.LOBBY or quizzes.participants(connection, quiz.id):
        raise Problem(409, "quiz_begun", "Somebody has begun it, or is about to.")


def _current(connection: Connection, quiz: Listed | None) -> Any:
    return quiz and DaySchema().dump(_shown(connection, quiz))


def _shown(connection: Connection, quiz: Listed) -> dict[str, Any]:
    return whole(connection, quiz) | {"day": quiz.opens_at.date()}
