"""Pictures of every page of the CMS in both themes, on a lab that runs: to look at, in a folder that git ignores."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from lab.cms.visit import BROWSERS, QUIET, browser_path, owner_link, set_up
from lab.folder import LAB, LabError
from lab.state import running

__all__ = ["BROWSERS", "main"]
_DESK: ViewportSize = {"width": 1280, "height": 860}
_PHONE: ViewportSize = {"width": 390, "height": 844}
_EMAIL = "shots@buzzline.test"
_STILL = """() => document.getAnimations().every(
  one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""

_LISTS = (
    "/",
    "/queues",
    "/questions",
    "/questions/create",
    "/questions/duplicates",
    "/categories",
    "/categories/create",
    "/quizzes",
    "/quizzes/create",
    "/daily",
    "/seasons",
    "/seasons/create",
    "/achievements",
    "/media",
    "/media/create",
    "/imports",
    "/imports/create",
    "/exports",
    "/players",
    "/staff",
    "/approvals",
    "/audit",
)
_FIRST = {
    "/questions/{}": "/v1/admin/questions?limit=1",
    "/categories/{}": "/v1/admin/categories",
    "/quizzes/{}": "/v1/admin/quizzes?limit=1&mode=live",
    "/seasons/{}": "/v1/admin/seasons",
    "/media/{}": "/v1/admin/media?limit=1",
    "/imports/{}": "/v1/admin/imports?limit=1",
    "/staff/{}": "/v1/admin/staff?limit=1",
}
"""Pages of one record, and where the first of them is found."""


def main(argv: list[str]) -> int:
    """Take them all."""
    parser = argparse.ArgumentParser("python -m lab shots", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=LAB / "shots", help="the folder, emptied first")
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    options = parser.parse_args(argv)
    lab = running(LAB, "lab")
    if lab is None:
        raise LabError("nothing runs to take pictures of: `make run`, or `python -m lab up`")
    link = owner_link(_EMAIL)
    options.to.mkdir(parents=True, exist_ok=True)
    for old in options.to.glob("*.png"):
        old.unlink()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser_path(), args=QUIET) as browser,
    ):
        count = sum(1 for _ in shoot(browser, link, options.to, options.only))
    print(f"{count} pictures in {options.to}")
    return 0


def shoot(browser: Browser, link: str, folder: Path, only: str = "") -> Iterator[Path]:
    """Enter by a set-up link, and take every page in both themes."""
    page = browser.new_context(viewport=_DESK, color_scheme="light", reduced_motion="reduce").new_page()
    page.goto(link)
    page.get_by_label("Your name").wait_for()
    yield _take(page, folder / "set-up-light.png")
    set_up(page, link, "Shots")
    found = pages(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for size, suffix in ((_DESK, ""), (_PHONE, "-phone")):
            page.set_viewport_size(size)
            for path, look in found:
                if only in path and (not suffix or path.startswith(("/queues", "/questions"))):
                    go(page, path)
                    look(page)
                    yield _take(page, folder / f"{path.strip('/').replace('/', '-') or 'home'}{suffix}-{theme}.png")


def pages(page: Page) -> list[tuple[str, Callable[[Page], None]]]:
    """Addresses of pages, and what to do there before one looks."""
    records = [(path.format(_first(page, source)), _nothing) for path, source in _FIRST.items()]
    return [*((path, _nothing) for path in _LISTS), *(one for one in records if "None" not in one[0])]


def go(page: Page, path: str) -> None:
    """To a page of the CMS, until it is there and nothing moves."""
    here = page.url.partition("#")[0]
    page.goto("about:blank")  # A change of what stands behind # alone would load nothing anew.
    page.goto(f"{here}#{path}")
    page.locator("main h1").first.wait_for()
    page.wait_for_function(
        "() => !document.querySelector('main [role=status][aria-label=Loading], main [aria-busy=true]')"
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_function(_STILL)


def _nothing(_page: Page) -> None:
    """The page as it is."""


def _first(page: Page, source: str) -> str | None:
    found: str | None = page.evaluate(
        "path => fetch(path).then(a => a.json()).then(b => b.items[0]?.id ?? null)", source
    )
    return found


def _take(page: Page, path: Path) -> Path:
    page.screenshot(path=path, full_page=True)
    return path
