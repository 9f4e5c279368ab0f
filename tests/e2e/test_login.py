"""A login that ends, or an access token that is no longer good, in the middle of a game."""

import secrets

import httpx
import pytest
from playwright.sync_api import Page, Request

from tests.e2e.game import answer, go_on, start
from tests.e2e.visitor import Opener

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def _bearers(page: Page) -> list[str]:
    """The access tokens that the page sends, the last one last."""
    sent: list[str] = []

    def note(request: Request) -> None:
        bearer = request.headers.get("authorization")
        if bearer and bearer not in sent:
            sent.append(bearer)

    page.on("request", note)
    return sent


def test_a_game_goes_on_with_new_tokens_when_the_login_has_ended(visit: Opener, urls: dict[str, str]) -> None:
    page = visit().page
    bearers = _bearers(page)
    start(page, f"Ada {secrets.token_hex(3)}")
    answer(page, 1)
    ended = bearers[-1]
    assert httpx.post(f"{urls['api']}/v1/auth/logout", json={}, headers={"Authorization": ended}).status_code == 204
    go_on(page)
    answer(page, 2)
    assert bearers[-1] != ended
