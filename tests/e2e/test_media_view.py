"""What the page makes of a question's medium, in a real browser and under the page's own policy."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.bridges.media.files import picture, wav
from tests.lab_home.test_site import home
from tests.processes import until

__all__ = ["home"]
pytestmark = pytest.mark.e2e

URL = "http://127.0.0.1:5/v1/media/"
FILES = {"image": ("image/png", picture("PNG")), "audio": ("audio/wav", wav())}
SHOW = """async (media) => {
  const { mediaView } = await import("/media.js");
  const view = mediaView(media);
  if (view) document.body.replaceChildren(view);
  return view !== null;
}"""


def serve(route: Route) -> None:
    kind = route.request.url.removeprefix(URL)
    if kind in FILES:
        mime, body = FILES[kind]
        route.fulfill(body=body, content_type=mime)
    else:
        route.fulfill(status=404)


@pytest.fixture
def page(browser: Browser, home: httpx.Client) -> Iterator[Page]:
    """An empty page of the home page's origin; media come from another one."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"{URL}**", serve)
        page.route("**/empty.html", lambda route: route.fulfill(body="<body>", headers=dict(home.get("/").headers)))
        page.goto(f"{home.base_url}/empty.html")
        yield page


def media(kind: str, name: str, **changed: Any) -> dict[str, Any]:
    return {"kind": kind, "url": URL + name, "width": None, "height": None, "alt": None, "transcript": None, **changed}


def test_a_picture_has_its_size_and_its_text(page: Page) -> None:
    assert page.evaluate(SHOW, media("image", "image", width=60, height=40, alt="Two halves"))
    shown = page.get_by_role("img", name="Two halves")
    until(lambda: page.evaluate("document.querySelector('img').naturalWidth === 60"), what="a picture")
    expect(shown).to_have_attribute("width", "60")
    expect(shown).to_have_attribute("height", "40")


def test_a_picture_that_does_not_come_is_told(page: Page) -> None:
    page.evaluate(SHOW, media("image", "lost", width=60, height=40, alt="Two <b>halves</b>"))
    page.get_by_text("The picture did not load. It shows: Two <b>halves</b>").wait_for()


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_recording_can_be_played_and_read_and_begins_by_itself_never(page: Page, kind: str) -> None:
    page.evaluate(SHOW, media(kind, "audio", transcript="صفيران"))
    until(lambda: page.evaluate(f"document.querySelector('{kind}').readyState >= 3"), what="something to play")
    assert page.evaluate(f"document.querySelector('{kind}').paused && document.querySelector('{kind}').controls")
    expect(page.get_by_text("صفيران")).to_be_hidden()
    page.get_by_text("Transcript").click()
    expect(page.get_by_text("صفيران")).to_be_visible()


def test_no_medium_is_nothing(page: Page) -> None:
    assert not page.evaluate(SHOW, None)
