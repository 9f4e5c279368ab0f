"""Players as members of the staff look for them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.web.admin.conftest import Member
from tests.web.conftest import Guest

Employ = Callable[..., Member]
Audited = Callable[[UUID], list[dict[str, Any]]]
PLAYERS = "/v1/admin/players"


def search(member: Member, by: str, value: str, query: str = "") -> Any:
    return member.post(f"{PLAYERS}/search{query}", json={"by": by, "value": value})


def found(member: Member, by: str, value: str) -> list[str]:
    return [one["id"] for one in search(member, by, value).json["items"]]


def played(guest: Guest, apply_answers: Callable[..., Any], count: int = 2) -> str:
    session = guest.start(count=count)
    for no in range(count):
        asked = guest.next(session, no - 1 if no else None)
        guest.answer(asked, right=no == 0)
    apply_answers(count)
    return session
