"""What players told once is corrected by who may, with a reason, and by nobody for themselves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, refusal

Employ = Callable[..., Member]


def test_support_corrects_a_birth_year_with_a_reason(
    employ: Employ, guest: Guest, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    member, path = employ("support"), f"/v1/admin/players/{guest.id}/birth-year"
    told = guest._send("PATCH", "/v1/me", {"json": {"birth_year": 2015}})
    assert told.status_code == 200, told.text
    wanted = {"birth_year": 1995, "reason": "Showed their identity card."}
    assert employ("finance").put(path, wanted).status_code == 403
    done = member.put(path, wanted)
    assert (done.status_code, done.json) == (200, {"birth_year": 1995}), done.text
    assert guest.get("/v1/me").json["birth_year"] == 1995
    (row,) = audited(member.staff.id)
    assert (row["action"], row["reason"], row["before"], row["after"]) == (
        "players.birth_year",
        wanted["reason"],
        {"birth_year": 2015},
        {"birth_year": 1995},
    )
    assert refusal(member.put(path, {"birth_year": 2099, "reason": "a test"})) == (422, "birth_year_future")
    assert refusal(member.put(path.replace(str(guest.id), str(uuid4())), wanted)) == (404, "player_unknown")
