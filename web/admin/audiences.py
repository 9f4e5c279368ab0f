"""Filters of players as staff send them: their fields, and what is wrong with one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import marshmallow as ma
from sqlalchemy import Connection

from models import segments
from models.segments import SeasonUnknown
from rules.countries import COUNTRIES
from rules.segments import (
    DAYS_MOST,
    LEVEL_MOST,
    LIST_MOST,
    PLAYERS_MOST,
    RANK_MOST,
    TAG,
    TOKENS_MOST,
    Filter,
    faults,
)
from web.errors import Errors, Problem
from web.fields import Matches, Whole

PATIENCE_S = 20
"""For counting: a segment may be looked for among millions."""
LANGUAGE = Matches(r"[a-z]{2,3}", error="Must be the first part of a language tag, like `es`.")
TAG_FORM = Matches(TAG, error="1 to 40 of a-z, 0-9, `-` and `_`, the first none of the last two.")


def _some(inner: ma.fields.Field[Any], most: int, told: str) -> ma.fields.List[Any]:
    return ma.fields.List(inner, validate=ma.validate.Length(1, most), metadata={"description": told})


def _number(most: int, told: str, least: int = 0) -> Whole:
    return Whole(validate=ma.validate.Range(least, most), metadata={"description": told})


class AudienceSchema(ma.Schema):
    """Players who fit all that is there; of a list one is enough. With nothing in it: everybody."""

    players = _some(ma.fields.UUID(), PLAYERS_MOST, "these, if they fit the rest")
    countries = _some(ma.fields.String(validate=ma.validate.OneOf(sorted(COUNTRIES))), LIST_MOST, "where they are from")
    languages = _some(ma.fields.String(validate=LANGUAGE), LIST_MOST, "their favourite language")
    registered = ma.fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "accounts (true) or guests (false) alone"}
    )
    level_least = _number(LEVEL_MOST, "level", 1)
    level_most = _number(LEVEL_MOST, "level", 1)
    active_days = _number(DAYS_MOST, "seen within so many days", 1)
    idle_days = _number(DAYS_MOST, "not seen for so many days", 1)
    spent_least = _number(TOKENS_MOST, "tokens, in purchases and redemptions that were fulfilled")
    spent_most = _number(TOKENS_MOST, "the same")
    tags = _some(ma.fields.String(validate=TAG_FORM), LIST_MOST, "has one of these")
    without_tags = _some(ma.fields.String(validate=TAG_FORM), LIST_MOST, "has none of these")
    season_id = _number(32_767, "the season of `season_rank`; without: the one that runs", 1)
    season_rank = _number(RANK_MOST, "of the season's first so many", 1)


def read(given: Mapping[str, Any], pointer: str = "/filter") -> Filter:
    """The filter that was sent. Raises Problem 422."""
    values: dict[str, Any] = {name: tuple(it) if isinstance(it, list) else it for name, it in given.items()}
    wanted = Filter(**values)
    wrong: Errors = [{"pointer": f"{pointer}/{one.field}", "detail": one.detail} for one in faults(wanted)]
    if wrong:
        raise Problem(422, "segment_impossible", wrong[0]["detail"], errors=wrong)
    return wanted


def meet(connection: Connection, wanted: Filter, pointer: str = "/filter") -> Filter:
    """The same filter, once all whom it names by their ids are there. Raises Problem 422."""
    wrong: Errors = [
        {"pointer": f"{pointer}/players/{place}", "detail": f"There is no player {wanted.players[place]}."}
        for place in segments.strangers(connection, wanted)
    ]
    if wrong:
        detail = f"{len(wrong)} of {len(wanted.players)} ids are no player's; `errors` name their places."
        raise Problem(422, "players_unknown", detail, errors=wrong)
    return wanted


def count(connection: Connection, wanted: Filter, pointer: str = "/filter") -> int:
    """How many fit. Raises Problem 422."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE_S}s'")
    with known_season(pointer):
        return segments.count(connection, wanted)


@contextmanager
def known_season(pointer: str = "/filter") -> Iterator[None]:
    """What goes by a filter's season. Raises Problem 422 where there is no such one."""
    try:
        yield
    except SeasonUnknown:
        detail = "There is no such season, or none runs now; GET /v1/admin/seasons lists them."
        raise Problem(
            422, "season_unknown", detail, errors=[{"pointer": f"{pointer}/season_id", "detail": detail}]
        ) from None


def must_match(matched: int, pointer: str = "/filter") -> None:
    """Raises Problem 422 for a filter that means nobody."""
    if not matched:
        detail = "Nobody fits that now; POST /v1/admin/segments/preview counts who does."
        raise Problem(422, "segment_empty", detail, errors=[{"pointer": pointer, "detail": detail}])
