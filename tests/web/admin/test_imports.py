"""Question files over HTTP: a dry run, its findings, and the taking, which happens once and whole."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import imports as files
from models import app_keys
from tasks import runtime
from tasks.importing import STARTS_MOST, work_on_one
from tests.processes import dies, kill_me
from tests.web.admin.conftest import Member, hire
from tests.web.conftest import Guest
from web.wires import Wires

URL = "/v1/admin/imports"
WORDS = "source=us&licence=CC0-1.0"
GIFT = b"$CATEGORY: Imported things\n\nWhat %s? {=Light ~Sound}\n\nIs %s flat? {F}\n"
ESSAY = b"\nWrite an essay. {}\n"

Send = Callable[..., Any]


@pytest.fixture
def send(app: Flask, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Sends as an editor."""
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "media", lambda: wires.media)
    editor = hire(app, engine, "editor")
    return lambda method, path="", **options: editor.send(method, URL + path, **options)


def hand_in(send: Send, data: bytes, words: str = WORDS) -> str:
    response = send("POST", f"?{words}", data=data, headers={"Content-Type": "application/octet-stream"})
    assert response.status_code == 202, response.text
    assert response.headers["Location"] == f"{URL}/{response.json['id']}"
    return str(response.json["id"])


def gift(name: str) -> bytes:
    return GIFT % (name.encode(), name.encode())


