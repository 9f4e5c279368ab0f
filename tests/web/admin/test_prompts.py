"""Prompts: written, translated, published, retired; what was published once stays."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from lab.content import creative as content
from models import prompts
from tests.contests import clear, contest
from tests.web.admin.conftest import Member

Employ = Callable[..., Member]
URL = "/v1/admin/prompts"
TEXTS = {"en": "The smallest country in the world"}


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """There are no prompts."""
    clear(engine)


@pytest.fixture
def editor(employ: Employ) -> Member:
    """An editor."""
    return employ("editor")


def make(member: Member, **body: Any) -> Any:
    response = member.post(URL, json={"texts": TEXTS, **body})
    assert response.status_code == 201, response.text
    return response


def change(member: Member, made: Any, etag: str, **body: Any) -> Any:
    return member.patch(f"{URL}/{made['id']}", json=body, headers={"If-Match": etag})


def test_made_translated_published_and_retired(editor: Member, audited: Any) -> None:
    response = make(editor, category="maths", takes="text")
    made, etag = response.json, response.headers["ETag"]
    assert (made["state"], made["category"], made["takes"], made["battles"]) == ("draft", "maths", "text", 0)
    assert response.headers["Location"] == f"{URL}/{made['id']}"
    spanish = {**TEXTS, "es": "El país más pequeño del mundo"}
    changed = change(editor, made, etag, texts=spanish, category=None)
    assert (changed.json["texts"], changed.json["category"]) == (spanish, None)
    published = change(editor, made, changed.headers["ETag"], state="published")
    assert published.json["published_at"]
    retired = change(editor, made, published.headers["ETag"], state="retired")
    again = change(editor, made, retired.headers["ETag"], state="published")
    assert (again.json["state"], again.json["published_at"]) == ("published", published.json["published_at"])
    assert editor.get(f"{URL}/{made['id']}").json == again.json
    rows = [(row["action"], row["subject_kind"], row["after"]) for row in audited(editor.staff.id)]
    assert [row[:2] for row in rows] == [("prompts.create", "prompt"), *[("prompts.change", "prompt")] * 4]
    assert rows[0][2] == {"texts": TEXTS, "category": "maths", "takes": "text", "state": "draft"}
    assert rows[2][2] == {"state": "published"}


def test_two_editors_do_not_write_over_each_other(editor: Member, employ: Employ) -> None:
    response = make(editor)
    made, etag = response.json, response.headers["ETag"]
    assert change(editor, made, etag, takes="image").status_code == 200
    crossed = change(employ("editor"), made, etag, takes="text")
    assert (crossed.status_code, crossed.json["code"]) == (412, "changed_meanwhile")
    assert crossed.json["current"]["takes"] == "image"
    assert editor.patch(f"{URL}/{made['id']}", json={"takes": "any"}).status_code == 428


def test_what_was_published_is_no_draft_again_and_is_not_deleted(editor: Member) -> None:
    draft = make(editor).json
    assert editor.delete(f"{URL}/{draft['id']}").status_code == 204
    assert editor.get(f"{URL}/{draft['id']}").status_code == 404
    response = make(editor)
    made = response.json
    back = change(editor, made, response.headers["ETag"], state="retired")
    assert (back.status_code, back.json["code"]) == (409, "state_forbidden")
    published = change(editor, made, response.headers["ETag"], state="published")
    back = change(editor, made, published.headers["ETag"], state="draft")
    assert (back.status_code, back.json["code"]) == (409, "state_forbidden")
    kept = editor.delete(f"{URL}/{made['id']}")
    assert (kept.status_code, kept.json["code"]) == (409, "prompt_in_use")


def test_a_request_that_comes_again_makes_one(editor: Member) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, second = (editor.post(URL, json={"texts": TEXTS}, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code, first.json) == (201, 201, second.json)
    assert len(editor.get(URL).json["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"texts": {}},
        {"texts": {"en": ""}},
        {"texts": {"en": "x" * 301}},
        {"texts": {"english please": "x"}},
        {"texts": {"en": "a\nb"}},
        {"texts": TEXTS, "takes": "video"},
        {"texts": TEXTS, "state": "published"},
        {"texts": TEXTS, "edition": 3},
        {},
    ],
)
def test_what_is_no_prompt(editor: Member, body: Any) -> None:
    response = editor.post(URL, json=body)
    assert (response.status_code, response.json["code"]) == (422, "invalid")


def test_a_category_that_is_not_there(editor: Member) -> None:
    response = editor.post(URL, json={"texts": TEXTS, "category": "nowhere"})
    assert (response.status_code, response.json["code"]) == (422, "category_unknown")


def test_listed_latest_first_page_by_page(editor: Member) -> None:
    made = [make(editor).json["id"] for _ in range(3)]
    change(editor, {"id": made[1]}, '"e1"', state="published")
    first = editor.get(f"{URL}?limit=2").json
    rest = editor.get(f"{URL}?limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert [one["id"] for one in editor.get(f"{URL}?state=published").json["items"]] == [made[1]]


def test_a_battle_keeps_what_it_asked(editor: Member, engine: Engine) -> None:
    battle = contest(engine)
    found = editor.get(f"{URL}/{_asked(engine, battle.id)}")
    assert found.json["battles"] == 1
    change(editor, found.json, found.headers["ETag"], texts={"en": "Something else"})
    assert battle.row.prompt != "Something else"


def _asked(engine: Engine, battle: Any) -> Any:
    with engine.connect() as connection:
        query = "SELECT prompt_id FROM creative_battles WHERE battle_id = %(id)s"
        return connection.exec_driver_sql(query, {"id": battle}).scalar_one()


def test_battles_ask_what_is_published_in_their_language_and_what_was_asked_least(engine: Engine) -> None:
    two = [uuid7(), uuid7()]
    with engine.begin() as connection:
        for state in ("draft", "retired"):
            prompts.add(connection, uuid7(), None, "any", {"es": "no"}, state)
        assert prompts.draw(connection, 0, [("es", two)]) == [None]
        prompts.add(connection, uuid7(), None, "any", {"en": "english", "de": "deutsch"}, "published")
        prompts.add(connection, uuid7(), 1, "text", {"es": "uno"}, "published")
        prompts.add(connection, uuid7(), 2, "text", {"es": "dos"}, "published")
        drawn = {
            name: prompts.draw(connection, name[0], [(name[1], two)])[0]
            for name in ((0, "de"), (1, "es"), (2, "es"), (2, "fr"))
        }
    told = {name: (one.text, one.lang) for name, one in drawn.items() if one}
    assert told == {
        (0, "de"): ("deutsch", "de"),
        (1, "es"): ("uno", "es"),
        (2, "es"): ("dos", "es"),
        (2, "fr"): ("english", "en"),
    }


def test_two_who_meet_often_are_asked_something_else(engine: Engine) -> None:
    with engine.begin() as connection:
        made = content.load(connection)
        assert (made, content.load(connection)) == (len(content.read()), 0)
    two = (uuid7(), uuid7())
    battles = [contest(engine, two) for _ in range(8)]
    assert len({_asked(engine, battle.id) for battle in battles}) == 8
    assert all({"en", "es", "ar"} <= set(prompt.texts) for prompt in content.read())
