"""The CMS for tests in a browser: members of staff on pages of their own."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from lab.cms.seeing import load, settle, watch
from lab.cms.visit import PASSWORD, Factor, enter

Staffer = Callable[..., "Member"]
"""Makes a member with roles, logged in on a page of their own; keyword arguments are the browser context's."""
_DESK: Any = {"width": 1280, "height": 900}
_PATIENCE_MS, _BEAT_MS = 20_000, 50


@dataclass
class Member:
    """Somebody of the staff on a page, who knows their password and has their authenticator."""

    page: Page
    email: str
    factor: Factor

    @property
    def admin(self) -> str:
        """The address of the CMS."""
        return self.page.url.partition("#")[0]

    def open(self, path: str) -> Page:
        """Go to a page of the CMS by its address, as a link from elsewhere does."""
        load(self.page, path)
        expect(self.page.locator("main h1").first).to_be_visible()
        settle(self.page)
        return self.page

    def beside(self) -> "Member":
        """The same person in another tab."""
        page = self.page.context.new_page()
        page.goto(self.admin)
        return Member(page, self.email, self.factor)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers to the page's own session, after a step-up if it wants one."""
        answer = self.page.evaluate(_ASK, [method, path, body])
        if answer["status"] != 403 or answer["body"]["code"] != "step_up_required":
            return answer
        proof = self.page.evaluate(_ASK, ["POST", "/v1/admin/session/step-up", {"code": self.factor.code()}])
        assert proof["status"] == 200, proof
        return self.page.evaluate(_ASK, [method, path, body])

    def made(self, path: str, body: Any) -> Any:
        """What the API made."""
        answer = self.ask("POST", f"/v1/admin/{path}", body)
        assert answer["status"] == 201, answer
        return answer["body"]

    def shelf(self) -> Any:
        """A category of one's own: what is published in it is asked of nobody who plays in the others."""
        return self.made("categories", {"name": f"Shelf {secrets.token_hex(4)}"})

    def question(self, stem: str = "") -> str:
        """A new draft; its id."""
        wording = {"lang": "en", "stem": stem or f"Who? {secrets.token_hex(4)}", "accepted": ["Ada"]}
        first = self.ask("GET", "/v1/admin/categories")["body"]["items"][0]["id"]
        body = {"kind": "short_text", "category_id": first, "source": "own", "licence": "CC0-1.0"}
        return str(self.made("questions", {**body, "wordings": [wording]})["id"])

    def log_in_again(self) -> None:
        """Through the dialog that stands over the page."""
        dialog = self.page.get_by_role("dialog", name="Your login has ended")
        self._prove(dialog)
        expect(dialog).to_be_hidden()

    def log_in(self) -> None:
        """On the page for that."""
        self.page.get_by_label("Email").fill(self.email)
        self._prove(self.page)
        expect(self.page.get_by_role("navigation", name="Menu")).to_be_visible()

    def _prove(self, place: Page | Locator) -> None:
        place.get_by_label("Password").fill(PASSWORD)
        place.get_by_role("button", name="Go on").click()
        place.get_by_role("textbox", name="Code").fill(self.factor.code())
        place.get_by_role("button", name="Log in").click()


def fill_question(page: Page, category: str, stem: str, *options: str) -> None:
    """Fill the form of a new question of a single choice; the first option is the right one."""
    page.get_by_label("Category").click()
    page.get_by_role("option", name=category).click()
    page.get_by_label("Source").fill("own work")
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_role("textbox", name="Question", exact=True).fill(stem)
    for n, text in enumerate(options, 1):
        page.get_by_label(f"Option {n}", exact=True).fill(text)


def save_and_publish(page: Page, stem: str) -> None:
    """Save a new question, and bring it through its states."""
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main h1").first).to_have_text(stem)
    state = page.get_by_role("region", name="State")
    for step, then in (("To review", "In review"), ("Publish", "Published")):
        state.get_by_role("button", name=step).click()
        page.get_by_role("dialog").get_by_role("button", name=step).click()
        expect(state).to_contain_text(then)


def held(page: Page, requests: list[Route], count: int = 1) -> Route:
    """The last of so many requests that are held back: a page may show that it asks before it does."""
    for _ in range(_PATIENCE_MS // _BEAT_MS):
        if len(requests) >= count:
            break
        page.wait_for_timeout(_BEAT_MS)
    assert len(requests) == count
    return requests[-1]


def come_in(client: httpx.Client) -> str:
    """Become somebody who plays; their id."""
    guest = client.post("/v1/players", json={"device_key": secrets.token_urlsafe(24)}).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {guest['access_token']}"
    return str(client.get("/v1/me").raise_for_status().json()["id"])


def reported(editor: Member, api: str) -> str:
    """A player meets a question that no open case is about, which another may hold, and reports it; its stem."""
    cases = editor.ask("GET", "/v1/admin/cases?queue=questions&limit=100")["body"]["items"]
    taken = {case["subject_id"] for case in cases}
    with httpx.Client(base_url=api) as client:
        come_in(client)
        asked = _asked(client)
        while asked["id"] in taken:
            asked = _asked(client)
        report = {"kind": "wrong", "text": "Says <b>nonsense</b>"}
        client.post(f"/v1/questions/{asked['id']}/reports", json=report).raise_for_status()
    return str(asked["stem"])


def _asked(client: httpx.Client) -> Any:
    wish = {"mode": "practice", "category": "science", "count": 5}
    session = client.post("/v1/sessions", json=wish).raise_for_status().json()
    return client.post(f"/v1/sessions/{session['id']}/next", json={}).raise_for_status().json()


def cms_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context as a member of staff has it, at a desk."""
    return watch(browser.new_context(**{"viewport": _DESK, "reduced_motion": "reduce", **options}))


def join(page: Page, link: str, name: str) -> Factor:
    """Take an invitation as its pages do, without them; then the page shows the CMS."""
    factor = enter(page, link, name)
    page.goto(link.partition("#")[0])
    page.get_by_role("navigation", name="Menu").wait_for()
    return factor


_ASK = """async ([method, path, body]) => {
  const session = await (await fetch("/v1/admin/session")).json();
  const headers = { "X-CSRF-Token": session.csrf_token };
  if (body !== null) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}"""
