"""The CMS for tests in a browser: members of staff on pages of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from lab.cms.visit import PASSWORD, fresh_code

Staffer = Callable[..., "Member"]
"""Makes a member with roles, logged in on a page of their own; keyword arguments are the browser context's."""
_DESK: Any = {"width": 1280, "height": 900}


@dataclass
class Member:
    """Somebody of the staff on a page, who knows their password and has their authenticator."""

    page: Page
    email: str
    secret: str

    @property
    def admin(self) -> str:
        """The address of the CMS."""
        return self.page.url.partition("#")[0]

    def open(self, path: str) -> Page:
        """Go to a page of the CMS by its address, as a link from elsewhere does."""
        address = f"{self.admin}#{path}"
        self.page.goto("about:blank")
        self.page.goto(address)
        expect(self.page.locator("main h1").first).to_be_visible()
        return self.page

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers to the page's own session, after a step-up if it wants one."""
        answer = self.page.evaluate(_ASK, [method, path, body])
        if answer["status"] != 403 or answer["body"]["code"] != "step_up_required":
            return answer
        self.last_code = fresh_code(self.secret, self.last_code)
        proof = self.page.evaluate(_ASK, ["POST", "/v1/admin/session/step-up", {"code": self.last_code}])
        assert proof["status"] == 200, proof
        return self.page.evaluate(_ASK, [method, path, body])

    def log_in_again(self) -> None:
        """Through the dialog that stands over the page."""
        dialog = self.page.get_by_role("dialog", name="Your login has ended")
        dialog.get_by_label("Password").fill(PASSWORD)
        dialog.get_by_role("button", name="Go on").click()
        code = dialog.get_by_role("textbox", name="Code")
        for _ in range(3):
            code.fill(fresh_code(self.secret, self.last_code))
            self.last_code = code.input_value()
            dialog.get_by_role("button", name="Log in").click()
            if _gone(dialog):
                return

    last_code: str = ""


def cms_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context as a member of staff has it, at a desk."""
    return browser.new_context(**{"viewport": _DESK, "reduced_motion": "reduce", **options})


def _gone(dialog: Any) -> bool:
    try:
        expect(dialog).to_be_hidden(timeout=5_000)
    except AssertionError:
        return False
    return True


_ASK = """async ([method, path, body]) => {
  const session = await (await fetch("/v1/admin/session")).json();
  const headers = { "X-CSRF-Token": session.csrf_token };
  if (body !== null) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}"""
