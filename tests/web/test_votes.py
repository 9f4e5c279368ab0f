"""Voting on creative battles: what one is shown, what a vote takes, and what becomes of it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from events.catalog import VOTES
from events.identity import vote_event_id
from models import sanctions
from models.sanctions import Wish
from tasks import runtime
from tasks.creative import step as close
from tests.contests import PROMPT, TEXTS, Contest, contest
from tests.processes import until
from tests.statements import statements
from tests.web.conftest import Guest, refusal
from tests.web.voting import Booth, ballot, battle, booth, vote
from web.tokens import AnswerToken, Tokens, VoteToken
from web.wires import Wires

__all__ = ["battle", "booth"]

Become = Callable[..., Guest]
pytestmark = pytest.mark.usefixtures("booth")


def test_shown_voted_counted(booth: Booth, battle: Contest, guest: Guest) -> None:
    shown = ballot(guest)
    assert shown["battle_id"] == str(battle.id)
    assert shown["prompt"] == {"text": PROMPT, "lang": "en", "dir": "ltr"}
    assert {one["id"]: one["text"] for one in shown["entries"]} == dict(
        zip(map(str, battle.entries), TEXTS, strict=True)
    )
    assert set(shown["entries"][0]) == {"id", "kind", "text", "lang", "dir", "picture"}, "nothing says whose it is"
    response = vote(guest, shown)
    chosen = UUID(shown["entries"][0]["id"])
    event_id = vote_event_id(battle.id, guest.id, chosen)
    assert (response.status_code, response.json) == (202, {"event_id": event_id})
    assert response.headers["Location"] == f"/v1/events/{event_id}"
    assert refusal(guest.get(f"/v1/events/{event_id}")) == (404, "not_applied_yet")
    booth.count()
    assert guest.get(f"/v1/events/{event_id}").json == {"event_id": event_id, "outcome": "applied"}
    assert battle.row.votes[battle.entries.index(chosen)] == 1


def test_a_vote_that_is_sent_again_is_the_same_and_another_is_superseded(
    booth: Booth, battle: Contest, guest: Guest, become: Become
) -> None:
    shown = ballot(guest)
    first, again, other = vote(guest, shown), vote(guest, shown), vote(guest, shown, 1)
    assert first.json == again.json != other.json
    booth.count(3)
    assert sum(battle.row.votes) == 1
    told = guest.get(f"/v1/events/{other.json['event_id']}")
    assert told.json == {"event_id": other.json["event_id"], "outcome": "refused", "code": "superseded"}
    stranger = become()
    ballot(stranger)
    for response in (first, other):
        found = stranger.get(f"/v1/events/{response.json['event_id']}")
        assert refusal(found) == (404, "not_applied_yet"), "another's"


def test_however_many_votes_one_casts_at_once_one_counts(
    booth: Booth, engine: Engine, make_app: Callable[..., Flask], become: Become
) -> None:
    """On two processes, both entries at the same moment, over and over."""
    battles = [contest(engine).open() for _ in range(3)]
    voters = [become() for _ in range(4)]
    shown = [(voter, ballot(voter)) for voter in voters for _ in battles]
    apps = [make_app(), make_app()]

    def cast(number: int) -> int:
        voter, seen = shown[number % len(shown)]
        sender = Guest(apps[number % 2].test_client(), voter.id, voter.token)
        status: int = vote(sender, seen, number // len(shown) % 2).status_code
        return status

    with ThreadPoolExecutor(12) as pool:
        statuses = Counter(pool.map(cast, range(6 * len(shown))))
    assert statuses == {202: 72}
    booth.count_all(72)
    assert [sum(battle.row.votes) for battle in battles] == [4, 4, 4]
    row = booth.log.row
    assert row.applied_n == 12
    assert row.applied_n + row.copies + row.refused == row.applied >= 72
    with engine.connect() as connection:
        query = text("SELECT count(*), count(DISTINCT (voter_id, battle_id)) FROM votes")
        assert tuple(connection.execute(query).one()) == (12, 12)


@pytest.mark.usefixtures("battle")
def test_accepting_a_vote_reads_no_database(guest: Guest, wires: Wires) -> None:
    shown = ballot(guest)
    vote(guest, shown)
    with statements(wires.postgres.engine) as asked:
        assert vote(guest, shown).status_code == 202
    assert asked == []


def test_without_kafka_the_same_bytes_go_to_the_outbox(
    battle: Contest, guest: Guest, wires: Wires, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wires.producer, "submit", lambda *_: None)
    shown = ballot(guest)
    event_id = vote(guest, shown).json["event_id"]
    with engine.connect() as connection:
        row = connection.execute(text("SELECT topic, key, value FROM outbox")).one()
    assert (row.topic, row.key) == (VOTES.name, str(battle.id))
    assert event_id.encode() in bytes(row.value)


def test_who_waits_is_told_what_became_of_it(
    booth: Booth, battle: Contest, guest: Guest, monkeypatch: pytest.MonkeyPatch, wires: Wires
) -> None:
    monkeypatch.setattr(runtime, "boards", lambda: wires.redis)
    shown = ballot(guest)

    def tell() -> None:
        partition, offset = booth.count()[0]
        hint = f'{{"topic":"{VOTES.name}","partition":{partition},"applied":{offset + 1}}}'
        until(lambda: wires.redis.publish("carried", hint), what="somebody who listens")

    worker = Thread(target=tell)
    worker.start()
    response = vote(guest, shown, headers={"Prefer": "wait=5"})
    worker.join()
    assert (response.status_code, response.json["outcome"]) == (200, "applied")
    assert response.headers["Preference-Applied"] == "wait=5"
    assert sum(battle.row.votes) == 1


def token(wires: Wires, battle: Contest, voter: Guest, expires_in_s: float = 60) -> str:
    at = datetime.now(UTC) + timedelta(seconds=expires_in_s)
    both = (battle.entries[0].bytes, battle.entries[1].bytes)
    return wires.tokens.sign_vote(VoteToken(battle.id.bytes, voter.id.bytes, both, int(at.timestamp() * 1000)))


def test_what_a_token_does_not_say_is_refused(battle: Contest, guest: Guest, become: Become, wires: Wires) -> None:
    good, entry = token(wires, battle, guest), str(battle.entries[0])
    foreign = Tokens([b"x" * 32]).sign_vote(wires.tokens.read_vote(good))
    of_answer = wires.tokens.sign_answer(AnswerToken(b"s" * 16, 0, guest.id.bytes, ("a",), 0, 2**42))
    for wrong in (good[:-1], good[1:], foreign, of_answer, "", "é"):
        response = guest.post("/v1/votes", {"token": wrong, "entry_id": entry})
        assert refusal(response) == (401, "vote_token_invalid"), wrong
    assert refusal(become().post("/v1/votes", {"token": good, "entry_id": entry})) == (403, "vote_token_foreign")
    unknown = guest.post("/v1/votes", {"token": good, "entry_id": str(uuid4())})
    assert refusal(unknown) == (422, "entry_unknown")
    assert unknown.json["errors"][0]["pointer"] == "/entry_id"
    late = guest.post("/v1/votes", {"token": token(wires, battle, guest, -1), "entry_id": entry})
    assert refusal(late) == (409, "vote_late")
    assert late.json["event_id"] == vote_event_id(battle.id, guest.id, battle.entries[0])
    assert guest.post("/v1/votes", {"token": good, "entry_id": entry}).status_code == 202


def test_a_token_is_good_no_longer_than_the_voting(battle: Contest, guest: Guest, wires: Wires) -> None:
    until_ = datetime.now(UTC) + timedelta(seconds=30)
    battle.change("voting_until = :until", until=until_)
    shown = ballot(guest)
    assert datetime.fromisoformat(shown["expires_at"]) == until_
    assert wires.tokens.read_vote(shown["token"]).expires_ms == int(until_.timestamp() * 1000)


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"token": "x"}, 422), ({"token": 1, "entry_id": 2}, 422), ([], 422)]
)
def test_what_is_no_vote(guest: Guest, body: object, status: int) -> None:
    assert guest.post("/v1/votes", body).status_code == status
    assert guest.client.post("/v1/votes", json=body).status_code == 401


def test_the_banned_are_refused_at_once(battle: Contest, guest: Guest, wires: Wires, engine: Engine) -> None:
    good, entry = token(wires, battle, guest), str(battle.entries[0])
    with engine.begin() as connection:
        sanctions.impose(connection, guest.id, Wish("ban", "help", "cheating"))
    until(lambda: guest.get("/v1/votes/next").status_code == 403, what="the ban")
    assert refusal(guest.post("/v1/votes", {"token": good, "entry_id": entry})) == (403, "blocked")


def test_how_it_stands_is_told_to_who_voted_and_to_authors_at_the_end(
    booth: Booth, guest: Guest, become: Become, engine: Engine
) -> None:
    authors, stranger = (become(), become()), become()
    battle = contest(engine, (authors[0].id, authors[1].id)).open()

    def seen(viewer: Guest) -> Any:
        response = viewer.get(f"/v1/battles/{battle.id}")
        return response.json["creative"]["votes"] if response.status_code == 200 else response.json["code"]

    shown = ballot(guest)
    assert [seen(viewer) for viewer in (guest, stranger)] == ["battle_unknown"] * 2
    vote(guest, shown)
    booth.count()
    counts = seen(guest)
    assert sorted(counts) == [0, 1]
    told = guest.get(f"/v1/battles/{battle.id}").json
    assert (told["players"], told["side"], told["result"]) == ([], None, None), "nobody votes for a name"
    assert [seen(author) for author in authors] == [None, None]
    assert [author.get(f"/v1/battles/{battle.id}").json["points"] for author in authors] == [None, None]
    battle.change("voting_until = now() - interval '1 minute', marks = '[]'")
    assert close(battle.id, datetime.now(UTC), None) == "closed"
    assert [seen(viewer) for viewer in (guest, *authors)] == [counts] * 3
    assert seen(stranger) == "battle_unknown"
    assert len(guest.get(f"/v1/battles/{battle.id}").json["players"]) == 2
    won = authors[0].get(f"/v1/battles/{battle.id}").json
    assert (won["result"]["reason"], won["points"]) == ("votes", counts)
    rewards = [author.get(f"/v1/battles/{battle.id}").json["result"]["reward"] for author in authors]
    assert [one["rating_before"] for one in rewards] == [1500, 1500]
    assert (rewards[0]["rating_after"] > 1500 > rewards[1]["rating_after"]) == (counts == [1, 0])
    assert all(one["provisional"] for one in rewards)
