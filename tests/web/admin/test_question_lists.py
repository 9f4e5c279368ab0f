"""Questions as editors look through them: filtered, page by page, changed many at once, with what is known of each."""

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank
from tests.web.admin.conftest import Member
from tests.web.admin.test_questions import URL, WORDS, Audited, editor, make, publish
from tests.web.conftest import question

__all__ = ["editor"]


def test_the_list_filters_and_pages_without_gaps(editor: Member) -> None:
    tag = uuid7().hex[:30]
    made = [make(editor, tags=[tag], difficulty="hard")["id"] for _ in range(5)]
    for order in ("asc", "desc"):
        for sort in ("updated_at", "created_at"):
            seen: list[str] = []
            cursor = ""
            while True:
                page = editor.get(f"{URL}?tag={tag}&limit=2&sort={sort}&order={order}{cursor}").json
                seen += [item["id"] for item in page["items"]]
                if page["next"] is None:
                    break
                cursor = f"&cursor={page['next']}"
            assert seen == (made if order == "asc" else made[::-1])
    assert editor.get(f"{URL}?cursor={'f' * 32}").json["code"] == "bad_cursor"
    for more, count in (
        *(("difficulty=hard", 5), ("difficulty=easy", 0), ("category_id=1", 5), ("category_id=2", 0)),
        *(
            ("kind=numeric", 0),
            ("state=draft", 5),
            ("q=FAST", 5),
            ("q=f_st", 0),
            (f"q={made[0]}", 1),
            ("flagged=true", 0),
        ),
        *(("reported=false", 5), ("media=true", 0), ("source=us", 5), ("changed_since=2030-01-01T00:00:00Z", 0)),
    ):
        assert len(editor.get(f"{URL}?tag={tag}&{more}").json["items"]) == count, more
    assert editor.get(f"{URL}?nonsense=1").status_code == 422


def test_a_category_holds_the_questions_below_it(editor: Member, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories (id, slug, name, parent_id) VALUES (77, 'sub', 'Sub', 1)"))
    made = make(editor, category_id=77)
    assert [item["id"] for item in editor.get(f"{URL}?category_id=1&id={made['id']}").json["items"]] == [made["id"]]
    assert editor.get(f"{URL}?category_id=2&id={made['id']}").json["items"] == []


def test_a_change_of_many_is_counted_first_then_made_in_pieces_and_audited(
    editor: Member, monkeypatch: pytest.MonkeyPatch, audited: Audited
) -> None:
    monkeypatch.setattr("web.admin.question_bulk.PIECE", 2)
    tag = uuid7().hex[:30]
    made = [make(editor, tags=[tag])["id"] for _ in range(3)]
    publish(editor, (published := make(editor, tags=[tag])))
    body = {"filter": {"tag": tag}, "change": {"state": "review", "add_tags": ["new"]}}
    rows = len(audited(editor.staff.id))
    preview = editor.post(f"{URL}/bulk", body).json
    assert (preview["matched"], preview["fit"], len(preview["examples"])) == (4, 3, 4)
    assert editor.get(f"{URL}/{made[0]}").json["state"] == "draft"
    assert len(audited(editor.staff.id)) == rows
    changed, refused, cursor = 0, [], None
    for _ in range(2):
        piece = editor.post(f"{URL}/bulk", {**body, "dry_run": False, "cursor": cursor}).json
        changed, cursor = changed + piece["changed"], piece["next"]
        refused += piece["refused"]
    assert (changed, cursor) == (3, None)
    assert [(one["id"], one["code"]) for one in refused] == [(published["id"], "state_forbidden")]
    assert {item["state"] for item in editor.get(f"{URL}?tag=new&tag={tag}").json["items"]} == {"review"}
    pieces = audited(editor.staff.id)[rows:]
    assert sorted(id_ for row in pieces for id_ in row["after"]["ids"]) == sorted(made)
    assert editor.post(f"{URL}/bulk", {"filter": {}, "change": {}}).json["code"] == "change_empty"


def test_duplicates_come_in_groups(editor: Member) -> None:
    stem = f"Twice? {uuid7()}"
    twice = {make(editor, wordings=[{**WORDS, "stem": form}])["id"] for form in (stem, stem.upper())}
    groups = editor.get(f"{URL}/duplicates?limit=100").json["items"]
    assert twice in [{item["id"] for item in group["questions"]} for group in groups]


def test_flags_and_statistics_stand_beside_the_question(editor: Member, engine: Engine) -> None:
    with engine.begin() as connection:
        new = question(1, f"flagged {uuid7()}")
        bank.add(connection, [new])
        from rules.items import version

        values = {"id": new.id, "version": version(new.content)}
        connection.execute(
            text(
                "INSERT INTO item_statistics (question_id, version, rated, n, right_n, chosen, chosen_good, elapsed) "
                "VALUES (:id, :version, 4, 4, 1, '{1,3,0,0}', '{0,0,0,0}', '{}')"
            ),
            values,
        )
        connection.execute(
            text(
                "INSERT INTO question_flags (question_id, code, option, version, value, bound, answers) "
                "VALUES (:id, 'distractor_beats_key', 1, :version, 0.75, 0.6, 4)"
            ),
            values,
        )
    path = f"{URL}/{new.id}"
    shown = editor.get(path)
    assert (shown.json["statistics"]["answers"], shown.json["statistics"]["share_right"]) == (4, 0.25)
    assert shown.json["flags"] == [{"code": "distractor_beats_key", "option": 1, "value": 0.75, "limit": 0.6}]
    assert [item["flags"] for item in editor.get(f"{URL}?flagged=true").json["items"]] == [["distractor_beats_key"]]
    words = {"lang": "en", "stem": new.content.wordings[0].stem, "options": ["right", "others", "than", "before"]}
    changed = editor.patch(path, {"wordings": [words]}, headers={"If-Match": shown.headers["ETag"]}).json
    assert (changed["flags"], changed["statistics"]) == ([], None)
    assert editor.get(f"{URL}?flagged=true").json["items"] == []
