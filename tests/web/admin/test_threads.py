"""Support both ways, and messages to one player."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from events.catalog import PlayerTold
from events.codec import decode
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, refusal


@pytest.fixture
def support(employ: Callable[..., Member]) -> Member:
    return employ("support")


def write(guest: Guest, subject: str = "My streak") -> dict[str, Any]:
    response = guest.post("/v1/threads", {"subject": subject, "text": "It is gone."})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json
    return found


def told(engine: Engine, player: UUID) -> list[PlayerTold]:
    with engine.connect() as connection:
        statement = text("SELECT value FROM outbox WHERE key = :id ORDER BY id")
        found = [decode(bytes(value)) for value in connection.execute(statement, {"id": str(player)}).scalars()]
    return [event for event in found if isinstance(event, PlayerTold)]


def waiting(support: Member) -> list[str]:
    return [one["id"] for one in support.get("/v1/admin/threads?waiting=true&limit=100").json["items"]]


def test_a_player_writes_staff_answer_and_the_player_is_told(guest: Guest, support: Member, engine: Engine) -> None:
    thread = write(guest)
    path = f"/v1/admin/threads/{thread['id']}"
    assert thread["id"] in waiting(support)
    answered = support.post(f"{path}/messages", {"text": "It is back."}).json
    assert (answered["waiting_since"], answered["assigned_to"]) == (None, str(support.staff.id))
    assert thread["id"] not in waiting(support)
    [event] = told(engine, guest.id)
    assert (event.kind, event.values) == ("thread_answered", {"thread": thread["id"], "subject": "My streak"})
    mine = guest.get(f"/v1/threads/{thread['id']}/messages").json
    assert [(one["by_staff"], one["text"]) for one in mine["items"]] == [(True, "It is back."), (False, "It is gone.")]
    assert "author" not in mine["items"][0], "who of the staff wrote is theirs to know"
    assert mine["thread"]["unread"] == 1
    assert guest.post(f"/v1/threads/{thread['id']}/read").json["unread"] == 0


def test_a_closed_thread_is_opened_by_its_player_alone(guest: Guest, support: Member, engine: Engine) -> None:
    thread = write(guest)
    path = f"/v1/admin/threads/{thread['id']}"
    assert support.post(f"{path}/close").json["state"] == "closed"
    assert thread["id"] not in waiting(support)
    assert refusal(support.post(f"{path}/close")) == (409, "thread_closed")
    assert refusal(support.post(f"{path}/messages", {"text": "x"})) == (409, "thread_closed")
    assert guest.post(f"/v1/threads/{thread['id']}/messages", {"text": "Again!"}).json["state"] == "open"
    assert thread["id"] in waiting(support)
    assert [event.kind for event in told(engine, guest.id)] == ["thread_closed"]


def test_a_thread_is_given_to_who_may_answer(guest: Guest, support: Member, employ: Callable[..., Member]) -> None:
    path = f"/v1/admin/threads/{write(guest)['id']}/assign"
    other, viewer = employ("support"), employ("viewer")
    assert support.post(path, {"staff_id": str(other.staff.id)}).json["assignee"] == other.staff.name
    assert len(other.get("/v1/admin/threads?mine=true").json["items"]) == 1
    assert refusal(support.post(path, {"staff_id": str(viewer.staff.id)})) == (422, "assignee_unfit")
    assert support.post(path, {"staff_id": None}).json["assigned_to"] is None
    assert refusal(viewer.get("/v1/admin/threads")) == (403, "forbidden")


def test_security_01_another_player_s_thread_is_not_there(guest: Guest, become: Callable[..., Guest]) -> None:
    path = f"/v1/threads/{write(guest)['id']}"
    other = become()
    assert refusal(other.get(path)) == refusal(other.get(f"{path}/messages")) == (404, "thread_unknown")
    assert refusal(other.post(f"{path}/messages", {"text": "x"})) == (404, "thread_unknown")


def test_a_thread_begun_twice_under_one_key_is_one_and_five_are_enough(become: Callable[..., Guest]) -> None:
    guest = become()
    body, headers = {"subject": "s", "text": "t"}, {"Idempotency-Key": '"once"'}
    first, again = (guest.post("/v1/threads", body, headers=headers).json for _ in range(2))
    assert first["id"] == again["id"]
    for _ in range(4):
        write(guest)
    assert refusal(guest.post("/v1/threads", body)) == (409, "threads_open")


def test_a_closed_thread_is_not_opened_beside_five_others(become: Callable[..., Guest], support: Member) -> None:
    guest = become()
    closed = write(guest)["id"]
    support.post(f"/v1/admin/threads/{closed}/close")
    others = [write(guest)["id"] for _ in range(5)]
    said = {"text": "And another thing."}
    assert refusal(guest.post(f"/v1/threads/{closed}/messages", said)) == (409, "threads_open")
    assert guest.post(f"/v1/threads/{others[0]}/messages", said).status_code == 201
    support.post(f"/v1/admin/threads/{others[0]}/close")
    assert guest.post(f"/v1/threads/{closed}/messages", said).json["state"] == "open"


def test_one_player_is_told_something_in_clean_words(guest: Guest, support: Member, engine: Engine) -> None:
    body = {
        "player_id": str(guest.id),
        "lang": "es",
        "title": "Tu racha",
        "body": "Ha <b>vuelto</b>.<script>x</script>",
    }
    sent = support.post("/v1/admin/messages", body, headers={"Idempotency-Key": '"m"'})
    assert (sent.status_code, sent.json["markup"], sent.json["delivered"]) == (201, "Ha <b>vuelto</b>.", False)
    assert support.post("/v1/admin/messages", body, headers={"Idempotency-Key": '"m"'}).json["id"] == sent.json["id"]
    [event] = told(engine, guest.id)
    assert (event.event_id, event.kind, event.lang) == (sent.json["id"], "staff_message", "es")
    assert event.values == {"title": "Tu racha", "body": "Ha vuelto."}
    [listed] = support.get(f"/v1/admin/messages?player_id={guest.id}").json["items"]
    assert listed["title"] == "Tu racha"
    nothing = {**body, "body": "<script>x</script>"}
    assert refusal(support.post("/v1/admin/messages", nothing)) == (422, "text_empty")
    nobody = {**body, "player_id": "0198d3e0-0000-7000-8000-000000000000"}
    assert refusal(support.post("/v1/admin/messages", nobody)) == (404, "player_unknown")


def test_a_thread_is_whose_who_answered_first_and_waits_since_its_first_word(
    become: Callable[..., Guest], employ: Callable[..., Member], support: Member
) -> None:
    guest = become()
    thread = write(guest)["id"]
    path = f"/v1/admin/threads/{thread}/messages"

    def standing() -> dict[str, Any]:
        [found] = support.get("/v1/admin/threads", query_string={"player_id": str(guest.id)}).json["items"]
        return dict(found)

    since = standing()["waiting_since"]
    assert guest.post(f"/v1/threads/{thread}/messages", {"text": "Are you there?"}).status_code == 201
    assert since == standing()["waiting_since"] is not None
    assert support.post(path, {"text": "Yes."}).status_code == 201
    assert employ("support").post(path, {"text": "And I."}).status_code == 201
    assert standing()["assigned_to"] == str(support.staff.id)
