"""Pictures of every page of the CMS in both themes, on a lab that runs: to look at, in a folder that git ignores."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from lab.cms.pages import views
from lab.cms.seeing import settle, watch
from lab.cms.visit import QUIET, browser_path, owner_link, set_up
from lab.folder import LAB, LabError
from lab.state import running

_DESK: ViewportSize = {"width": 1280, "height": 860}
_PHONE: ViewportSize = {"width": 390, "height": 844}
_SIZES = ((_DESK, ""), (_PHONE, "-phone"))
_ON_PHONES = ("queues", "questions")
_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_EMAIL = "shots@buzzline.test"


def main(argv: list[str]) -> int:
    """Take them all."""
    parser = argparse.ArgumentParser("python -m lab shots", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=LAB / "shots", help="the folder, emptied first")
    parser.add_argument("--only", default="", help="those whose name has this in it")
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
    page = watch(browser.new_context(viewport=_DESK, color_scheme="light", reduced_motion="reduce")).new_page()
    page.goto(link)
    page.get_by_label("Your name").wait_for()
    yield _take(page, folder / "set-up-light.png")
    set_up(page, link, "Shots")
    for view in views(page):
        if only in view.name:
            view.show(page)
            for size, suffix in _SIZES:
                if not suffix or view.name.startswith(_ON_PHONES):
                    page.set_viewport_size(size)
                    yield from _both(page, folder, f"{view.name}{suffix}")
            page.set_viewport_size(_DESK)


def _both(page: Page, folder: Path, name: str) -> Iterator[Path]:
    for theme in _THEMES:
        page.emulate_media(color_scheme=theme)
        settle(page)
        yield _take(page, folder / f"{name}-{theme}.png")


def _take(page: Page, path: Path) -> Path:
    page.screenshot(path=path, full_page=True)
    return path
