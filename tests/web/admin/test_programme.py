"""Quizzes, days' challenges and seasons for staff: planned, tried, changed ahead, and left alone once it counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import day_plans, quizzes
from tests.clearing import clear
from tests.crossing import wait_for_one_to_wait
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest

QUIZZES, DAILY, SEASONS = "/v1/admin/quizzes", "/v1/admin/daily", "/v1/admin/seasons"
Employ = Callable[..., Member]


@pytest.fixture(autouse=True)
def nothing_on(engine: Engine) -> None:
    """No quiz holds questions."""
    with engine.begin() as connection:
        clear(connection, "attempts, quizzes")


@pytest.fixture
def editor(employ: Employ) -> Member:
    return employ("editor")


@pytest.fixture
def ids(editor: Member) -> list[str]:
    """Published questions, the oldest first."""
    page = editor.get("/v1/admin/questions?category_id=1&state=published&sort=created_at&order=asc&limit=20").json
    return [item["id"] for item in page["items"]]


def ahead(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def body(**changes: Any) -> dict[str, Any]:
    return {"mode": "scheduled", "category": "maths", "opens_at": ahead(hours=2), "count": 5, **changes}


def plan(editor: Member, **changes: Any) -> dict[str, Any]:
    response = editor.post(QUIZZES, body(**changes))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json
    return made


def test_a_quiz_by_a_rule_and_one_picked_by_hand(editor: Member, ids: list[str]) -> None:
    drawn = plan(editor)
    assert (drawn["count"], drawn["changeable"], drawn["players"]) == (5, True, 0)
    picked = plan(editor, question_ids=ids[:3][::-1], opens_at=ahead(days=3), title="Mine <script>x</script>🎉")
    assert [one["id"] for one in picked["questions"]] == ids[:3][::-1]
    assert picked["title"] == "Mine 🎉"
    page = editor.get(f"{QUIZZES}?mode=scheduled&limit=2").json
    assert ({item["id"] for item in page["items"]}, page["next"]) == ({drawn["id"], picked["id"]}, None)


def test_a_preview_shows_what_a_player_would_meet_and_makes_nothing(editor: Member, engine: Engine) -> None:
    with engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM quizzes")).scalar_one()
    shown = editor.post(f"{QUIZZES}/preview", body(mode="live", count=2)).json
    for one in shown["items"]:
        texts = {option["id"]: option["text"] for option in one["options"]}
        assert [texts[id_].startswith("right") for id_ in one["right"]] == [True]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM quizzes")).scalar_one() == before
    made = plan(editor, question_ids=[one["id"] for one in shown["items"]])
    tried = editor.get(f"{QUIZZES}/{made['id']}/try").json["items"]
    assert [one["id"] for one in tried] == [one["id"] for one in shown["items"]]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"opens_at": "2020-01-01T00:00:00Z"}, "/opens_at"),
        ({"closes_at": "2020-01-01T00:00:00Z"}, "/closes_at"),
        ({"opens_at": "9999-12-31T23:59:59-14:00"}, "/opens_at"),
        ({"category": "none"}, "/category"),
        ({"count": 50}, "/count"),
        ({"lang": "fr"}, "/count"),
        ({"question_ids": ["01a21580-a349-77af-bb8a-2ec2329bc186"]}, "/question_ids"),
        ({"pace": {"question_ms": 5000}}, "/pace"),
        ({"mode": "live", "closes_at": "2030-01-01T00:00:00Z"}, "/closes_at"),
        ({"title": "t" * 10_000}, "/title"),
    ],
)
def test_a_quiz_that_cannot_be_says_why(editor: Member, changes: dict[str, Any], pointer: str) -> None:
    response = editor.post(QUIZZES, body(**changes))
    assert response.status_code == 422, response.text
    assert response.json["errors"][0]["pointer"] == pointer


def test_a_quiz_is_changed_while_nobody_may_enter_it(
    editor: Member, ids: list[str], audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    made = plan(editor, mode="live", question_ids=ids[:2])
    path = f"{QUIZZES}/{made['id']}"
    assert editor.patch(path, {"title": "x"}).status_code == 428
    renamed = editor.patch(path, {"title": "Friday"}, headers={"If-Match": '"e1"'})
    assert [one["id"] for one in renamed.json["questions"]] == ids[:2]
    late = editor.patch(path, {"title": "Sunday"}, headers={"If-Match": '"e1"'})
    assert (late.status_code, late.json["current"]["title"]) == (412, "Friday")
    changes = {"question_ids": ids[2:5], "opens_at": ahead(hours=5), "pace": {"question_ms": 7000}}
    moved = editor.patch(path, changes, headers={"If-Match": '"e2"'}).json
    assert ([one["id"] for one in moved["questions"]], moved["pace"]["question_ms"]) == (ids[2:5], 7000)
    redrawn = editor.patch(path, {"count": 4}, headers={"If-Match": '"e3"'}).json
    assert redrawn["count"] == 4
    assert editor.delete(path).status_code == 204
    assert editor.get(path).status_code == 404
    assert [row["action"] for row in audited(editor.staff.id)] == [
        "quizzes.create",
        *["quizzes.change"] * 3,
        "quizzes.delete",
    ]


@pytest.mark.parametrize(("mode", "minutes", "players"), [("live", 19, 0), ("scheduled", 9, 0), ("scheduled", 60, 1)])
def test_a_quiz_that_may_be_entered_or_was_stays_as_it_was_announced(
    editor: Member, mode: str, minutes: int, players: int, engine: Engine
) -> None:
    made = plan(editor, mode=mode, opens_at=ahead(minutes=minutes))
    path = f"{QUIZZES}/{made['id']}"
    assert made["changeable"] == bool(players)
    for _ in range(players):
        with engine.begin() as connection:
            assert quizzes.attempt(connection, UUID(made["id"]), uuid7(), uuid7())
    for response in (
        editor.patch(path, {"title": "x"}, headers={"If-Match": '"e1"'}),
        editor.delete(path),
    ):
        assert (response.status_code, response.json["code"]) == (409, "quiz_begun")


def test_a_picked_day_asks_what_was_picked(editor: Member, ids: list[str]) -> None:
    day = datetime.now(UTC).date() + timedelta(days=3)
    path = f"{DAILY}/{day}?category=maths"
    picked = editor.put(path, {"question_ids": ids[:10]})
    assert picked.status_code == 200, picked.text
    assert (picked.json["day"], [one["id"] for one in picked.json["questions"]]) == (str(day), ids[:10])
    again = editor.put(path, {"question_ids": ids[10:20]}, headers={"If-Match": picked.headers["ETag"]})
    assert again.json["id"] == picked.json["id"]
    calendar = editor.get(f"{DAILY}?from={day}&to={day}").json["items"]
    assert [[one["id"] for one in item["questions"]] for item in calendar] == [ids[10:20]]
    seen = {"If-Match": again.headers["ETag"]}
    assert editor.delete(path, headers=seen).status_code == 204
    assert editor.get(f"{DAILY}?from={day}&to={day}").json["items"] == []
    assert editor.delete(path, headers=seen).json["code"] == "quiz_unknown"


def test_who_picks_a_day_second_overwrites_and_drops_nothing(editor: Member, ids: list[str]) -> None:
    path = f"{DAILY}/{datetime.now(UTC).date() + timedelta(days=4)}?category=maths"
    mine, theirs, first = {"question_ids": ids[10:20]}, {"question_ids": ids[:10]}, {"If-None-Match": "*"}
    assert editor.put(path, theirs, headers=first).status_code == 200
    late = editor.put(path, mine, headers=first)
    assert (late.status_code, late.headers["ETag"]) == (412, '"e1"')
    assert [one["id"] for one in late.json["current"]["questions"]] == ids[:10]
    assert editor.put(path, mine).status_code == editor.delete(path).status_code == 428
    assert editor.put(path, theirs, headers={"If-Match": '"e1"'}).status_code == 200
    stale = {"If-Match": '"e1"'}
    assert editor.put(path, mine, headers=stale).status_code == editor.delete(path, headers=stale).status_code == 412
    assert editor.delete(path, headers={"If-Match": '"e2"'}).status_code == 204
    gone = editor.put(path, mine, headers={"If-Match": '"e2"'})
    assert (gone.status_code, gone.json["current"]) == (412, None)
    assert editor.put(path, mine, headers=first).status_code == 200


def test_of_two_who_pick_a_day_at_once_one_is_told(employ: Employ, ids: list[str]) -> None:
    path = f"{DAILY}/{datetime.now(UTC).date() + timedelta(days=5)}?category=maths"
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(employ("editor").put, path, {"question_ids": ids[n : n + 10]}) for n in range(4)]
        found = sorted(each.result().status_code for each in tries)
    assert found == [200, 428, 428, 428]


def test_who_picks_a_day_that_is_being_made_waits_and_is_told(editor: Member, ids: list[str], engine: Engine) -> None:
    day = datetime.now(UTC).date() + timedelta(days=6)
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            day_plans.pick(connection, day, "maths", "en", [UUID(id_) for id_ in ids[:10]], None)
            picking = pool.submit(editor.put, f"{DAILY}/{day}?category=maths", {"question_ids": ids[10:20]})
            wait_for_one_to_wait(engine)
        assert picking.result(30).status_code == 428


def test_today_plays_what_was_picked_for_it(editor: Member, ids: list[str], guest: Guest, engine: Engine) -> None:
    tomorrow, today = (datetime.now(UTC).date() + timedelta(days=n) for n in (1, 0))
    editor.put(f"{DAILY}/{tomorrow}?category=maths", {"question_ids": ids[:10]})
    with engine.begin() as connection:  # a day later
        connection.execute(
            text(
                "UPDATE quizzes SET key = :new, opens_at = opens_at - interval '1 day', "
                "closes_at = closes_at - interval '1 day' WHERE key = :old"
            ),
            {"new": f"daily:{today}:maths", "old": f"daily:{tomorrow}:maths"},
        )
    session = guest.start(mode="daily")
    asked = [guest.next(session)["id"]]
    asked += [guest.next(session, after=number)["id"] for number in range(9)]
    assert asked == ids[:10]


@pytest.mark.parametrize("day", ["today", "2020-01-01", "soon", "2026-13-01", "9999-12-31", "20261224"])
def test_a_day_that_cannot_be_picked_is_none(editor: Member, ids: list[str], day: str) -> None:
    day = str(datetime.now(UTC).date()) if day == "today" else day
    response = editor.put(f"{DAILY}/{day}?category=maths", {"question_ids": ids[:10]})
    assert (response.status_code, response.json["code"]) == (404, "day_unknown")
    assert editor.get(f"{DAILY}?from=2026-01-01&to=2030-01-01").json["code"] == "days_unfit"


def span(months: int) -> dict[str, str]:
    first = date.today() + timedelta(days=200 + 60 * months)  # noqa: DTZ011 - far from midnight
    return {"first": str(first), "last": str(first + timedelta(days=29))}


def test_a_season_is_made_changed_and_deleted_before_it_begins(editor: Member) -> None:
    prizes = [{"first": 2, "last": 10, "tokens": 50}, {"first": 1, "last": 1, "tokens": 500}]
    made = editor.post(SEASONS, {"name": "Spring <b>2027</b>", **span(0), "prizes": prizes})
    assert made.status_code == 201, made.text
    assert (made.json["name"], made.json["phase"], made.json["prizes"]) == ("Spring 2027", "upcoming", prizes[::-1])
    path = made.headers["Location"]
    changed = editor.patch(path, {"name": "Lent", "prizes": []}, headers={"If-Match": '"e1"'})
    assert (changed.json["name"], changed.json["prizes"]) == ("Lent", [])
    assert editor.patch(path, {"name": "x"}, headers={"If-Match": '"e1"'}).json["current"]["name"] == "Lent"
    assert editor.delete(path).status_code == 204
    assert editor.get(path).status_code == 404


def test_a_season_that_cannot_be_says_why(editor: Member) -> None:
    kept = editor.post(SEASONS, {"name": "Kept", **span(1)}).json
    overlapping = [{"first": 1, "last": 3, "tokens": 5}, {"first": 3, "last": 4, "tokens": 5}]
    for changes, pointer in (
        (span(1), "/first"),
        ({"first": "2020-01-01", "last": "2020-02-01"}, "/first"),
        ({"first": span(3)["first"], "last": "9999-12-31"}, "/last"),
        ({"first": span(3)["last"], "last": span(3)["first"]}, "/last"),
        ({**span(3), "prizes": overlapping}, "/prizes"),
    ):
        response = editor.post(SEASONS, {"name": "x", **changes})
        assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, pointer)
    running = next(item for item in editor.get(SEASONS).json["items"] if item["phase"] == "open")
    path, match = f"{SEASONS}/{running['id']}", {"If-Match": f'"e{running["edition"]}"'}
    assert editor.delete(path).json["code"] == "season_begun"
    assert editor.patch(path, {"first": "2026-01-01"}, headers=match).json["code"] == "season_begun"
    assert editor.patch(path, {"last": "2020-01-01"}, headers=match).json["code"] == "season_unfit"
    editor.delete(f"{SEASONS}/{kept['id']}")


def test_achievements_are_told_as_the_program_declares_them(employ: Employ) -> None:
    items = employ("viewer").get("/v1/admin/achievements").json["items"]
    assert items[0]["code"] == "first_answer"
    assert len(items) == len({item["code"] for item in items}) == 29


@pytest.mark.parametrize(
    ("state", "opens", "closes"),
    [("upcoming", 1, 2), ("open", -1, 1), ("past", -2, -1)],
    ids=["to come", "now", "over"],
)
def test_quizzes_are_found_by_their_state(editor: Member, engine: Engine, state: str, opens: int, closes: int) -> None:
    made = plan(editor)["id"]
    with engine.begin() as connection:
        times = {"id": made, "opens": timedelta(hours=opens), "closes": timedelta(hours=closes)}
        connection.execute(
            text("UPDATE quizzes SET opens_at = now() + :opens, closes_at = now() + :closes WHERE id = :id"), times
        )
    for wanted in ("upcoming", "open", "past"):
        items = editor.get(f"{QUIZZES}?state={wanted}&limit=100").json["items"]
        assert (made in [item["id"] for item in items]) == (wanted == state)
        assert {item["state"] for item in items} <= {wanted}
    assert editor.get(f"{QUIZZES}?state=over").status_code == 422


def test_final_standings_say_what_each_place_gets(editor: Member, guest: Guest, engine: Engine) -> None:
    prizes = [{"first": 1, "last": 1, "tokens": 500}]
    season = editor.post(SEASONS, {"name": "Sealed", **span(5), "prizes": prizes}).json["id"]
    path = f"{SEASONS}/{season}/standings"
    assert editor.get(path).json == {"items": [], "next": None}
    statement = text(
        "INSERT INTO season_standings (season_id, rank, player_id, points) "
        "SELECT :season, rank, :player, 90 FROM unnest(CAST(:ranks AS int[])) AS rank"
    )
    with engine.begin() as connection:
        connection.execute(statement, {"season": season, "player": guest.id, "ranks": [1]})
    found = editor.get(f"{path}?limit=1").json
    assert [(one["rank"], one["points"], one["tokens"]) for one in found["items"]] == [(1, 90, 500)]
    assert found["items"][0]["name"]
    assert editor.get(f"{path}?after=1").json["items"] == []
    assert editor.get(f"{SEASONS}/30000/standings").status_code == 404
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM season_standings WHERE season_id = :season"), {"season": season})
    editor.delete(f"{SEASONS}/{season}")
