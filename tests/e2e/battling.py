"""A quiz battle on the Play page, by the keyboard."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.game import known

ROUNDS = 7


def asked(page: Page, no: int) -> None:
    """Wait for round `no` (from 1)."""
    expect(page.locator(".versus .middle")).to_contain_text(f"Round {no} of {ROUNDS}")
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of {ROUNDS}")


def answer(page: Page, right: bool = True) -> None:
    """Answer the question on the screen, with a key."""
    texts = page.locator(".option > span > bdi").all_inner_texts()
    place = texts.index(known(page.locator(".question h1").inner_text()))
    page.keyboard.press(str((place if right else (place + 1) % len(texts)) + 1))


def give_up(page: Page) -> None:
    """Which is asked for once more, whatever the page's language."""
    way = page.locator(".corner .actions .actions")
    way.get_by_role("button").click()
    way.get_by_role("button").first.click()
    expect(page.locator(".ending[data-outcome=lost]")).to_be_visible()


def theirs(page: Page) -> Locator:
    """The opponent's side."""
    return page.locator(".fighter:not(.me)")
