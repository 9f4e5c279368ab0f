"""Seeing a page of the CMS: going there within the page that is loaded, and waiting until it stands still."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Dialog, Page

_WATCHED = """(() => {
  window.asking = { open: 0, calm: 0 };
  const ask = window.fetch;
  window.fetch = async (...given) => {
    asking.open += 1;
    try { return await ask(...given); } finally { asking.open -= 1; }
  };
})()"""
_CALM = """() => {
  const loads = document.querySelector("main [role=status][aria-label=Loading], main [aria-busy=true]");
  const moves = document.getAnimations().some(
    (one) => one.playState === "running" && one.effect.getTiming().iterations !== Infinity);
  const draws = [...document.images].some((one) => !one.complete && one.loading !== "lazy");
  asking.calm = loads || moves || draws || asking.open ? 0 : asking.calm + 1;
  if (asking.calm < 7) return false;
  asking.calm = 0;
  return true;
}"""
"""Looked at once a frame: what is answered may be asked on, some frames later."""
_NOWHERE = "/-"
"""On the way: two pages of one kind would be one to React, with all that was opened and typed in the first."""
_LEAVE = """path => {
  for (const one of document.querySelectorAll("main h1")) one.dataset.left = "";
  location.hash = path;
}"""


def watch(context: BrowserContext) -> BrowserContext:
    """Have what its pages ask be counted, for `settle`."""
    context.add_init_script(_WATCHED)
    return context


def settle(page: Page) -> None:
    """Wait until nothing loads and nothing moves. The page's context is watched."""
    page.wait_for_function(_CALM)


@dataclass(frozen=True)
class View:
    """Something to see: a page, and the way to it from there."""

    name: str
    path: str
    look: Callable[[Page], None] | None = None
    """What one does there first."""

    def show(self, page: Page) -> None:
        """Go there, until it is there and nothing moves."""
        _go(page, self.path)
        page.locator("main h1").first.wait_for()
        settle(page)
        _ask_again(page)
        if self.look:
            self.look(page)
            settle(page)


def load(page: Page, path: str) -> None:
    """Load the CMS anew at a path, as a link from elsewhere does."""
    address = f"{page.url.partition('#')[0]}#{path}"
    page.goto("about:blank")  # A change of what stands behind # alone would load nothing anew.
    page.goto(address)


def _go(page: Page, path: str) -> None:
    page.on("dialog", _let)
    _leave_for(page, _NOWHERE)
    page.remove_listener("dialog", _let)
    if page.get_by_role("dialog").count():  # none of the page's, but of all the CMS'
        load(page, path)
    else:
        page.locator("main h1").first.wait_for()
        _leave_for(page, path)


def _leave_for(page: Page, path: str) -> None:
    """Until what stood there is gone: it stays while the code of the page to come is loaded."""
    page.evaluate(_LEAVE, path)
    page.locator("main h1[data-left]").wait_for(state="detached")


def _let(dialog: Dialog) -> None:
    """What was typed is given up."""
    dialog.accept()


def _ask_again(page: Page) -> None:
    """What a busy machine did not load in time is asked for once more, as whoever sits there would."""
    again = page.locator("main [role=alert]").get_by_role("button", name="Try again")
    if again.is_visible():
        again.click()
        settle(page)
