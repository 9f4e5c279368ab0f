"""Tags for all players of a segment: counted first, then given piece by piece, each in the log with what was before."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import tags
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, refusal
from web.admin import tag_bulk
from web.admin.tags import TAGS_MOST

Employ = Callable[..., Member]


def segment(owner: Member, *players: Guest) -> str:
    body = {"name": "Some", "filter": {"players": [str(player.id) for player in players]}}
    return f"/v1/admin/segments/{owner.post('/v1/admin/segments', body).json['id']}/tags"


def tag(engine: Engine, player: Guest, *own: str) -> None:
    with engine.begin() as connection:
        tags.put(connection, player.id, own, uuid7())


def those_of(engine: Engine, *players: Guest) -> list[list[str]]:
    with engine.connect() as connection:
        return [tags.of_player(connection, player.id) for player in players]


def test_all_of_a_segment_are_tagged_piece_by_piece_and_no_others(
    employ: Employ,
    become: Callable[..., Guest],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    audited: Callable[[UUID], list[dict[str, Any]]],
) -> None:
    monkeypatch.setattr(tag_bulk, "PIECE", 2)
    owner, support = employ("owner"), employ("support")
    players, other = [become() for _ in range(3)], become()
    path = segment(owner, *players)
    tag(engine, players[0], "old", "vip")
    tag(engine, players[1], "vip")
    change = {"add_tags": ["vip"], "remove_tags": ["old"]}
    assert support.post(path, change).json == {"matched": 3, "next": None}
    assert those_of(engine, *players, other) == [["old", "vip"], ["vip"], [], []], "it was a dry run"
    piece = support.post(path, change | {"dry_run": False, "reason": "They won."}).json
    assert (piece["changed"], piece["unchanged"], piece["refused"]) == (1, 1, [])
    rest = support.post(path, change | {"dry_run": False, "cursor": piece["next"]}).json
    assert (rest["changed"], rest["next"]) == (1, None)
    assert those_of(engine, *players, other) == [["vip"], ["vip"], ["vip"], []]
    first, _ = audited(support.staff.id)
    assert (first["action"], first["reason"]) == ("players.tag_many", "They won.")
    assert first["before"] == {str(players[0].id): ["old", "vip"]}


def test_who_would_have_too_many_stays_as_they_were(
    employ: Employ, become: Callable[..., Guest], engine: Engine
) -> None:
    owner, player = employ("owner"), become()
    full = [f"t{no:02}" for no in range(TAGS_MOST)]
    tag(engine, player, *full)
    path = segment(owner, player)
    done = owner.post(path, {"add_tags": ["one-more"], "dry_run": False}).json
    assert (done["changed"], done["refused"]) == (0, [str(player.id)])
    assert those_of(engine, player) == [full]
    swapped = {"add_tags": ["one-more"], "remove_tags": ["t00"], "dry_run": False}
    assert owner.post(path, swapped).json["changed"] == 1


def test_a_change_that_says_nothing_is_refused(employ: Employ, become: Callable[..., Guest]) -> None:
    owner = employ("owner")
    path = segment(owner, become())
    assert refusal(owner.post(path, {})) == (422, "change_empty")
    assert owner.post(path, {"add_tags": ["NO!"]}).status_code == 422
    assert refusal(employ("viewer").post(path, {"add_tags": ["vip"]})) == (403, "forbidden")
    assert refusal(owner.post(f"/v1/admin/segments/{uuid7()}/tags", {"add_tags": ["vip"]})) == (404, "segment_unknown")
