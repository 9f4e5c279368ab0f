"""Players as the staff find and see them: who may see what, what the log keeps of it, and how fast it is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, text

from models import notes
from tasks import runtime
from tasks.dossiers import make_dossiers
from tests.crossing import is_held, noting
from tests.processes import until
from tests.web.admin.seeing import PLAYERS, Audited, Employ, found, played, search
from tests.web.conftest import Guest
from tests.web.visitors import Visitor, email, visitor
from web.admin.guard import PROOF_GOOD
from web.wires import Wires

__all__ = ["email", "visitor"]


def test_the_overview_says_how_a_player_stands(employ: Employ, guest: Guest, engine: Engine, audited: Audited) -> None:
    member = employ("moderator")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO player_suspicion (player_id, score) VALUES (:p, 60)"), {"p": guest.id})
    member.post(f"{PLAYERS}/{guest.id}/sanctions", json={"kind": "ban_ranked", "reason": "a test"})
    shown = member.get(f"{PLAYERS}/{guest.id}")
    assert shown.status_code == 200, shown.text
    one = shown.json
    assert (one["id"], one["registered"], one["visible"]) == (str(guest.id), False, False)
    assert one["contacts"] == {"masked": False, "email": None, "phone": None}
    assert one["progress"]["level"]["number"] == 1
    assert (one["suspicion"]["score"], one["suspicion"]["verdict"]) == (60, "review")
    assert [sanction["kind"] for sanction in one["sanctions"]] == ["ban_ranked"]
    [line] = search(member, "id", str(guest.id)).json["items"]
    assert (line["score"], line["sanction"]) == (60, "ban_ranked")
    assert [row["action"] for row in audited(member.staff.id)] == ["sanctions.impose", "players.read", "players.search"]
    assert member.get(f"{PLAYERS}/{uuid4()}").json["code"] == "player_unknown"


def test_a_session_is_seen_whole_with_what_was_right(
    employ: Employ, guest: Guest, apply_answers: Callable[..., Any], become: Callable[..., Guest]
) -> None:
    member, session = employ("viewer"), played(guest, apply_answers)
    shown = member.get(f"{PLAYERS}/{guest.id}/sessions/{session}").json
    first, second = shown["questions"]
    right = {option["id"]: option["text"] for option in first["options"]}[first["solution"][0]]
    assert right.startswith("right of")
    assert (first["answer"]["response"], first["answer"]["right"]) == (first["solution"][0], True)
    assert not second["answer"]["right"]
    other = become()
    assert member.get(f"{PLAYERS}/{other.id}/sessions/{session}").json["code"] == "session_unknown"


def test_support_ends_one_login_or_all(employ: Employ, guest: Guest, audited: Audited) -> None:
    member = employ("support")
    [device] = member.get(f"{PLAYERS}/{guest.id}/devices").json["items"]
    why = {"reason": "the phone was stolen"}
    assert member.delete(f"{PLAYERS}/{uuid4()}/devices/{device['id']}", json=why).status_code == 404
    assert member.delete(f"{PLAYERS}/{guest.id}/devices/{device['id']}", json=why).json == {"ended": 1}
    until(lambda: guest.get("/v1/me").status_code == 401, what="the end of the login")
    assert member.post(f"{PLAYERS}/{guest.id}/logout", json=why).json == {"ended": 0}
    assert member.post(f"{PLAYERS}/{uuid4()}/logout", json=why).status_code == 404
    assert employ("viewer").post(f"{PLAYERS}/{guest.id}/logout", json=why).status_code == 403
    assert [row["reason"] for row in audited(member.staff.id)] == [None, why["reason"], why["reason"]]


def test_logging_a_player_out_ends_all_their_logins(employ: Employ, visitor: Visitor, email: str) -> None:
    welcome = visitor.sign_up(email)
    first = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    second = Guest(visitor.client, first.id, visitor.log_in(email).json["access_token"])
    ended = employ("moderator").post(f"{PLAYERS}/{first.id}/logout", json={"reason": "asked for"})
    assert ended.json == {"ended": 2}
    until(lambda: {one.get("/v1/me").status_code for one in (first, second)} == {401}, what="the log-out")
    assert visitor.post("/refresh", {"refresh_token": welcome["refresh_token"]}).status_code == 401


def test_notes_are_the_staffs_alone_and_go_with_the_player(employ: Employ, guest: Guest, engine: Engine) -> None:
    member = employ("support")
    for number in range(3):
        member.post(f"{PLAYERS}/{guest.id}/notes", json={"text": f"note {number}"})
    page = member.get(f"{PLAYERS}/{guest.id}/notes?limit=2").json
    assert [(one["text"], one["author"]) for one in page["items"]] == [("note 2", "Test"), ("note 1", "Test")]
    rest = member.get(f"{PLAYERS}/{guest.id}/notes?limit=2&cursor={page['next']}").json
    assert ([one["text"] for one in rest["items"]], rest["next"]) == (["note 0"], None)
    for text_ in ("", "  \n", "a\u0000b", "x" * 2001):
        assert member.post(f"{PLAYERS}/{guest.id}/notes", json={"text": text_}).status_code == 422
    assert employ("viewer").post(f"{PLAYERS}/{guest.id}/notes", json={"text": "x"}).status_code == 403
    assert guest._send("DELETE", "/v1/me", {}).status_code == 204
    assert member.get(f"{PLAYERS}/{guest.id}/notes").status_code == 404
    assert member.get(f"{PLAYERS}/{guest.id}").status_code == 404
    with engine.connect() as connection:
        assert notes.page(connection, guest.id, None, 1) == []


def test_02_a_players_token_opens_nothing_here(guest: Guest) -> None:
    document = guest.client.get("/v1/openapi.json").json
    paths = [path for path in document["paths"] if path.startswith((PLAYERS, "/v1/admin/cases", "/v1/admin/queues"))]
    assert len(paths) > 15
    for path in paths:
        for method in set(document["paths"][path]) & {"get", "post", "delete"}:
            filled = "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))
            assert guest._send(method.upper(), filled, {"json": {}}).status_code == 403, (method, path)


def test_17_a_player_is_erased_by_two_members_and_by_no_one_alone(
    employ: Employ, visitor: Visitor, email: str, audited: Audited
) -> None:
    welcome = visitor.sign_up(email)
    player = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    first, second = employ("support"), employ("support")
    path, why = f"{PLAYERS}/{player.id}/erase", {"reason": "asked by mail"}
    assert employ("moderator").post(path, json=why).json["code"] == "forbidden"
    stale = employ("support", proven_at=datetime.now(UTC) - PROOF_GOOD - timedelta(seconds=1))
    assert stale.post(path, json=why).json["code"] == "step_up_required"
    asked = first.post(path, json=why)
    assert (asked.status_code, asked.json["state"]) == (202, "open")
    assert second.post(path, json=why).json["code"] == "approval_open"
    approve = f"/v1/admin/approvals/{asked.json['id']}/approve"
    assert first.post(approve).json["code"] == "own_request"
    assert player.get("/v1/me").status_code == 200
    assert second.post(approve).json["state"] == "approved"
    until(lambda: player.get("/v1/me").status_code == 401, what="the end of the login")
    assert first.get(f"{PLAYERS}/{player.id}").status_code == 404
    assert found(first, "email", email) == []
    assert second.post(approve).json["code"] == "decided_already"
    assert first.post(path, json=why).json["code"] == "player_unknown"
    assert ("players.erase", str(player.id)) in {(row["action"], row["subject_id"]) for row in audited(second.staff.id)}


def test_17_support_has_a_players_data_made_and_fetched_once_more_proven(
    employ: Employ, guest: Guest, audited: Audited, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    member, path, why = employ("support"), f"{PLAYERS}/{guest.id}/export", {"reason": "asked by letter"}
    assert employ("moderator").post(path, json=why).json["code"] == "forbidden"
    with noting(
        wires.postgres.engine, "INTO player_exports", lambda: is_held(engine, "players", "id", guest.id, alone=True)
    ) as held:
        asked = member.post(path, json=why)
    assert (asked.status_code, asked.json["state"], held) == (202, "waiting", [True])
    where = asked.headers["Location"]
    assert member.post(path, json=why).json["id"] == asked.json["id"]
    assert member.get(f"{where}/file").json["code"] == "export_not_ready"
    make_dossiers()
    assert member.get(where).json["state"] == "ready"
    file = member.get(f"{where}/file")
    assert (file.status_code, file.headers["Cache-Control"]) == (200, "no-store")
    with ZipFile(BytesIO(file.data)) as archive:
        assert str(guest.id) in archive.read("players.json").decode()
    stale = employ("support", proven_at=datetime.now(UTC) - PROOF_GOOD - timedelta(seconds=1))
    assert stale.get(f"{where}/file").json["code"] == "step_up_required"
    assert member.get(where.replace(str(guest.id), str(uuid4()))).json["code"] == "export_unknown"
    actions = [row["action"] for row in audited(member.staff.id)]
    assert actions == ["players.export", "players.export", "players.show_export", "players.fetch_export"]
