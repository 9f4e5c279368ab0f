"""Battles as the staff see them, and made void by who may."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis import Redis
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import grants, ledger, ledger_audit
from models.grants import Due
from models.ledger import Wanted
from rules.battle_state import Move
from rules.ledger import Standing
from settings import Settings
from tasks import tokens
from tests.web.admin.conftest import Member
from tests.web.admin.test_timelines import timeline
from tests.web.battling import Table, make, settled
from tests.web.conftest import Guest
from web.wires import Wires

Employ = Callable[..., Member]
Become = Callable[..., Guest]
URL = "/v1/admin/battles"


@pytest.fixture
def other(become: Become) -> Guest:
    """The opponent."""
    return become()


def show(member: Member, battle: object) -> Any:
    response = member.get(f"{URL}/{battle}")
    assert response.status_code == 200, response.text
    return response.json


def void(member: Member, battle: object, **headers: str) -> Any:
    return member.post(f"{URL}/{battle}/void", json={"reason": "They agreed who wins."}, headers=headers)


def test_found_by_player_mode_state_and_id(
    employ: Employ, guest: Guest, other: Guest, become: Become, wires: Wires, engine: Engine
) -> None:
    member, third = employ("viewer"), become()
    over, running = settled(wires, engine, guest.id, other.id), make(wires, third.id, guest.id)

    def found(**query: Any) -> list[str]:
        response = member.get(URL, query_string=query)
        assert response.status_code == 200, response.text
        return [item["id"] for item in response.json["items"]]

    assert found(player_id=guest.id) == [str(running), str(over)]
    assert found(player_id=guest.id, state="settled") == found(player_id=other.id) == [str(over)]
    assert found(player_id=guest.id, mode="creative") == found(player_id=uuid4()) == []
    assert found(battle_id=over) == [str(over)]
    assert found(limit=2) == [str(running), str(over)]
    page = member.get(URL, query_string={"limit": 1, "player_id": guest.id}).json
    assert found(cursor=page["next"], player_id=guest.id) == [str(over)]
    assert member.get(URL, query_string={"player_id": "x"}).status_code == 422


def test_a_look_at_battles_is_in_the_log(
    employ: Employ, guest: Guest, other: Guest, wires: Wires, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    member, battle = employ("viewer"), make(wires, guest.id, other.id)
    member.get(URL, query_string={"player_id": guest.id})
    show(member, battle)
    rows = [(row["action"], row["subject_id"]) for row in audited(member.staff.id)]
    assert rows == [("battles.list", "list"), ("battles.read", str(battle))]


def test_a_battle_whole(employ: Employ, guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    """With what lives made that were given up, and while it runs."""
    table = Table(engine, make(wires, guest.id, other.id)).play([(True, False)])
    lost = (1, len(table.moves) + 1, Move("surrender", 0, "lost"), table.now + 5)
    table.life = 2
    table.do(Move("rebuilt", after=(1, len(table.moves))), 10)
    table.store([lost])
    member = employ("viewer")
    seen = show(member, table.battle)
    assert [(move["life"], move["seq"], move["kind"], move["counts"]) for move in seen["moves"]] == [
        *[(1, 1, "tick", True), (1, 2, "answer", True), (1, 3, "answer", True)],
        *[(1, 4, "surrender", False), (2, 4, "rebuilt", True)],
    ]
    assert (seen["moves"][1]["kafka_partition"], seen["moves"][1]["kafka_offset"]) == (3, 102)
    assert (seen["points"], seen["result"], seen["fault"]) == ([19, 0], None, None)
    assert seen["rounds"][0]["solution"] == [table.script.questions[0].key]
    table.surrender(1)
    table.settle()
    assert show(member, table.battle)["result"]["rewards"][0]["rating_after"] == 1521.6


def test_moves_that_are_no_battles_are_shown_with_the_fault(
    employ: Employ, guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    table = Table(engine, make(wires, guest.id, other.id))
    table.moves.append((1, 1, Move("tick", due_at=1), table.now))
    table.store()
    seen = show(employ("viewer"), table.battle)
    assert (len(seen["moves"]), seen["rounds"]) == (1, [])
    assert seen["fault"].startswith("not_due")


def test_one_that_runs_is_void_and_its_players_are_free(
    employ: Employ,
    guest: Guest,
    other: Guest,
    wires: Wires,
    settings: Settings,
    audited: Callable[[UUID], list[dict[str, Any]]],
) -> None:
    member, battle = employ("moderator"), make(wires, guest.id, other.id)
    redis: Redis = Redis.from_url(settings.boards_url)
    assert redis.exists(f"battle:{battle}")
    channel: Any = redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
    channel.subscribe("players", "battles")
    channel.get_message(timeout=1)
    response = void(member, battle)
    assert response.status_code == 200, response.text
    assert (response.json["state"], response.json["result"]) == ("void", None)
    said = [message["data"] for _ in range(5) if (message := channel.get_message(timeout=1))]
    channel.close()
    assert [raw[:36].decode() for raw in said if b"battle.voided" in raw] == [str(guest.id), str(other.id), str(battle)]
    assert not redis.exists(f"battle:{battle}", f"battle:{battle}:script")
    redis.close()
    assert guest.get(f"/v1/battles/{battle}").json["state"] == "void"
    make(wires, guest.id, other.id)
    [row] = audited(member.staff.id)
    assert (row["action"], row["subject_id"], row["reason"]) == (
        *("battles.void", str(battle)),
        "They agreed who wins.",
    )
    assert (row["before"]["state"], row["after"]) == ("running", {"state": "void"})


def test_void_once(employ: Employ, guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    member, battle = employ("moderator"), settled(wires, engine, guest.id, other.id)
    key = uuid7().hex
    first = void(member, battle, **{"Idempotency-Key": key})
    again = void(member, battle, **{"Idempotency-Key": key})
    assert (first.status_code, again.status_code, again.json["state"]) == (200, 200, "void")
    refused = void(member, battle)
    assert (refused.status_code, refused.json["code"]) == (409, "battle_void")
    other_battle = settled(wires, engine, guest.id, other.id)
    reused = void(member, other_battle, **{"Idempotency-Key": key})
    assert (reused.status_code, reused.json["code"]) == (422, "idempotency_key_reused")


def test_what_it_gave_is_taken_back_and_what_is_spent_is_owed(
    employ: Employ, guest: Guest, other: Guest, wires: Wires, engine: Engine, owner_engine: Engine
) -> None:
    def broken() -> list[str]:
        with owner_engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            found = ledger_audit.audit(connection)
        return [one.name for one in found if one.broken and "void" in one.name]

    paid, unpaid = (settled(wires, engine, guest.id, other.id) for _ in range(2))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM grants"))
        won = Due(guest.id, "battle", str(paid), 5, datetime.now(UTC))
        grants.add(connection, [won, Due(other.id, "battle", str(unpaid), 5, datetime.now(UTC))])
        tokens.pay(connection, [won])
        spent = Wanted("test", str(paid), guest.id, "debit", 3, "test", "spent")
        ledger.post(connection, [spent])
    for battle in (paid, unpaid):
        assert void(employ("owner"), battle).status_code == 200
    with engine.begin() as connection:
        assert ledger.standing(connection, guest.id) == Standing(0, 0, 3)
        assert connection.execute(text("SELECT source_key FROM grants")).scalars().all() == [str(paid)]
    assert broken() == []
    with owner_engine.begin() as connection:
        connection.execute(text("DELETE FROM transfers WHERE scope = 'void'"))
    assert broken() == ["ledger: tokens of void battles are taken back"]


def test_02_who_may_make_it_void(employ: Employ, guest: Guest, other: Guest, wires: Wires) -> None:
    battle = make(wires, guest.id, other.id)
    for role in ("viewer", "editor", "support", "finance"):
        assert void(employ(role), battle).status_code == 403
    assert guest.get(f"/v1/battles/{battle}").json["state"] == "running"
    assert employ("moderator").post(f"{URL}/{battle}/void", json={}).status_code == 422
    assert void(employ("owner"), battle).status_code == 200


def test_one_that_is_not_there(employ: Employ) -> None:
    member = employ("owner")
    for response in (member.get(f"{URL}/{uuid4()}"), void(member, uuid4())):
        assert (response.status_code, response.json["code"]) == (404, "battle_unknown")


def test_in_the_timeline_of_both_and_in_the_search(
    employ: Employ, guest: Guest, become: Become, wires: Wires, engine: Engine
) -> None:
    member, others = employ("moderator"), [become() for _ in range(3)]
    battles = [settled(wires, engine, guest.id, others[0].id), settled(wires, engine, others[1].id, guest.id)]
    battles.append(make(wires, guest.id, others[2].id))
    for limit in (1, 2, 100):
        seen = [one for one in timeline(member, guest.id, limit) if one["kind"] == "battle"]
        assert [one["id"] for one in seen] == [str(battle) for battle in reversed(battles)]
    assert [(one["words"], one["reason"]) for one in seen] == [("quiz", "running"), *[("quiz", "settled")] * 2]
    assert [one["id"] for one in timeline(member, others[1].id, 5) if one["kind"] == "battle"] == [str(battles[1])]
    found = member.post("/v1/admin/search", json={"q": str(battles[0])}).json["items"]
    assert [(one["kind"], one["id"], one["note"]) for one in found] == [("battle", str(battles[0]), "settled")]


@pytest.mark.parametrize("micros", [0, 1])
def test_a_battle_and_a_note_of_one_millisecond_are_both_in_the_timeline_once(
    employ: Employ, guest: Guest, other: Guest, wires: Wires, engine: Engine, micros: int
) -> None:
    battles = [settled(wires, engine, guest.id, other.id) for _ in range(2)]
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO player_notes SELECT gen_random_uuid(), :p, :s, 'then', "
                "uuid_extract_timestamp(id) + :micros * interval '1 microsecond' FROM battles WHERE id = :b"
            ),
            {"p": guest.id, "s": uuid7(), "b": battles[0], "micros": micros},
        )
    seen = [(one["kind"], one["id"]) for one in timeline(employ("viewer"), guest.id, 1)]
    assert sorted(id_ for kind, id_ in seen if kind == "battle") == sorted(map(str, battles))
    assert [kind for kind, _ in seen].count("note") == 1
