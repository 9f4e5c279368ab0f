"""All that is kept about a player, for them alone: whole, without secrets, for a while, and gone with them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import msgspec
import pytest
from sqlalchemy import Engine, text

from bridges import dossier as files
from models import dossier, erasure, players, sanctions
from models.sanctions import Wish
from rules.battle_state import ROUNDS
from tasks import dossiers, runtime
from tasks.dossiers import STARTS_MOST, make_one
from tasks.retention import forget_old
from tests.fighting import Fight, Moves
from tests.processes import dies, kill_me
from tests.web.conftest import Guest
from tests.web.visitors import PASSWORD, Visitor, email, visitor
from web.exports import DAILY_MOST

__all__ = ["email", "visitor"]

URL = "/v1/me/exports"
SECRET = {
    "players": {"device_key_hash"},
    "accounts": {"password_hash"},
    "devices": {"seed"},
    "messages": {"body", "subject"},
    "sanctions": {"reason", "lift_reason", "imposed_by", "lifted_by", "hiding"},
    "sessions": {"correct", "seed"},
    "answers": {"kafka_partition", "kafka_offset"},
    "votes": {"kafka_partition", "kafka_offset"},
}
UNTOLD = {
    "sessions": {"base_points", "points", "xp", "question_ids", "revisions"},
    "answers": {"base_points"},
    "attempts": {"points", "reached_at"},
}


@pytest.fixture(autouse=True)
def worker(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the task works on; nothing waits from before."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    change(engine, "DELETE FROM player_exports")


def change(engine: Engine, statement: str, **values: Any) -> int:
    with engine.begin() as connection:
        return connection.execute(text(statement), values).rowcount


def ask(guest: Guest) -> str:
    response = guest.post(URL)
    assert response.status_code == 202, response.text
    assert response.headers["Location"] == f"{URL}/{response.json['id']}"
    return str(response.json["id"])


def opened(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    with ZipFile(BytesIO(response.data)) as file:
        assert file.testzip() is None
        return {name.removesuffix(".json"): msgspec.json.decode(file.read(name)) for name in file.namelist()}


def fetch(guest: Guest) -> dict[str, Any]:
    job = ask(guest)
    assert make_one()
    return opened(guest.get(f"{URL}/{job}/file"))


def test_asked_for_made_and_fetched_by_its_player_alone(guest: Guest, become: Callable[..., Guest]) -> None:
    job = ask(guest)
    assert guest.get(f"{URL}/{job}").json["state"] == "waiting"
    early = guest.get(f"{URL}/{job}/file")
    assert (early.status_code, early.json["code"]) == (409, "export_not_ready")
    assert make_one()
    assert not make_one()
    made = guest.get(f"{URL}/{job}").json
    response = guest.get(f"{URL}/{job}/file")
    assert (made["state"], made["size"]) == ("ready", len(response.data))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert opened(response)["players"][0]["id"] == str(guest.id)
    other = become()
    for path in (f"{URL}/{job}", f"{URL}/{job}/file", f"{URL}/{uuid4()}"):
        refused = other.get(path)
        assert (refused.status_code, refused.json["code"]) == (404, "export_unknown")
    assert other.get(URL).json == {"items": [], "next": None}
    assert guest.get(URL).json["items"] == [made]


def test_it_holds_what_the_player_did_and_no_secret(
    visitor: Visitor, email: str, apply_answers: Callable[..., Any], engine: Engine
) -> None:
    welcome = visitor.sign_up(email, name="Ada")
    me = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    session = me.start(count=2)
    me.answer(me.next(session))
    apply_answers(1)
    with engine.begin() as connection:
        sanctions.impose(connection, me.id, Wish("warn", "a mistake", "rules"))
    change(
        engine,
        "INSERT INTO votes VALUES (:id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 0, 0)",
        id=me.id,
    )
    visitor.post("/password/forgot", {"email": email})
    code = visitor.code(email)
    found = fetch(me)
    assert set(found) == {*dossier.PARTS, "about"}
    assert [one["id"] for one in found["sessions"]] == [session]
    assert [one["session_id"] for one in found["answers"]] == [session]
    assert found["answers"][0]["base_points"] > 0, "practice tells at once"
    assert found["accounts"][0]["email"] == email
    assert found["sanctions"][0]["ground"] == "rules"
    assert "a mistake" not in str(found["sanctions"])
    assert {one["recipient"] for one in found["messages"]} == {email}
    for table, columns in SECRET.items():
        assert found[table], f"{table} has nothing to hide here"
        for row in found[table]:
            assert not columns & set(row), table
            assert set(row), table
    assert code not in str(found).lower()
    assert set(found["about"]["left_out"]) > {*dossier.WITHHELD, "cases", "audit_log"}


def test_04_it_tells_no_verdict_before_everybody_is_told(
    guest: Guest, apply_answers: Callable[..., Any], engine: Engine
) -> None:
    session = guest.start(mode="daily")
    guest.answer(guest.next(session))
    apply_answers(1)
    found = fetch(guest)
    assert len(found["sessions"]) == len(found["answers"]) == len(found["attempts"]) == 1
    for part, columns in UNTOLD.items():
        assert not columns & set(found[part][0]), part
    assert found["seen"] == []
    change(engine, "UPDATE sessions SET reveals_at = now(), ended_at = now() WHERE id = :id", id=session)
    told = fetch(guest)
    assert {one["question_id"] for one in told["seen"]} == set(told["sessions"][0]["question_ids"])
    for part, columns in UNTOLD.items():
        assert columns <= set(told[part][0]), part


def test_04_it_names_no_question_that_a_session_has_still_to_ask(guest: Guest, engine: Engine) -> None:
    over, running = guest.start(), guest.start()
    change(engine, "UPDATE sessions SET ended_at = now() WHERE id = :id", id=over)
    found = fetch(guest)
    told = {one["id"]: one.get("question_ids") for one in found["sessions"]}
    assert told[running] is None
    assert {one["question_id"] for one in found["seen"]} == set(told[over])


def test_battles_are_told_with_the_players_own_moves_and_without_their_questions(guest: Guest, engine: Engine) -> None:
    fight, log = Fight(engine, (guest.id, uuid4())).play(), Moves(engine)
    log.values = [*fight.events, *Fight(engine).play().events]
    log.apply()
    found = fetch(guest)
    assert [(one["id"], one["how"]["winner"]) for one in found["battles"]] == [(str(fight.id), 0)]
    assert not {"script", "question_ids", "revisions", "result"} & set(found["battles"][0])
    moves = [msgspec.json.decode(one["move"]) for one in found["battle_moves"]]
    assert [(move["side"], move["kind"]) for move in moves] == [(0, "answer")] * ROUNDS
    assert not {"kafka_partition", "kafka_offset"} & set(found["battle_moves"][0])
    assert [one["games"] for one in found["ratings"]] == [1]
    assert [one["kind"] for one in found["rating_changes"]] == ["result"]


def test_every_table_with_a_player_is_told_or_says_why_not(engine: Engine) -> None:
    """A new table with a `player_id` must be decided on, and so must a new secret column."""
    statement = text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
    )
    with engine.connect() as connection:
        columns = [tuple(row) for row in connection.execute(statement)]
    names = ("player_id", "low_id", "referee_id")
    held = {table for table, column, _ in columns if column in names and not table.startswith("answers_")}
    told = set(dossier.PARTS) - {"players", "answers", "votes", "battles", "battle_moves"}
    assert held - set(dossier.WITHHELD) == told
    assert all(why for why in dossier.WITHHELD.values())
    binary = {(table, column) for table, column, kind in columns if kind == "bytea" and table in {*told, "players"}}
    assert {f"{table}.{column}" for table, column in binary} == {
        *(
            "players.device_key_hash",
            "devices.seed",
            "sessions.seed",
            "player_progress.streak",
            "uploads.sha256",
            "push_tokens.token_hash",
        ),
        *("redemptions.recipient_hash", "push_tokens.token_hash"),
        *("player_progress.streak_uncounted", "player_progress.streak_practised", "player_progress.challenges"),
        "player_progress.streak_bought",
    }


def test_one_at_a_time_and_a_few_a_day(guest: Guest, become: Callable[..., Guest], engine: Engine) -> None:
    jobs = []
    for _ in range(DAILY_MOST):
        jobs.append(ask(guest))
        assert ask(guest) == jobs[-1], "the one that is being made"
        make_one()
    assert len(set(jobs)) == DAILY_MOST
    refused = guest.post(URL)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 86_000 < int(refused.headers["Retry-After"]) <= 86_400
    assert become().post(URL).status_code == 202, "another player's"
    change(engine, "UPDATE player_exports SET created_at = created_at - interval '24 hours' WHERE id = :id", id=jobs[0])
    assert guest.post(URL).status_code == 202
    first = guest.get(f"{URL}?limit=2").json
    assert len(first["items"]) == 2
    rest = guest.get(f"{URL}?limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]][1:] == jobs[::-1]


def test_it_is_deleted_when_its_time_is_over(guest: Guest, engine: Engine) -> None:
    job = ask(guest)
    make_one()
    expires_at = datetime.fromisoformat(guest.get(f"{URL}/{job}").json["expires_at"])
    assert timedelta(days=2) < expires_at - datetime.now(UTC) < timedelta(days=4)
    change(engine, "UPDATE player_exports SET expires_at = now() WHERE id = :id", id=job)
    assert guest.get(f"{URL}/{job}/file").status_code == 404
    forget_old()
    assert change(engine, "DELETE FROM player_exports WHERE id = :id", id=job) == 0


def test_it_goes_with_the_player_and_one_under_way_is_not_put_back(
    become: Callable[..., Guest], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, under_way = become(), become()
    ask(ready)
    make_one()
    ask(under_way)
    pack = files.pack

    def erase_meanwhile(*arguments: Any) -> bytes:
        made = pack(*arguments)
        for guest in (ready, under_way):
            with engine.begin() as connection:
                assert players.lock(connection, guest.id)
                erasure.erase(connection, guest.id)
        return made

    monkeypatch.setattr(files, "pack", erase_meanwhile)
    assert make_one()
    assert change(engine, "DELETE FROM player_exports") == 0


def test_a_worker_that_dies_leaves_it_to_a_later_one(
    guest: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(guest)
    with monkeypatch.context() as patch:
        patch.setattr(dossiers, "_pack", lambda _: kill_me())
        engine.dispose()
        assert dies(make_one)
    assert not make_one(), "it may still be at it"
    change(engine, "UPDATE player_exports SET due_at = now()")
    assert make_one()
    assert guest.get(f"{URL}/{job}").json["state"] == "ready"


def test_one_that_fails_is_tried_again_and_given_up_in_the_end(
    guest: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(guest)
    with monkeypatch.context() as patch:
        patch.setattr(dossiers, "_pack", lambda _: 1 / 0)
        for _ in range(STARTS_MOST - 1):
            with pytest.raises(ZeroDivisionError):
                make_one()
            assert not make_one()
            change(engine, "UPDATE player_exports SET due_at = now()")
        assert make_one()
    assert guest.get(f"{URL}/{job}").json["state"] == "failed"
    assert guest.get(f"{URL}/{job}/file").status_code == 409
    assert ask(guest) != job


def test_an_account_is_told_its_identities_too(visitor: Visitor, email: str, engine: Engine) -> None:
    welcome = visitor.sign_up(email, PASSWORD)
    me = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    values = {"player": me.id, "email": email}
    change(
        engine,
        "INSERT INTO identities (issuer, subject, player_id, email, owned) "
        "VALUES ('google', '1', :player, :email, true)",
        **values,
    )
    assert [(one["issuer"], one["subject"]) for one in fetch(me)["identities"]] == [("google", "1")]
