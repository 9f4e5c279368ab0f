"""The CMS in a real browser, entered as its owner: for pictures of its pages, and for tests."""

import json
import shutil
import subprocess
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Page

from lab.folder import LAB, ROOT, LabError

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first there is: the one without windows takes half of the others' time to do the same."""
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PASSWORD = "correct horse battery staple 42"


@dataclass
class Factor:
    """Somebody's second factor."""

    secret: str
    codes: list[str]
    """Recovery codes: each is good once, and at once, where the authenticator's next one takes half a minute."""

    def code(self) -> str:
        """One that was not used yet."""
        return self.codes.pop()


def browser_path() -> str:
    """Raises LabError where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise LabError(
            "no Chromium on this machine: `apt-get install chromium`, or Google Chrome, puts one on the PATH"
        )
    return path


def owner_link(email: str) -> str:
    """A set-up link of the lab that runs, good once; a member of that address begins anew with it."""
    command = 'env=$1; shift; . "$env"; exec flask staff create-owner "$@" --json'
    done = subprocess.run(["sh", "-c", command, "-", str(LAB / "env"), email], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise LabError(f"no set-up link: {done.stderr[-2000:]}")
    link: str = json.loads(done.stdout)["link"]
    return link


def set_up(page: Page, link: str, name: str, password: str = PASSWORD) -> Factor:
    """Go through an invitation by its pages, as somebody who was sent it."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Go on").click()
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Set it up").click()
    kept = page.get_by_label("I have put them in a safe place")
    kept.check()
    codes = page.locator("li code").all_inner_texts()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("navigation", name="Menu").wait_for()
    return Factor(secret, codes)


def enter(page: Page, link: str, name: str, password: str = PASSWORD) -> Factor:
    """The same without its pages: the page's browser is logged in then, and shows none of the CMS yet."""
    admin, _, way = link.partition("#/set-up/")
    id_, secret = way.split("/")
    page.goto(f"{admin}mark.svg")
    secret = page.evaluate(_JOIN, [id_, {"secret": secret, "name": name, "password": password}])
    entered = page.evaluate(_ENTER, pyotp.TOTP(secret).now())
    return Factor(secret, entered["recovery_codes"])


_JOIN = """async ([id, body]) => {
  window.post = async (path, body, csrf) => {
    const headers = { "Content-Type": "application/json", ...(csrf ? { "X-CSRF-Token": csrf } : {}) };
    const answer = await fetch(`/v1/admin/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  window.half = await post(`staff/invitations/${id}/accept`, body);
  return (await post("session/totp-enrolment", {}, half.csrf_token)).secret;
}"""
_ENTER = "code => post('session/totp', { code }, half.csrf_token)"
