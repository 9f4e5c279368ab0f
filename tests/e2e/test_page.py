"""What a newcomer sees, in a real browser on the real system."""

import re
import secrets

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.game import answer, figure, go_on, start
from tests.e2e.visitor import Opener, lab

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
_PHONE: ViewportSize = {"width": 390, "height": 844}
_DESK: ViewportSize = {"width": 1280, "height": 900}
_BACK = 90_000
"""Milliseconds a process may take to come back: sockets are tried, and fail, while it does."""


def test_ten_questions_and_the_name_on_the_board(visit: Opener) -> None:
    name = f"Ada {secrets.token_hex(3)}"
    page = visit(viewport=_DESK).page
    start(page, name)
    mine = page.locator(".play > .board .row.me")
    points = []
    for no in range(1, 11):
        answer(page, no, right=no != 4)
        score = page.locator(".score b").inner_text()
        expect(mine.locator(".who")).to_contain_text(name)
        expect(mine.locator(".points")).to_have_text(score)
        points.append(figure(score))
        go_on(page)
    expect(page.locator(".facts div").first).to_contain_text("9 of 10")
    expect(page.locator(".total .sum")).to_have_text(f"{points[-1]:,}")
    around = page.get_by_label("The board", exact=True).locator(".row.me")
    expect(around.locator(".who")).to_contain_text(name)
    expect(around.locator(".points")).to_have_text(f"{points[-1]:,}")
    expect(page.locator(".live")).to_have_class(re.compile("live-now"))
    assert points[3] == points[2], "a wrong answer gives nothing"
    assert points[0] < points[1] < points[2] < points[4] < points[-1]


@pytest.mark.usefixtures("undisturbed")
def test_watch_shows_a_killed_worker_come_back_and_nothing_lost(visit: Opener) -> None:
    page = visit("#watch", viewport=_DESK).page
    lost, applied = (page.locator(f"[data-figure={name}] .figure") for name in ("lost", "applied"))
    restarts = page.locator("[data-process=worker-1] .restarts")
    expect(lost).to_have_text("0")
    expect(restarts).to_have_text(re.compile(r"^\d+$"))
    before = figure(restarts.inner_text())
    grows(page, figure(applied.inner_text()))
    lab("kill", "worker")
    at_death = figure(applied.inner_text())
    expect(restarts).to_have_text(str(before + 1))
    expect(page.get_by_role("log")).to_contain_text("worker-1 is back")
    grows(page, at_death)
    expect(lost).to_have_text("0")
    expect(page.locator("[data-figure=events_per_s] .curve path").last).to_have_attribute("d", re.compile("L"))


def grows(page: Page, above: int) -> None:
    """Wait until more answers were applied than that."""
    shown = "document.querySelector('[data-figure=applied] .figure').textContent"
    page.wait_for_function(f"above => Number({shown}.replaceAll(',', '')) > above", arg=above, timeout=60_000)


@pytest.mark.usefixtures("undisturbed")
def test_the_board_lives_on_after_its_socket_died(visit: Opener) -> None:
    page = visit(viewport=_DESK).page
    name = f"Grace {secrets.token_hex(3)}"
    start(page, name)
    answer(page, 1)
    mine = page.locator(".play > .board .row.me .points")
    expect(mine).to_have_text(page.locator(".score b").inner_text())
    with page.expect_websocket(timeout=_BACK):
        lab("kill", "realtime")
    go_on(page)
    answer(page, 2)
    expect(mine).to_have_text(page.locator(".score b").inner_text())
    expect(page.locator(".live")).to_have_class(re.compile("live-now"), timeout=_BACK)


def test_it_talks_to_nobody_else_and_has_nothing_to_complain_about(visit: Opener, urls: dict[str, str]) -> None:
    visitor = visit()
    page = visitor.page
    start(page, f"Edsger {secrets.token_hex(3)}")
    answer(page, 1)
    page.get_by_role("link", name="Watch", exact=True).click()
    expect(page.locator("[data-figure=applied] .figure")).to_have_text(re.compile(r"\d"))
    page.get_by_role("link", name="API").click()
    expect(page.get_by_text("/v1/answers", exact=True).first).to_be_visible()
    ours = {urls["home"].rstrip("/"), urls["api"], urls["realtime"].removesuffix("/v1/realtime")}
    assert visitor.spoken_to == ours
    assert visitor.complaints == []


def test_the_links_lead_to_the_api_and_to_flower(visit: Opener, urls: dict[str, str]) -> None:
    page = visit().page
    expect(page.get_by_role("link", name="API")).to_have_attribute("href", f"{urls['api']}/docs")
    expect(page.get_by_role("link", name="Flower")).to_have_attribute("href", urls["flower"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [_PHONE, _DESK], ids=["phone", "desk"])
def test_it_fits_every_screen_and_follows_the_colour_scheme(visit: Opener, scheme: str, viewport: ViewportSize) -> None:
    page = visit(viewport=viewport, color_scheme=scheme).page
    expect(page.get_by_role("button", name="Play now")).to_be_visible()
    assert overflow(page) <= 0
    shade = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(shade) < 80 if scheme == "dark" else min(shade) > 175
    start(page, f"A rather long name for a {scheme} board"[:40])
    answer(page, 1)
    assert overflow(page) <= 0
    go_on(page)
    expect(page.locator(".question .eyebrow")).to_contain_text("question 2 of 10")
    page.locator(".question").evaluate("card => card.scrollIntoView()")
    expect(page.locator(".timer .left")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Watch", exact=True).click()
    expect(page.locator("[data-process=worker-1]")).to_be_visible()
    assert overflow(page) <= 0


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_less_motion_means_none(visit: Opener) -> None:
    page = visit(reduced_motion="reduce").page
    start(page, f"Barbara {secrets.token_hex(3)}")
    answer(page, 1)
    expect(page.locator(".play > .board .row.me")).to_be_visible()
    assert page.evaluate("() => document.getAnimations().length") == 0
