"""Exports: a list as a file, of its filter alone, that nobody else gets and no spreadsheet executes."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.listed import LISTED
from bridges.listings import LISTINGS
from models import cases, seasons, staff
from tasks import exporting, runtime
from tasks.retention import forget_old
from tests.bridges.media.files import picture
from tests.processes import dies, kill_me
from tests.redeeming import redeemed, sell
from tests.web.admin.conftest import Member
from tests.web.admin.test_media import upload
from tests.web.admin.test_questions import WORDS, make
from tests.web.conftest import Guest

URL = "/v1/admin/exports"
Employ = Callable[..., Member]


@pytest.fixture(autouse=True)
def worker(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)


@pytest.fixture
def editor(employ: Employ) -> Member:
    return employ("editor")


def ask(member: Member, subject: str, **body: Any) -> str:
    response = member.post(URL, {"subject": subject, **body})
    assert response.status_code == 202, response.text
    return str(response.headers["Location"])


def fetch(member: Member, subject: str, **body: Any) -> Any:
    """The file, once it is written."""
    place = ask(member, subject, **body)
    assert exporting.work_on_one()
    assert member.get(place).json["state"] == "done", member.get(place).json
    return member.get(f"{place}/file")


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.text.lstrip("\ufeff"))))


def test_security_22_no_cell_is_a_formula(editor: Member) -> None:
    tag = uuid7().hex[:30]
    evil = '=HYPERLINK("http://evil.test")'
    words = {**WORDS, "stem": f"{evil} {uuid7()}", "options": ["+1", "@SUM(A1)"], "explanation": "-2+3"}
    make(editor, wordings=[words], tags=[tag], source=evil)
    response = fetch(editor, "questions", filter={"tag": tag})
    assert response.content_type == "text/csv; charset=utf-8"
    [row] = rows(response)
    assert row["stem"].startswith("'=")
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    editor.post("/v1/admin/categories", {"name": f"{evil}{uuid7()}"[:80]})
    named = [row["name"] for row in rows(fetch(editor, "categories"))]
    assert any(name.startswith("'=HYPERLINK") for name in named)
    assert not any(name.startswith("=") for name in named)


@pytest.mark.parametrize(("form", "kind"), [("opentdb", "application/json"), ("gift", "text/plain; charset=utf-8")])
def test_questions_come_in_other_formats(editor: Member, form: str, kind: str) -> None:
    tag = uuid7().hex[:30]
    made = make(editor, tags=[tag])
    response = fetch(editor, "questions", format=form, filter={"tag": tag, "state": "draft"})
    assert response.content_type == kind
    assert made["stem"].rpartition(" ")[2] in response.text
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_file_holds_what_the_filter_finds_and_no_more(editor: Member) -> None:
    tag = uuid7().hex[:30]
    made = [make(editor, tags=[tag]) for _ in range(3)]
    make(editor)
    found = rows(fetch(editor, "questions", filter={"tag": tag}))
    assert sorted(row["stem"] for row in found) == sorted(one["stem"] for one in made)
    ids = [one["id"] for one in made[:2]]
    assert len(rows(fetch(editor, "questions", filter={"id": ids, "media": False}))) == 2


def test_a_filter_the_list_does_not_take_is_refused(editor: Member) -> None:
    for body, code in (
        ({"subject": "questions", "filter": {"nonsense": 1}}, "filter_invalid"),
        ({"subject": "questions", "filter": {"state": "asleep"}}, "filter_invalid"),
        ({"subject": "quizzes", "format": "gift"}, "format_unfit"),
        ({"subject": "secrets"}, "invalid"),
    ):
        response = editor.post(URL, body)
        assert (response.status_code, response.json["code"]) == (422, code)
    wrong = editor.post(URL, {"subject": "questions", "filter": {"state": "asleep"}})
    assert wrong.json["errors"][0]["pointer"] == "/filter/state"


def test_security_17_exports_take_a_second_factor_given_just_now(employ: Employ, editor: Member) -> None:
    stale = employ("editor", proven_at=datetime.now(UTC) - timedelta(minutes=6))
    refused = stale.post(URL, {"subject": "questions"})
    assert (refused.status_code, refused.json["code"]) == (403, "step_up_required")
    assert employ("viewer").post(URL, {"subject": "questions"}).json["code"] == "forbidden"
    place = ask(editor, "quizzes")
    other = employ("owner")
    assert other.get(place).status_code == other.get(f"{place}/file").status_code == 404
    early = editor.get(f"{place}/file")
    assert (early.status_code, early.json["code"]) == (409, "export_not_done")
    assert exporting.work_on_one()


def test_exports_and_downloads_are_audited(editor: Member, audited: Callable[[UUID], list[dict[str, Any]]]) -> None:
    fetch(editor, "media")
    start, download = audited(editor.staff.id)
    assert (start["action"], start["after"]["subject"]) == ("exports.start", "media")
    assert (download["action"], download["subject_id"]) == ("exports.download", start["subject_id"])


def test_a_file_of_media_has_the_kind_that_was_filtered_for(editor: Member) -> None:
    medium = upload(editor, picture("PNG"), "A flag").json["id"]
    for kind, there in (("image", True), ("audio", False)):
        found = rows(fetch(editor, "media", filter={"kind": kind}))
        assert (medium in {row["id"] for row in found}) is there
    wrong = editor.post(URL, {"subject": "media", "filter": {"kind": "smell"}})
    assert wrong.json["errors"][0]["pointer"] == "/filter/kind"


def test_a_worker_that_dies_leaves_no_half_file_and_one_that_always_dies_is_given_up(
    editor: Member, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ask(editor, "categories")

    def die(*_: Any) -> None:
        kill_me()

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "export", die)
        for _ in range(exporting.STARTS_MOST):
            engine.dispose()
            assert dies(exporting.work_on_one)
    assert editor.get(place).json["state"] == "waiting"
    assert exporting.work_on_one()
    assert editor.get(place).json["state"] == "refused"
    assert not exporting.work_on_one()


def test_a_large_file_comes_in_pieces_and_is_forgotten_after_a_day(
    editor: Member, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.exports.PIECE", 100)
    place = ask(editor, "categories")
    assert exporting.work_on_one()
    response = editor.get(f"{place}/file")
    assert len(response.data) == editor.get(place).json["bytes"] > 200
    assert len(rows(response)) == editor.get(place).json["rows"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE exports SET created_at = now() - interval '25 hours'"))
    forget_old()
    assert editor.get(place).status_code == 404
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM export_pieces")).scalar_one() == 0


def test_every_list_has_its_columns(engine: Engine, guest: Guest) -> None:
    with engine.begin() as connection:
        cases.signal(connection, "integrity", "score", {guest.id: 50})
        seasons.create(connection, "Spring", date(2031, 1, 1), date(2031, 1, 31), [])
    needed = {"cases": {"queue": "integrity", "state": "open"}}
    empty = set()
    with engine.connect() as connection:
        for name, listing in LISTINGS.items():
            found = list(listing.rows(connection, needed.get(name, {})))
            assert {len(row) for row in found} <= {len(listing.columns)}, name
            empty |= set() if found else {name}
    assert empty <= {"media", "quizzes", "approvals", *LISTED}


def test_lists_of_money_and_people_take_their_filters_and_tell_no_address(
    employ: Employ, engine: Engine, guest: Guest
) -> None:
    finance, support = employ("finance"), employ("support")
    ours = str(redeemed(engine, sell(engine, f"P{uuid7().hex[:8]}")))
    [row] = [one for one in rows(fetch(finance, "redemptions")) if one["id"] == ours]
    assert "recipient" not in row
    found = rows(fetch(finance, "redemptions", filter={"player_id": row["player_id"]}))
    assert [one["id"] for one in found] == [ours]
    assert rows(fetch(finance, "redemptions", filter={"player_id": str(guest.id)})) == []
    moved = rows(fetch(finance, "transfers", filter={"player_id": row["player_id"], "scope": "grant"}))
    assert {one["player_id"] for one in moved} == {row["player_id"]}
    thread = guest.post("/v1/threads", {"subject": "My streak", "text": "secret"}).json["id"]
    told = fetch(support, "threads", filter={"waiting": True, "player_id": str(guest.id)})
    assert [one["id"] for one in rows(told)] == [thread]
    assert "secret" not in told.text
    assert finance.post(URL, {"subject": "threads"}).json["code"] == "forbidden"
    assert support.post(URL, {"subject": "transfers"}).json["code"] == "forbidden"


def test_a_file_of_cases_has_the_open_or_the_decided_ones(engine: Engine) -> None:
    subjects = [uuid7(), uuid7()]
    with engine.begin() as connection:
        cases.signal(connection, "integrity", "score", dict.fromkeys(subjects, 50))
        [[waiting], [decided]] = [cases.of_subject(connection, subject) for subject in subjects]
        cases.decide(connection, decided.id, uuid7(), "dismiss", "nothing", None)
        for state, one, other in (("open", waiting, decided), ("decided", decided, waiting)):
            rows = LISTINGS["cases"].rows(connection, {"queue": "integrity", "state": state})
            assert {one.id, other.id} & {row[0] for row in rows} == {one.id}, state


def test_contacts_are_masked_but_for_who_may_see_them(editor: Member, employ: Employ, engine: Engine) -> None:
    name = f"=1+{uuid7().hex[-12:]}"
    player, address = uuid7(), f"ada.{name[3:]}@example.com"
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO players (id, name, registered) VALUES (:id, :name, true)",
            "INSERT INTO accounts (player_id, email, email_key) VALUES (:id, :email, :email)",
        ):
            connection.execute(text(statement), {"id": player, "name": name, "email": address})
    [row] = rows(fetch(editor, "players", filter={"name": name}))
    assert (row["id"], row["name"], row["email"]) == (str(player), f"'{name}", "a…@e….com")
    whole = {"name": name, "contacts": True}
    assert editor.post(URL, {"subject": "players", "filter": whole}).json["code"] == "forbidden"
    [row] = rows(fetch(employ("support"), "players", filter=whole))
    assert row["email"] == address


def test_a_list_is_exported_by_who_may_see_it_and_fetched_by_who_still_may(employ: Employ, engine: Engine) -> None:
    moderator = employ("moderator")
    for subject, given in (("staff", {}), ("audit", {}), ("cases", {"queue": "questions"})):
        assert moderator.post(URL, {"subject": subject, "filter": given}).json["code"] == "forbidden"
    assert moderator.post(URL, {"subject": "cases"}).json["errors"][0]["pointer"] == "/filter/queue"
    place = ask(moderator, "cases", filter={"queue": "integrity"})
    assert exporting.work_on_one()
    assert moderator.get(f"{place}/file").status_code == 200
    with engine.begin() as connection:
        staff.change(connection, moderator.staff.id, "Test", frozenset({"editor"}), disabled=False)
    refused = moderator.get(f"{place}/file")
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")


def test_the_audit_log_is_exported_by_owners_alone(employ: Employ, editor: Member) -> None:
    make(editor)
    assert editor.post(URL, {"subject": "audit"}).json["code"] == "forbidden"
    owner = employ("owner")
    found = rows(fetch(owner, "audit", filter={"actor": editor.staff.email}))
    assert [row["action"] for row in found] == ["questions.create"]
    since = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert rows(fetch(owner, "audit", filter={"since": since})) == []
