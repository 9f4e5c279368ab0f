"""Sanctions: imposed and lifted by who may, known to every process, and over at their time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import Engine, text

from bridges.denials import Hint
from models import players, sanctions
from models.sanctions import Wish
from tasks.sanctions import end_sanctions
from tests.pipeline import Log
from tests.processes import until
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest

Employ = Callable[..., Member]


def path(player: UUID, sanction: object = None) -> str:
    return f"/v1/admin/players/{player}/sanctions" + (f"/{sanction}" if sanction else "")


def impose(member: Member, player: UUID, kind: str, **more: Any) -> Any:
    return member.post(path(player), json={"kind": kind, "reason": "ten answers of 90 ms", **more})


def visible(engine: Engine, player: UUID) -> bool:
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT visible FROM players WHERE id = :id"), {"id": player}).scalar_one())


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_12_a_ban_is_told_in_general_words_and_lifted_with_a_reason(
    employ: Employ, guest: Guest, engine: Engine, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    member = employ("moderator")
    end = soon(3600)
    imposed = impose(member, guest.id, "ban", until=end, ground="cheating")
    assert imposed.status_code == 201, imposed.text
    assert (imposed.json["active"], imposed.json["imposed_by"]) == (True, "Test")
    assert not visible(engine, guest.id)
    until(lambda: guest.get("/v1/me").status_code == 403, what="the ban")
    problem = guest.get("/v1/me").json
    assert (problem["code"], problem["ground"]) == ("blocked", "cheating")
    assert datetime.fromisoformat(problem["until"]) == datetime.fromisoformat(end)
    assert "had help" in problem["detail"]
    assert "90 ms" not in problem["detail"], "the staff's reason is not the player's to read"
    lifted = member.delete(path(guest.id, imposed.json["id"]), json={"reason": "a mistake"})
    assert (lifted.status_code, lifted.json["active"], lifted.json["lift_reason"]) == (200, False, "a mistake")
    until(lambda: guest.get("/v1/me").status_code == 200, what="its end")
    assert visible(engine, guest.id)
    first, second = audited(member.staff.id)
    assert (first["action"], first["reason"], first["after"]["kind"]) == (
        "sanctions.impose",
        "ten answers of 90 ms",
        "ban",
    )
    assert (second["action"], second["reason"], second["subject_id"]) == ("sanctions.lift", "a mistake", str(guest.id))
    assert member.delete(path(guest.id, imposed.json["id"]), json={"reason": "again"}).status_code == 404


def test_12_a_ban_for_a_time_ends_to_the_moment_for_requests_and_by_the_tick_for_boards(
    employ: Employ, guest: Guest, engine: Engine, log: Log, monkeypatch: pytest.MonkeyPatch, wires: Any
) -> None:
    """The list is not read again: what is known of the end is enough."""
    impose(employ("owner"), guest.id, "ban", until=soon(1.5))
    until(lambda: guest.get("/v1/me").status_code == 403, what="the ban")
    monkeypatch.setattr(wires.denials, "_load", lambda: None)
    ends = wires.denials.denied(guest.id).until
    sleep(max(0.0, (ends - datetime.now(UTC)).total_seconds()))
    assert guest.get("/v1/me").status_code == 200
    assert not visible(engine, guest.id)
    end_sanctions()
    assert visible(engine, guest.id)
    [event] = log.all(
        "SELECT count(*) FROM outbox WHERE key = 'sanctions' AND value LIKE '%' || :p || '%'", p=str(guest.id).encode()
    )
    assert event[0] == 2, "hidden and shown again"
    end_sanctions()
    assert log.all("SELECT hiding FROM sanctions WHERE player_id = :p", p=guest.id) == [(False,)]


def test_a_ban_that_is_imposed_while_another_ends_keeps_the_player_hidden(
    guest: Guest, engine: Engine, log: Log
) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.begin() as connection:
        sanction = sanctions.impose(connection, guest.id, Wish("ban", "x"))
        connection.execute(text("UPDATE sanctions SET until = now() WHERE id = :id"), {"id": sanction})
    watching = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with watching as watch, ThreadPoolExecutor() as pool, engine.begin() as connection:
        assert players.lock(connection, guest.id)
        ending = pool.submit(end_sanctions)
        until(lambda: watch.execute(waiting).scalar(), what="the tick's wait for the player")
        sanctions.impose(connection, guest.id, Wish("ban_ranked", "y"))
    ending.result()
    assert not visible(engine, guest.id)
    assert log.all("SELECT kind FROM sanctions WHERE player_id = :p AND hiding", p=guest.id) == [("ban_ranked",)]


def test_of_two_bans_the_longer_one_counts(employ: Employ, guest: Guest, engine: Engine) -> None:
    member = employ("owner")
    short = impose(member, guest.id, "ban", until=soon(600)).json
    assert impose(member, guest.id, "ban", until=soon(300)).json["code"] == "sanctioned_already"
    assert impose(member, guest.id, "ban").status_code == 201
    assert impose(member, guest.id, "ban").status_code == 409
    member.delete(path(guest.id, short["id"]), json={"reason": "one is enough"})
    assert not visible(engine, guest.id)
    until(lambda: guest.get("/v1/me").json.get("until", "") is None, what="the longer ban")


def test_12_who_is_banned_from_what_is_ranked_practises_alone(
    employ: Employ, guest: Guest, engine: Engine, become: Callable[..., Guest]
) -> None:
    member, before = employ("moderator"), guest.start()
    guest.next(before)
    imposed = impose(member, guest.id, "ban_ranked", ground="cheating").json
    until(lambda: guest.post(f"/v1/sessions/{before}/next").status_code == 403, what="the ban")
    refused = guest.post("/v1/sessions", {"category": "maths", "mode": "ranked"})
    assert (refused.status_code, refused.json["code"], refused.json["until"]) == (403, "ranked_blocked", None)
    assert guest.post("/v1/sessions", {"category": "maths", "mode": "daily"}).status_code == 403
    assert guest.post("/v1/sessions", {"quiz_id": str(uuid4()), "mode": "live"}).status_code == 403
    practice = guest.start(count=3)
    assert guest.next(practice)["no"] == 0
    assert not visible(engine, guest.id)
    [own] = guest.get("/v1/me").json["sanctions"]
    assert (own["kind"], own["until"]) == ("ban_ranked", None)
    assert become().get("/v1/me").json["sanctions"] == []
    member.delete(path(guest.id, imposed["id"]), json={"reason": "cleared"})
    until(lambda: guest.post(f"/v1/sessions/{before}/next").status_code == 200, what="its end")
    assert visible(engine, guest.id)
    assert guest.get("/v1/me").json["sanctions"] == []


def test_a_warning_waits_in_the_inbox_until_it_is_read(employ: Employ, guest: Guest, engine: Engine, log: Log) -> None:
    member = employ("moderator")
    said = "Please <b>choose</b> another name.\nThank you."
    warned = impose(member, guest.id, "warn", ground="conduct", message=said)
    assert warned.status_code == 201, warned.text
    [own] = guest.get("/v1/me").json["sanctions"]
    assert (own["kind"], own["text"], own["id"]) == ("warn", said, warned.json["id"])
    with engine.begin() as connection:  # as the inbox's task does with the event
        [event] = log.all("SELECT value FROM outbox WHERE key = :p", p=str(guest.id))
        assert b"Please" in bytes(event[0])
        connection.execute(
            text(
                "INSERT INTO notifications (id, player_id, category, lang, title, body, created_at, expires_at) "
                "VALUES (:id, :p, 'account', 'en', 'A warning', :body, now(), now() + interval '1 day')"
            ),
            {"id": own["id"], "p": guest.id, "body": said},
        )
    assert visible(engine, guest.id)
    assert guest.post("/v1/notifications/read", {"ids": [own["id"]]}).status_code == 200
    assert guest.get("/v1/me").json["sanctions"] == []
    [shown] = member.get(path(guest.id)).json["items"]
    assert shown["seen_at"] is not None
    assert member.delete(path(guest.id, own["id"]), json={"reason": "sorry"}).json["code"] == "sanction_unknown"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "warn", "until": "2100-01-01T00:00:00Z"}, "sanction_unfit"),
        ({"kind": "ban", "until": "2020-01-01T00:00:00Z"}, "sanction_unfit"),
        ({"kind": "ban", "message": "hello"}, "sanction_unfit"),
        ({"kind": "hide"}, "invalid"),
        ({"kind": "ban", "reason": " \n "}, "invalid"),
        ({"kind": "ban", "reason": "x" * 501}, "invalid"),
        ({"kind": "ban", "reason": "a\u0007b"}, "invalid"),
        ({"kind": "ban", "imposed_by": str(uuid4())}, "invalid"),
    ],
)
def test_what_cannot_be_imposed_is_said_and_changes_nothing(
    employ: Employ, guest: Guest, body: dict[str, Any], code: str
) -> None:
    member = employ("owner")
    refused = member.post(path(guest.id), json={"reason": "because", **body})
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert member.get(path(guest.id)).json["items"] == []


def test_staff_are_no_players_and_cannot_be_sanctioned(employ: Employ) -> None:
    moderator, owner = employ("moderator"), employ("owner")
    assert impose(moderator, owner.staff.id, "ban").json["code"] == "player_unknown"
    assert owner.get("/v1/admin/session").status_code == 200


@pytest.mark.parametrize("role", ["viewer", "support", "editor", "finance"])
def test_who_may_not_sanction_cannot(employ: Employ, guest: Guest, role: Any) -> None:
    member = employ(role)
    assert impose(member, guest.id, "ban").status_code == 403
    assert member.delete(path(guest.id, uuid4()), json={"reason": "x"}).status_code == 403
    assert guest.get("/v1/me").status_code == 200


def test_the_command_and_the_page_are_one_mechanism(app: Any, employ: Employ, guest: Guest, engine: Engine) -> None:
    words = ["players", "block", str(guest.id), "--reason", "by hand"]
    assert app.test_cli_runner().invoke(args=words).exit_code == 0
    [shown] = employ("viewer").get(path(guest.id)).json["items"]
    assert (shown["kind"], shown["reason"], shown["imposed_by"], shown["active"]) == ("ban", "by hand", None, True)
    assert not visible(engine, guest.id)
    assert app.test_cli_runner().invoke(args=["players", "unblock", str(guest.id)]).exit_code == 0
    assert visible(engine, guest.id)


def test_hiding_and_banning_do_not_undo_one_another(guest: Guest, engine: Engine, app: Any) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["boards", "hide", str(guest.id)]).exit_code == 0
    run(args=["players", "block", str(guest.id), "--reason", "x"])
    run(args=["players", "unblock", str(guest.id)])
    assert not visible(engine, guest.id)
    with engine.begin() as connection:
        sanctions.impose(connection, guest.id, Wish("ban_ranked", "x"))
    run(args=["boards", "unhide", str(guest.id)])
    assert not visible(engine, guest.id)


def test_a_hint_of_one_kind_leaves_the_other(wires: Any) -> None:
    player = uuid4()
    for hint in (Hint(player, "ranked"), Hint(player, "player", datetime.now(UTC))):
        wires.redis.publish("denials", msgspec.json.encode(hint))
    until(lambda: wires.denials.ranked(player) is not None, what="the hint")
    assert wires.denials.denied(player) is None, "its time is over"
