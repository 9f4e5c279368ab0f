"""A visitor who knows every answer, at the keyboard."""

import json
import re
from functools import cache

from playwright.sync_api import Page, expect

from lab.folder import ROOT

_CONTENT = ROOT / "lab" / "content"


@cache
def _right() -> dict[str, str]:
    """The right answer of every question, by its stem."""
    files = [json.loads(path.read_text()) for path in _CONTENT.glob("*.json")]
    return {question["stem"]: question["correct"] for file in files for question in file["questions"]}


def start(page: Page, name: str) -> None:
    """Take a name and begin a round."""
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play now")).to_be_enabled()
    expect(page.get_by_label("You play as")).to_have_value(name)
    page.get_by_role("button", name="Play now").click()


def answer(page: Page, no: int, right: bool = True) -> None:
    """Answer question `no` (from 1) with a key; the verdict is there when this returns."""
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of 10")
    expect(page.locator(".timer .left")).to_have_text(re.compile(r"^\d+ s$"))
    correct = _right()[page.locator(".question h1").inner_text()]
    options = page.locator(".option > span:last-child > bdi").all_inner_texts()
    chosen = options.index(correct) if right else (options.index(correct) + 1) % len(options)
    page.keyboard.press(str(chosen + 1))
    expect(page.locator(".verdict p.right" if right else ".verdict p.wrong")).to_be_visible()
    expect(page.locator(".option.right bdi")).to_have_text(correct)


def go_on(page: Page) -> None:
    """To the next question, or to the result after the last."""
    page.keyboard.press("Enter")


def figure(text: str) -> int:
    """12,480 as a number."""
    return int(text.replace(",", ""))
