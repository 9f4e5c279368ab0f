"""The CMS in a real browser, entered as its owner: for pictures of its pages, and for tests."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from time import sleep, time

import pyotp
from playwright.sync_api import Page

from lab.folder import ROOT, LabError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PASSWORD = "correct horse battery staple 42"


def browser_path() -> str:
    """Raises LabError where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise LabError(
            "no Chromium on this machine: `apt-get install chromium`, or Google Chrome, puts one on the PATH"
        )
    return path


def owner_link(email: str, environ: Mapping[str, str]) -> str:
    """A set-up link, good once; a member of that address begins anew with it."""
    command = ["flask", "staff", "create-owner", email, "--json"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True)
    if done.returncode:
        raise LabError(f"no set-up link: {done.stderr[-2000:]}")
    link: str = json.loads(done.stdout)["link"]
    return link


def set_up(page: Page, link: str, name: str, password: str = PASSWORD) -> str:
    """Go through an invitation by its pages, as somebody who was sent it; the secret of the second factor."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Go on").click()
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Set it up").click()
    page.get_by_label("I have put them in a safe place").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("navigation", name="Menu").wait_for()
    return secret


def fresh_code(secret: str, used: str = "") -> str:
    """A code that is not the used one; it may take half a minute until there is one."""
    while (code := pyotp.TOTP(secret).now()) == used:
        sleep(30 - time() % 30)
    return code
