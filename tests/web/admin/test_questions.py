"""Questions for staff: found, made, changed, taken through their states, and put back to what they said."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from tests.web.admin.conftest import Member
from tests.web.conftest import Guest

URL = "/v1/admin/questions"
Employ = Callable[..., Member]
Audited = Callable[[UUID], list[dict[str, Any]]]
WORDS = {"lang": "en", "stem": "What is fast?", "options": ["Light", "Sound"]}
NEW = {"kind": "single_choice", "category_id": 1, "source": "us", "licence": "CC0-1.0", "wordings": [WORDS]}
KINDS: dict[str, dict[str, Any]] = {
    "single_choice": {"correct": [0]},
    "multiple_choice": {"correct": [0, 1]},
    "true_false": {"wordings": [{**WORDS, "options": ["True", "False"]}], "correct": [1]},
    "short_text": {"wordings": [{"lang": "en", "stem": "Capital of France?", "accepted": ["Paris"]}]},
    "numeric": {"wordings": [{"lang": "en", "stem": "Pi?"}], "spans": [{"low": "3.13", "high": "3.15"}]},
    "ordering": {"wordings": [{"lang": "en", "stem": "Order!", "options": ["one", "two", "three"]}]},
}


@pytest.fixture
def editor(employ: Employ) -> Member:
    return employ("editor")


def make(editor: Member, **changes: Any) -> dict[str, Any]:
    """A draft with a stem of its own."""
    words = {**WORDS, "stem": f"What is fast? {uuid7()}"}
    response = editor.post(URL, {**NEW, "correct": [0], "wordings": [words], **changes})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json
    return made


def publish(editor: Member, made: dict[str, Any]) -> None:
    for state in ("review", "published"):
        response = editor.post(f"{URL}/{made['id']}/transitions", {"to": state})
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_and_reads_back_the_same(editor: Member, audited: Audited, kind: str) -> None:
    body = {**NEW, "kind": kind, **KINDS[kind]}
    made = editor.post(URL, body)
    assert made.status_code == 201, made.text
    shown = editor.get(made.headers["Location"])
    assert shown.headers["ETag"] == made.headers["ETag"] == '"e1"'
    for name in ("kind", "correct", "spans"):
        assert shown.json[name] == body.get(name, [])
    words = shown.json["wordings"][0]
    assert {name: words[name] for name in body["wordings"][0]} == body["wordings"][0]
    assert (shown.json["state"], words["state"], shown.json["reports"]) == ("draft", "published", 0)
    [row] = audited(editor.staff.id)
    assert (row["action"], row["subject_id"]) == ("questions.create", made.json["id"])
    assert row["after"]["wordings"]["en"]["stem"] == body["wordings"][0]["stem"]


def test_faults_are_those_of_imports_and_point_to_fields(editor: Member, engine: Engine) -> None:
    body = {**NEW, "correct": [4], "wordings": [{**WORDS, "options": ["same", "same"]}]}
    response = editor.post(URL, body)
    assert (response.status_code, response.json["code"]) == (422, "question_faulty")
    assert {error["pointer"] for error in response.json["errors"]} == {"/correct", "/wordings/0/options"}
    assert editor.post(URL, {**NEW, "correct": [0], "category_id": 999}).json["code"] == "category_unknown"
    assert editor.post(URL, {**NEW, "correct": [0], "media_id": str(uuid7())}).json["code"] == "media_unknown"
    long = {**NEW, "correct": [0], "source": "s" * 10_000}
    assert editor.post(URL, long).json["errors"][0]["pointer"] == "/source"
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM questions WHERE stem_key = :key")
        assert connection.execute(query, {"key": "same"}).scalar_one() == 0


def test_security_30_markup_in_any_text_is_taken_away_and_told(editor: Member) -> None:
    evil = "<script>alert(1)</script>"
    words = {
        "lang": "en",
        "stem": f"{evil}What is <b>fast</b>? 🚀 مرحبا",
        "options": [f"Light{evil}", "<img src=x onerror=alert(1)>Sound"],
        "explanation": f"Because{evil}",
    }
    made = make(editor, wordings=[words], tags=[f"a{evil}"], source=f"us{evil}", licence=f"CC0{evil}")
    shown = editor.get(f"{URL}/{made['id']}")
    assert "<" not in shown.text
    assert shown.json["wordings"][0]["stem"] == "What is fast? 🚀 مرحبا"
    assert {note["pointer"] for note in made["notes"]} >= {"/wordings/0/stem", "/wordings/0/options/1"}


def test_what_looks_like_markup_and_is_none_survives_another_change(editor: Member) -> None:
    made = make(editor, wordings=[{**WORDS, "stem": "What does &lt;b&gt; do?"}])
    words = made["wordings"][0]
    assert words["stem"] == "What does <b> do?"
    sent = {name: words[name] for name in ("lang", "stem", "options")} | {"explanation": "It is bold."}
    response = editor.patch(f"{URL}/{made['id']}", {"wordings": [sent]}, headers={"If-Match": '"e1"'})
    assert response.json["wordings"][0]["stem"] == "What does <b> do?"
    assert response.json["notes"] == []


def test_a_question_in_very_many_languages_fits_and_too_much_does_not(editor: Member) -> None:
    words = [{**WORDS, "lang": f"{a}{b}", "explanation": "e" * 2_000} for a in "abcde" for b in "abcdefghij"]
    made = make(editor, wordings=words)
    assert len(made["wordings"]) == 50
    assert editor.post(URL, {**NEW, "wordings": [{**WORDS, "stem": "s" * 2**20}]}).status_code == 413


def test_two_tabs_the_second_sees_what_the_first_did_and_changes_nothing(
    employ: Employ, editor: Member, audited: Audited
) -> None:
    made, other = make(editor), employ("editor")
    path = f"{URL}/{made['id']}"
    assert other.patch(path, {"difficulty": "hard"}).status_code == 428
    assert other.patch(path, {"difficulty": "hard"}, headers={"If-Match": '"e1"'}).status_code == 200
    late = editor.patch(path, {"tags": ["mine"]}, headers={"If-Match": '"e1"'})
    assert (late.status_code, late.json["code"], late.headers["ETag"]) == (412, "changed_meanwhile", '"e2"')
    assert (late.json["current"]["difficulty"], late.json["current"]["tags"]) == ("hard", [])
    assert late.json["current"]["edition"] == 2
    assert [row["action"] for row in audited(editor.staff.id)] == ["questions.create"]
    [row] = audited(other.staff.id)
    assert (row["before"], row["after"]) == ({"/difficulty": "medium"}, {"/difficulty": "hard"})


def test_states_follow_the_rules_and_a_published_question_is_drawn(editor: Member, engine: Engine) -> None:
    made = make(editor)
    path = f"{URL}/{made['id']}/transitions"
    refused = editor.post(path, {"to": "published"})
    assert (refused.status_code, refused.json["code"]) == (409, "state_forbidden")
    publish(editor, made)
    query = text("SELECT count(*) FROM question_pool WHERE question_id = :id")
    with engine.connect() as connection:
        assert connection.execute(query, {"id": made["id"]}).scalar_one() == 1
    assert editor.post(path, {"to": "retired", "reason": "old"}).json["state"] == "retired"
    with engine.connect() as connection:
        assert connection.execute(query, {"id": made["id"]}).scalar_one() == 0


def test_translations_have_states_of_their_own(editor: Member) -> None:
    made = make(editor)
    path = f"{URL}/{made['id']}"
    spanish = {"lang": "es", "stem": "¿Qué es rápido?", "options": ["Luz", "Sonido"]}
    english = {name: made["wordings"][0][name] for name in ("lang", "stem", "options")}
    sent = {"wordings": [english, spanish]}
    changed = editor.patch(path, sent, headers={"If-Match": '"e1"'}).json
    assert [(one["lang"], one["state"]) for one in changed["translations"]] == [("en", "published"), ("es", "draft")]
    for state in ("review", "published"):
        changed = editor.post(f"{path}/transitions", {"to": state, "lang": "es"}).json
    assert [one["state"] for one in changed["translations"]] == ["published", "published"]
    found = editor.get(f"{URL}?lang=es&id={made['id']}").json["items"]
    assert [item["id"] for item in found] == [made["id"]]
    assert editor.get(f"{URL}?missing=es&id={made['id']}").json["items"] == []
    assert editor.post(f"{path}/transitions", {"to": "retired", "lang": "fr"}).status_code == 404


def test_revisions_tell_their_difference_and_can_be_restored(editor: Member) -> None:
    made = make(editor)
    path, first = f"{URL}/{made['id']}", made["wordings"][0]["stem"]
    words = {**WORDS, "stem": "Otherwise?"}
    assert editor.patch(path, {"wordings": [words]}, headers={"If-Match": '"e1"'}).json["revision"] == 2
    latest, oldest = editor.get(f"{path}/revisions").json["items"]
    assert latest["changes"] == [{"pointer": "/wordings/en/stem", "before": first, "after": "Otherwise?"}]
    assert (latest["author"], oldest["changes"]) == ("Test", [])
    assert editor.post(f"{path}/revisions/1/restore").status_code == 428
    restored = editor.post(f"{path}/revisions/1/restore", headers={"If-Match": '"e2"'})
    assert (restored.json["revision"], restored.json["wordings"][0]["stem"]) == (3, first)
    again = editor.post(f"{path}/revisions/1/restore", headers={"If-Match": '"e3"'})
    assert (again.status_code, again.json["code"]) == (409, "revision_current")
    assert editor.post(f"{path}/revisions/9/restore", headers={"If-Match": '"e3"'}).status_code == 404


def test_what_was_asked_stays_though_the_question_changes(editor: Member, become: Callable[..., Guest]) -> None:
    guest = become()
    session = guest.start(category="tiny", count=3, mode="practice")
    asked = guest.next(session)
    path = f"{URL}/{asked['id']}"
    shown = editor.get(path)
    words = {"lang": "en", "stem": "Quite another stem", "options": shown.json["wordings"][0]["options"]}
    changed = editor.patch(path, {"wordings": [words]}, headers={"If-Match": shown.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    assert guest.next(session)["stem"] == asked["stem"]


def test_only_a_draft_that_was_never_published_is_deleted(editor: Member, engine: Engine) -> None:
    made = make(editor)
    assert editor.delete(f"{URL}/{made['id']}").status_code == 204
    assert editor.get(f"{URL}/{made['id']}").status_code == 404
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM question_revisions WHERE question_id = :id")
        assert connection.execute(query, {"id": made["id"]}).scalar_one() == 0
    used = make(editor)
    publish(editor, used)
    for state in ("retired", "draft"):
        editor.post(f"{URL}/{used['id']}/transitions", {"to": state})
    refused = editor.delete(f"{URL}/{used['id']}")
    assert (refused.status_code, refused.json["code"]) == (409, "question_in_use")


@pytest.mark.parametrize("role", ["moderator", "support", "finance", "viewer"])
def test_who_is_no_editor_reads_and_changes_nothing(employ: Employ, editor: Member, role: str) -> None:
    member, made = employ(role), make(editor)
    path = f"{URL}/{made['id']}"
    assert member.get(URL).status_code == member.get(path).status_code == 200
    for response in (
        member.post(URL, {**NEW, "correct": [0]}),
        member.patch(path, {"difficulty": "hard"}, headers={"If-Match": '"e1"'}),
        member.delete(path),
        member.post(f"{path}/transitions", {"to": "review"}),
        member.post(f"{URL}/bulk", {"filter": {}, "change": {"difficulty": "hard"}}),
    ):
        assert (response.status_code, response.json["code"]) == (403, "forbidden")


def test_a_stranger_gets_nothing(app: Flask, guest: Guest) -> None:
    client: Any = app.test_client()
    assert (client.get(URL).status_code, guest.get(URL).status_code) == (401, 403)