def count(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM questions WHERE stem_key LIKE :like")
        return int(connection.execute(query, {"like": f"%{name}%"}).scalar_one())


def test_a_dry_run_then_the_taking(send: Send, engine: Engine) -> None:
    job = hand_in(send, gift("glows"))
    assert send("GET", f"/{job}").json["state"] == "checking"
    assert work_on_one()
    checked = send("GET", f"/{job}").json
    assert (checked["state"], checked["new"], checked["fatal"]) == ("checked", 2, 0)
    assert checked["new_categories"] == ["Imported things"]
    assert count(engine, "glows") == 0
    assert send("POST", f"/{job}/commit").json["state"] == "committing"
    assert work_on_one()
    assert send("GET", f"/{job}").json["state"] == "committed"
    assert count(engine, "glows") == 2
    again = send("POST", f"/{job}/commit")
    assert (again.status_code, again.json["code"]) == (409, "import_not_checked")
    assert not work_on_one()
    assert job in [item["id"] for item in send("GET").json["items"]]


def test_a_faulty_row_keeps_all_out_unless_it_is_skipped(send: Send, engine: Engine) -> None:
    job = hand_in(send, gift("hums") + ESSAY)
    work_on_one()
    rows = send("GET", f"/{job}/rows").json["items"]
    assert [row["line"] for row in rows if row["fatal"]] == [7]
    refused = send("POST", f"/{job}/commit")
    assert (refused.status_code, refused.json["code"]) == (409, "import_faulty")
    assert send("POST", f"/{job}/commit", json={"skip_faulty": True}).status_code == 202
    work_on_one()
    assert count(engine, "hums") == 2


def test_findings_are_read_page_by_page_and_what_is_left_out_is_counted(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = hand_in(send, gift("pages") + 12 * ESSAY + b"\n" + gift("pages"))
    work_on_one()
    whole = send("GET", f"/{job}/rows?limit=100").json
    assert (len(whole["items"]), whole["next"], whole["left_out"]) == (14, None, 0)
    assert [row["code"] for row in whole["items"]] == 12 * ["kind_unsupported"] + 2 * ["duplicate"]
    pages, query = [], "?limit=5"
    while query:
        page = send("GET", f"/{job}/rows{query}").json
        pages += page["items"]
        query = page["next"] and f"?limit=5&cursor={page['next']}"
    assert pages == whole["items"]
    assert send("GET", f"/{job}/rows?cursor=______").json["items"] == []
    assert send("GET", f"/{job}/rows?cursor=x").status_code == 422
    monkeypatch.setattr(files, "FOUND_MOST", 10)
    job = hand_in(send, gift("bounded") + 12 * ESSAY + 12 * (b"\n" + gift("bounded")))
    work_on_one()
    found = send("GET", f"/{job}/rows?limit=100").json
    assert (len(found["items"]), found["left_out"]) == (20, 2 + 14)
    assert send("GET", f"/{job}").json["duplicates"] == 24


def die_while_taking(engine: Engine) -> None:
    """A worker takes rows of an import, and dies before it commits."""
    take = files.take

    def take_and_die(*arguments: Any) -> None:
        take(*arguments)
        kill_me()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "take", take_and_die)
        engine.dispose()
        assert dies(work_on_one)


def test_a_worker_that_dies_while_taking_leaves_nothing_half_done(send: Send, engine: Engine) -> None:
    job = hand_in(send, gift("rings"))
    work_on_one()
    send("POST", f"/{job}/commit")
    die_while_taking(engine)
    assert count(engine, "rings") == 0
    assert work_on_one()
    assert count(engine, "rings") == 2
    assert send("GET", f"/{job}").json["state"] == "committed"


def test_an_import_that_fails_lets_others_by_and_is_refused_in_the_end(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine = files.examine

    def fail(connection: Any, file: Any, *arguments: Any) -> Any:
        if b"breaks" in file.getvalue():
            raise ValueError("no such luck")
        return examine(connection, file, *arguments)

    monkeypatch.setattr(files, "examine", fail)
    broken, other = hand_in(send, gift("breaks")), hand_in(send, gift("waits"))
    with pytest.raises(ValueError, match="luck"):
        work_on_one()
    assert work_on_one()
    assert send("GET", f"/{other}").json["state"] == "checked"
    for state in ("checking", "refused"):
        with pytest.raises(ValueError, match="luck"):
            work_on_one()
        assert send("GET", f"/{broken}").json["state"] == state
    assert "no such luck" in send("GET", f"/{broken}").json["refused"]
    assert not work_on_one()


def test_an_import_that_takes_its_worker_with_it_is_refused_in_the_end(
    send: Send, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = hand_in(send, gift("kills"))
    with monkeypatch.context() as patch:
        patch.setattr(files, "examine", lambda *_: kill_me())
        for _ in range(STARTS_MOST):
            engine.dispose()
            assert dies(work_on_one)
        assert send("GET", f"/{job}").json["state"] == "checking"
        assert work_on_one()
    refused = send("GET", f"/{job}").json
    assert (refused["state"], "more memory" in refused["refused"]) == ("refused", True)
    assert not work_on_one()


def test_starts_are_counted_for_each_step(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("once more")

    job = hand_in(send, gift("limps"))
    for step in ("examine", "take"):
        with monkeypatch.context() as patch:
            patch.setattr(files, step, fail)
            for _ in range(STARTS_MOST - 1):
                with pytest.raises(ValueError, match="once more"):
                    work_on_one()
        assert work_on_one()
        send("POST", f"/{job}/commit")
    assert send("GET", f"/{job}").json["state"] == "committed"


def test_what_is_no_question_file_is_refused_with_the_reason(send: Send) -> None:
    job = hand_in(send, b"\xff\xfe\x00\xd8\xd8")
    work_on_one()
    refused = send("GET", f"/{job}").json
    assert refused["state"] == "refused"
    assert "unknown_format" in refused["refused"]


@pytest.mark.parametrize(
    ("words", "options", "status"),
    [
        ("format=word", {"data": b"x"}, 422),
        ("colour=red", {"data": b"x"}, 422),
        ("", {"json": {}}, 415),
        ("", {"data": b"x" * (32 * 2**20 + 1)}, 413),
    ],
)
def test_a_bad_hand_in_is_a_problem(send: Send, words: str, options: dict[str, Any], status: int) -> None:
    headers = {} if "json" in options else {"Content-Type": "application/octet-stream"}
    response = send("POST", f"?{words}", headers=headers, **options)
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"


def test_players_apps_and_staff_without_the_permission_may_not(
    app: Flask, engine: Engine, guest: Guest, send: Send, employ: Callable[..., Member]
) -> None:
    key = str(uuid7())
    with engine.begin() as connection:
        app_keys.create(connection, uuid7(), "answers only", sha256(key.encode()).digest())
    client: Any = app.test_client()
    for authorization in (f"Bearer {guest.token}", f"App {key}", "App nonsense"):
        assert client.get(URL, headers={"Authorization": authorization}).status_code == 403
    assert client.get(URL).status_code == 401
    form = {"Content-Type": "application/octet-stream"}
    assert employ("moderator").send("POST", f"{URL}?{WORDS}", headers=form, data=b"Q?").status_code == 403
    unknown = send("GET", f"/{uuid7()}")
    assert (unknown.status_code, unknown.json["code"]) == (404, "import_unknown")


@pytest.mark.usefixtures("send")
def test_who_handed_a_file_in_and_who_took_it_is_audited(
    employ: Callable[..., Member], audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    editor = employ("editor")
    form = {"Content-Type": "application/octet-stream"}
    job = editor.send("POST", f"{URL}?{WORDS}", headers=form, data=gift("audited")).json["id"]
    while work_on_one():
        pass
    assert editor.post(f"{URL}/{job}/commit").status_code == 202
    rows = audited(editor.staff.id)
    assert [(row["action"], row["subject_id"]) for row in rows] == [("imports.start", job), ("imports.commit", job)]
    assert rows[0]["after"]["bytes"] == len(gift("audited"))


def test_how_far_a_step_has_come_is_told_while_it_is_under_way(
    send: Send, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "boards", lambda: wires.redis)
    monkeypatch.setattr(files, "_AT_ONCE", 10)
    questions = b"\n\n".join(f"Number {number}? {{=a ~b}}".encode() for number in range(25))
    job = hand_in(send, questions)
    seen: list[Any] = []
    check = files._check

    def look(*arguments: Any) -> Any:
        seen.append(send("GET", f"/{job}").json["done"])
        return check(*arguments)

    monkeypatch.setattr(files, "_check", look)
    while work_on_one():
        pass
    assert [done for done in dict.fromkeys(seen) if done is not None] == [0, 10, 20]
    assert send("GET", f"/{job}").json["done"] is None
