"""Views of lists that members save: each one's own, read by whoever has the link, deleted by their owner."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from tests.web.admin.conftest import Member
from tests.web.conftest import refusal
from web.admin import views

Employ = Callable[..., Member]
VIEWS = "/v1/admin/views"
VIEW = {"list": "questions", "name": "Drafts", "filter": {"state": "draft"}, "sort": "updated_at", "descending": True}


def test_a_view_is_saved_once_under_its_name_and_shared_by_its_link(
    employ: Employ, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    ada, bob = employ("editor"), employ("viewer")
    saved = ada.post(VIEWS, VIEW).json
    assert saved.items() >= {**VIEW, "mine": True, "owner": "Test"}.items()
    assert ada.get(f"{VIEWS}?list=questions").json["items"] == [saved]
    assert ada.get(f"{VIEWS}?list=quizzes").json["items"] == bob.get(VIEWS).json["items"] == []
    assert bob.get(f"{VIEWS}/{saved['id']}").json == {**saved, "mine": False}
    changed = ada.post(VIEWS, VIEW | {"filter": {"state": "review"}, "sort": None}).json
    assert (changed["id"], changed["filter"], changed["sort"]) == (saved["id"], {"state": "review"}, None)
    assert [row["action"] for row in audited(ada.staff.id)] == ["views.save", "views.save"]
    assert audited(ada.staff.id)[-1]["before"] == {"filter": {"state": "draft"}}


def test_a_view_is_deleted_by_who_saved_it(employ: Employ) -> None:
    ada, owner = employ("editor"), employ("owner")
    path = f"{VIEWS}/{ada.post(VIEWS, VIEW).json['id']}"
    assert refusal(owner.delete(path)) == (404, "view_unknown")
    assert ada.delete(path).status_code == 204
    assert refusal(ada.get(path)) == (404, "view_unknown")


def test_nobody_has_more_than_a_hundred_views(employ: Employ, engine: Engine) -> None:
    ada = employ("editor")
    with engine.begin() as connection:
        statement = text(
            "INSERT INTO saved_views (id, staff_id, list, name, filter, descending) "
            "VALUES (:id, :staff, 'quizzes', :name, '{}', false)"
        )
        rows = [{"id": uuid7(), "staff": ada.staff.id, "name": str(no)} for no in range(views.MOST)]
        connection.execute(statement, rows)
    assert refusal(ada.post(VIEWS, VIEW)) == (409, "views_many")
    assert ada.post(VIEWS, VIEW | {"list": "quizzes", "name": "0"}).status_code == 200, "it is no new one"


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"filter": {"state": 1}}, {"filter": {"A b": "x"}}, {"list": "../x"}, {"sort": "a b"}]
)
def test_what_is_no_view_is_refused(employ: Employ, wrong: dict[str, Any]) -> None:
    ada = employ("editor")
    assert ada.post(VIEWS, VIEW | wrong).status_code == 422
    assert ada.get(VIEWS).json["items"] == []
