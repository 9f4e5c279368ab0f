"""What may be guessed is counted by address too, and what succeeds is given back to both."""

from dataclasses import replace

import pytest

from tests.web.visitors import Visitor, email, visitor
from web.attempts import LOGINS

__all__ = ["email", "visitor"]


def test_logins_that_succeed_do_not_count_against_their_address(
    visitor: Visitor, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_up(email)
    monkeypatch.setattr("web.accounts.LOGINS", replace(LOGINS, an_address=2))
    assert [visitor.log_in(email).status_code for _ in range(3)] == [200] * 3
    assert [visitor.log_in(email, "wrong").status_code for _ in range(3)] == [401, 401, 429]
