"""SECURITY.md 18: who becomes staff, who changes whom, and that an owner is always left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from rules.permissions import ROLES
from tests.web.admin.newcomers import (
    INVITATIONS,
    SESSION,
    STAFF,
    Arrive,
    Newcomer,
    change,
    command,
    hire,
    mailed,
    nobody,
    owner,
)

__all__ = ["command", "hire", "nobody", "owner"]


def test_an_owner_comes_by_a_link_that_is_good_once(nobody: Arrive, command: Any, audited: Any, engine: Engine) -> None:
    found = nobody()
    made = command("create-owner", found.email.upper(), "--json")
    link = made.output.partition('"link":"')[2].partition('"')[0]
    assert link.startswith("https://admin.test/admin/#/set-up/")
    joined = found.join(link, name="Ada L.")
    assert (joined.status_code, joined.json["next"]) == (201, "totp_enrolment")
    entered = found.enrol()
    assert entered.json["staff"] == {
        **{"id": str(found.id), "email": found.email, "name": "Ada L.", "roles": ["owner"]},
    }
    again = nobody().join(link)
    assert (again.status_code, again.json["code"]) == (404, "invitation_unknown")
    assert [row["action"] for row in audited(found.id)] == ["staff.join", "sessions.propose", "sessions.enrol"]
    with engine.connect() as connection:
        statement = text("SELECT actor, agent FROM audit_log WHERE action = 'staff.invite' AND subject_id = :email")
        actor, agent = connection.execute(statement, {"email": found.email}).one()
    assert (actor, "@" in agent) == ("flask", True)


def test_an_owner_who_lost_everything_begins_anew_and_the_old_ways_in_are_closed(owner: Newcomer, command: Any) -> None:
    old = (owner.cookie, owner.secret, owner.recovery_codes[0])
    link = command("create-owner", owner.email, "--json").output.partition('"link":"')[2].partition('"')[0]
    assert owner.send("GET", SESSION).status_code == 200, "a link that is not used changes nothing"
    assert owner.join(link, password="five red herons").status_code == 201
    owner.enrol()
    assert owner.send("GET", SESSION, headers={"Cookie": f"__Host-staff={old[0]}"}).status_code == 401
    assert owner.give_password().status_code == 401
    assert owner.give_password("five red herons").status_code == 200
    assert owner.post(f"{SESSION}/totp", {"code": old[2]}).status_code == 422


def test_a_member_who_lost_everything_begins_anew_by_a_link_that_is_theirs_alone(
    owner: Newcomer, hire: Arrive, engine: Engine, audited: Any
) -> None:
    member = hire("editor")
    old = (member.cookie, member.recovery_codes[0])
    made = owner.post(f"{STAFF}/{member.id}/resets", {"reason": "lost the telephone"})
    assert made.status_code == 201, made.text
    assert "link" not in made.json
    assert member.send("GET", SESSION).status_code == 200, "a link that is not used changes nothing"
    assert member.join(mailed(engine, member.email), password="five red herons").status_code == 201
    assert member.enrol().json["staff"]["roles"] == ["editor"]
    assert member.send("GET", SESSION, headers={"Cookie": f"__Host-staff={old[0]}"}).status_code == 401
    assert member.give_password("five red herons").status_code == 200
    assert member.post(f"{SESSION}/totp", {"code": old[1]}).status_code == 422
    assert [row["action"] for row in audited(owner.id)][-1] == "staff.reset"


def test_a_link_to_begin_anew_brings_back_no_role_and_nobody_disabled(
    owner: Newcomer, hire: Arrive, engine: Engine
) -> None:
    member = hire("editor", "moderator")
    place = f"{STAFF}/{member.id}/resets"
    owner.post(place)
    link = mailed(engine, member.email)
    assert change(owner, member, {"roles": ["viewer"]}).status_code == 200
    assert member.join(link).status_code == 404
    assert change(owner, member, {"disabled": True}).status_code == 200
    refused = owner.post(place)
    assert (refused.status_code, refused.json["code"]) == (409, "staff_disabled")
    own = owner.post(f"{STAFF}/{owner.id}/resets")
    assert own.json["code"] in ("last_owner", "not_yourself")
    assert hire("moderator").post(place).status_code == 403


@pytest.mark.parametrize("email", ["", "ada", "ada@", "Ada <ada@buzzline.test>", "ä@buzzline.test"])
def test_a_command_says_what_is_wrong_with_an_address(command: Any, email: str) -> None:
    made = command("create-owner", email)
    assert made.exit_code == 2
    assert "Must be a mail address" in made.output


def test_security_18_nobody_changes_their_own_roles(owner: Newcomer, hire: Arrive) -> None:
    hire("owner")
    for changes in ({"roles": ["owner", "finance"]}, {"roles": ["viewer"]}, {"disabled": True}):
        refused = change(owner, owner, changes)
        assert (refused.status_code, refused.json["code"]) == (403, "not_yourself")
    assert owner.send("DELETE", f"{STAFF}/{owner.id}").json["code"] == "not_yourself"
    assert change(owner, owner, {"name": "Countess"}).json["name"] == "Countess"


def test_security_18_staff_is_changed_by_owners_alone(owner: Newcomer, hire: Arrive) -> None:
    for role in ROLES[1:]:
        member = hire(role)
        for refused in (
            member.send("PATCH", f"{STAFF}/{member.id}", {"roles": ["owner"]}, headers={"If-Match": '"e1"'}),
            member.send("PATCH", f"{STAFF}/{owner.id}", {"disabled": True}, headers={"If-Match": '"e1"'}),
            member.send("DELETE", f"{STAFF}/{owner.id}"),
            member.post(INVITATIONS, {"email": "friend@buzzline.test", "roles": ["owner"]}),
        ):
            assert (refused.status_code, refused.json["code"]) == (403, "forbidden"), role
    assert owner.send("GET", SESSION).json["staff"]["roles"] == ["owner"]


def test_security_18_other_roles_act_at_once(owner: Newcomer, hire: Arrive, audited: Any) -> None:
    member = hire("viewer")
    assert member.send("GET", STAFF).status_code == 403
    assert change(owner, member, {"roles": ["viewer", "owner"]}).status_code == 200
    assert member.send("GET", STAFF).status_code == 200
    assert change(owner, member, {"roles": ["viewer"]}).json["roles"] == ["viewer"]
    assert member.send("GET", STAFF).status_code == 403
    row = audited(owner.id)[-1]
    assert (row["action"], row["subject_id"]) == ("staff.change", str(member.id))
    assert (row["before"]["roles"], row["after"]["roles"]) == (["owner", "viewer"], ["viewer"])


def test_security_18_who_is_disabled_is_out_at_once_and_stays_out(owner: Newcomer, hire: Arrive) -> None:
    member = hire("editor")
    path = f"{STAFF}/{member.id}"
    assert owner.send("DELETE", path).status_code == 204
    assert member.send("GET", SESSION).status_code == 401
    assert member.give_password().status_code == 401
    assert owner.send("GET", path).json["disabled_at"]
    assert change(owner, str(path.rpartition("/")[2]), {"disabled": False}).json["disabled_at"] is None
    assert member.send("GET", SESSION).status_code == 401, "the old session has ended"
    assert member.log_in().status_code == 200


def test_why_staff_was_changed_may_be_said(owner: Newcomer, hire: Arrive, audited: Any) -> None:
    member, why = hire("viewer"), {"reason": "Off to another team."}
    assert change(owner, member, {"roles": ["support"], **why}).json["roles"] == ["support"]
    assert owner.send("DELETE", f"{STAFF}/{member.id}", why).status_code == 204
    made = owner.post(INVITATIONS, {"email": f"{uuid4().hex}@buzzline.test", "roles": ["viewer"], **why})
    assert made.status_code == 201, made.text
    assert owner.send("DELETE", f"{INVITATIONS}/{made.json['id']}", why).status_code == 204
    told = [row["action"] for row in audited(owner.id) if row["reason"] == why["reason"]]
    assert told == ["staff.change", "staff.disable", "staff.invite", "staff.uninvite"]


def test_a_change_takes_what_was_seen(owner: Newcomer, hire: Arrive) -> None:
    member = hire("viewer")
    path = f"{STAFF}/{member.id}"
    assert owner.send("PATCH", path, {"name": "B"}).status_code == 428
    tag = owner.send("GET", path).headers["ETag"]
    assert change(owner, member, {"name": "C"}).status_code == 200
    late = owner.send("PATCH", path, {"name": "D"}, headers={"If-Match": tag})
    assert (late.status_code, late.json["code"]) == (412, "changed_meanwhile")
    assert late.headers["ETag"] == owner.send("GET", path).headers["ETag"]
    assert change(owner, str(uuid4()), {"name": "E"}).status_code == 404


def test_security_18_the_only_owner_cannot_end_that(owner: Newcomer, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE staff SET disabled_at = now() WHERE id <> :id"), {"id": owner.id})
    refused = change(owner, owner, {"roles": ["viewer"]})
    assert (refused.status_code, refused.json["code"]) == (409, "last_owner")


def test_security_18_of_two_owners_who_remove_each_other_one_stays(
    owner: Newcomer, hire: Arrive, engine: Engine
) -> None:
    first = owner.id
    for turn in range(3):
        pair = [hire("owner"), hire("owner")]
        ids = [one.id for one in pair]
        with engine.begin() as connection:
            statement = text("UPDATE staff SET disabled_at = now() WHERE id <> ALL(:ids)")
            connection.execute(statement, {"ids": ids})
        start = Barrier(2)

        def remove(number: int, pair: list[Newcomer] = pair, ids: list[Any] = ids, start: Barrier = start) -> int:
            start.wait()
            return int(pair[number].send("DELETE", f"{STAFF}/{ids[1 - number]}").status_code)

        with ThreadPoolExecutor(2) as pool:
            found = sorted(pool.map(remove, range(2)))
        with engine.begin() as connection:
            left = connection.execute(text("SELECT id FROM staff WHERE disabled_at IS NULL")).scalars().all()
            connection.execute(text("UPDATE staff SET disabled_at = NULL WHERE id = :id"), {"id": first})
        owner.log_in()
        assert len(left) == 1, turn
        assert found[0] == 204
        assert found[1] in (401, 403)


def test_security_18_no_route_sets_another_persons_password(owner: Newcomer) -> None:
    document = owner.send("GET", "/v1/openapi.json").json
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1/admin") and isinstance(operation, dict) and "requestBody" in operation:
                takes = "password" in repr(_resolved(document, operation["requestBody"]))
                assert takes == (path in (SESSION, f"{INVITATIONS}/{{invitation_id}}/accept")), (method, path)


def _resolved(document: Any, body: Any) -> list[str]:
    """The names of the fields of a body."""
    [content] = body["content"].values()
    schema = content["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", {}))
