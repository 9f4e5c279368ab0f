"""Budgets are made once, by who may, with a reason, and shown with what is left of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.web.admin.conftest import Member

Employ = Callable[..., Member]
URL = "/v1/admin/budgets"
NOW = datetime.now(UTC)
NEW = {
    "campaign": "Spring",
    "source": "quiz",
    "tokens_most": 500,
    "since": NOW.isoformat(),
    "until": (NOW + timedelta(days=7)).isoformat(),
    "reason": "agreed in May",
}


def test_a_budget_is_made_once_and_listed(employ: Employ, audited: Callable[[UUID], list[dict[str, Any]]]) -> None:
    member = employ("finance")
    sent = [member.post(URL, NEW, headers={"Idempotency-Key": "spring"}) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201], sent[0].text
    assert sent[0].json == sent[1].json
    assert sent[0].json.items() >= {"spent": 0, "left": 500, "campaign": "Spring"}.items()
    assert employ("owner").get(URL).json["items"].count(sent[0].json) == 1
    assert employ("support").get(URL).status_code == 403
    [row] = audited(member.staff.id)
    assert (row["action"], row["reason"], row["after"]["tokens_most"]) == ("budgets.create", "agreed in May", 500)


@pytest.mark.parametrize("wrong", [{"until": NEW["since"]}, {"source": "gifts"}, {"tokens_most": 0}, {"spent": 3}])
def test_what_is_no_budget_is_refused(employ: Employ, wrong: dict[str, Any]) -> None:
    assert employ("finance").post(URL, {**NEW, **wrong}).status_code == 422
