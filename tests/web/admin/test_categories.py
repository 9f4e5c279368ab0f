"""Categories for staff: a tree whose order, names and places can be changed, and what is in it follows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank, revisions
from tests.web.admin.conftest import Member
from tests.web.conftest import question

URL = "/v1/admin/categories"
Employ = Callable[..., Member]


@pytest.fixture
def editor(employ: Employ) -> Member:
    return employ("editor")


def make(editor: Member, name: str | None = None, **fields: Any) -> dict[str, Any]:
    response = editor.post(URL, {"name": name or f"Category {uuid7()}", **fields})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json
    return made


def change(editor: Member, made: dict[str, Any], **changes: Any) -> Any:
    path = f"{URL}/{made['id']}"
    return editor.patch(path, changes, headers={"If-Match": editor.get(path).headers["ETag"]})


def below(editor: Member, parent: int) -> list[int]:
    """The children of a category in their order."""
    return [item["id"] for item in editor.get(URL).json["items"] if item["parent_id"] == parent]


def test_a_category_is_made_renamed_and_translated(
    editor: Member, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    made = make(editor, "Música <script>alert(1)</script>y más", names={"es": "Música 🎵", "ar": "موسيقى"})
    assert (made["name"], made["slug"]) == ("Música y más", "musica-y-mas")
    assert change(editor, made, name="Music", names={"es": "La música"}).json["names"] == {"es": "La música"}
    assert editor.get(f"{URL}/{made['id']}").json["name"] == "Music"
    create, rename = audited(editor.staff.id)
    assert (create["action"], create["subject_id"]) == ("categories.create", str(made["id"]))
    assert (rename["before"]["name"], rename["after"]["name"]) == ("Música y más", "Music")


def test_two_tabs_cross(editor: Member) -> None:
    made = make(editor)
    path = f"{URL}/{made['id']}"
    assert editor.patch(path, {"position": 0}, headers={"If-Match": '"e1"'}).status_code == 200
    late = editor.patch(path, {"name": "Late"}, headers={"If-Match": '"e1"'})
    assert (late.status_code, late.json["current"]["name"]) == (412, made["name"])


def test_children_stand_in_the_order_they_are_given(editor: Member) -> None:
    parent = make(editor)["id"]
    first, second, third = (make(editor, parent_id=parent)["id"] for _ in range(3))
    assert below(editor, parent) == [first, second, third]
    assert change(editor, {"id": third}, position=0).status_code == 200
    assert below(editor, parent) == [third, first, second]
    assert change(editor, {"id": third}, position=30_000).status_code == 200
    assert below(editor, parent) == [first, second, third]


def test_a_category_that_moves_takes_its_questions_along(editor: Member, engine: Engine) -> None:
    old, new = make(editor)["id"], make(editor)["id"]
    child = make(editor, parent_id=old)
    asked = question(child["id"], f"moved {uuid7()}")
    with engine.begin() as connection:
        bank.add(connection, [asked])
    assert change(editor, child, parent_id=new).status_code == 200
    with engine.connect() as connection:
        query = text("SELECT category_id FROM question_pool WHERE question_id = :id")
        assert set(connection.execute(query, {"id": asked.id}).scalars()) == {child["id"], new}


def test_no_category_is_below_itself_or_twice_in_a_place(editor: Member) -> None:
    made = make(editor)
    child = make(editor, parent_id=made["id"])
    loop = change(editor, made, parent_id=child["id"])
    assert (loop.status_code, loop.json["code"]) == (422, "category_below_itself")
    assert editor.post(URL, {"name": made["name"]}).json["code"] == "category_exists"
    assert editor.post(URL, {"name": "x", "slug": made["slug"]}).json["code"] == "slug_taken"
    assert editor.post(URL, {"name": "x", "parent_id": 32_000}).json["code"] == "category_unknown"
    assert editor.post(URL, {"name": "n" * 10_000}).json["errors"][0]["pointer"] == "/name"


def test_only_what_is_empty_and_never_could_be_played_is_deleted(editor: Member, engine: Engine) -> None:
    parent = make(editor)
    child = make(editor, parent_id=parent["id"])
    assert editor.delete(f"{URL}/{parent['id']}").json["code"] == "category_in_use"
    asked = question(child["id"], f"kept {uuid7()}")
    with engine.begin() as connection:
        bank.add(connection, [asked])
        revisions.transition(connection, asked.id, "retired")
        connection.execute(text("UPDATE questions SET category_id = 1 WHERE id = :id"), {"id": asked.id})
    assert editor.delete(f"{URL}/{child['id']}").json["code"] == "category_in_use"
    empty = make(editor)
    assert editor.delete(f"{URL}/{empty['id']}").status_code == 204
    assert editor.get(f"{URL}/{empty['id']}").status_code == 404


def test_who_is_no_editor_reads_alone(employ: Employ) -> None:
    viewer = employ("viewer")
    assert viewer.get(URL).status_code == 200
    assert viewer.post(URL, {"name": "x"}).status_code == 403
