"""A visitor who knows every answer, at the keyboard."""

import re
from functools import cache

from playwright.sync_api import Page, expect

from lab.content import drafts
from rules.content import Content, Wording


@cache
def _facts() -> dict[str, tuple[Content, Wording]]:
    """Every question of the lab by its stem."""
    return {words.stem: (draft.content, words) for draft in drafts() for words in draft.content.wordings}


def known(stem: str) -> str:
    """The right option of a question that has one."""
    content, words = _facts()[stem]
    return words.options[content.correct[0]]


def asked_in_all(page: Page) -> int:
    """How many questions the round on the screen has: fewer than its category while a quiz holds some of them."""
    expect(page.locator(".question .eyebrow")).to_contain_text(re.compile(r"question \d+ of \d+"))
    return int(re.findall(r"of (\d+)", page.locator(".question .eyebrow").inner_text())[-1])


def start(page: Page, name: str) -> None:
    """Take a name and begin a round."""
    page.get_by_label("You play as").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play now")).to_be_enabled()
    expect(page.get_by_label("You play as")).to_have_value(name)
    page.get_by_role("button", name="Play now").click()


def choose(page: Page, mode: str) -> None:
    """Choose a way to play, by its name."""
    page.get_by_role("radio", name=re.compile(f"^{mode}")).check()


def topic(page: Page, slug: str) -> None:
    """Begin in a category."""
    page.locator(f"[data-category={slug}]").click()


def answer(page: Page, no: int, right: bool = True, of: int = 10, verdict: str = "") -> str:
    """Answer question `no` (from 1) with a key; its kind. The verdict is there when this returns."""
    kind = reply(page, no, right, of)
    expect(page.locator(f".verdict p.{verdict or ('right' if right else 'wrong')}")).to_be_visible()
    return kind


def reply(page: Page, no: int, right: bool = True, of: int = 10) -> str:
    """Answer question `no` (from 1) by the keyboard; its kind."""
    expect(page.locator(".question .eyebrow")).to_contain_text(f"question {no} of {of}")
    content, words = _facts()[page.locator(".question h1").inner_text()]
    _answer(page, content, words, right)
    return content.kind


def _answer(page: Page, content: Content, words: Wording, right: bool) -> None:
    """By the keyboard where there are keys for it."""
    texts = page.locator(".option > span > bdi").all_inner_texts()
    match content.kind:
        case "short_text" | "numeric":
            known = words.accepted[0] if words.accepted else f"{sum(content.spans[0]) / 2:f}"
            page.locator(".typed").fill(known if right else "-77777")
            page.keyboard.press("Enter")
        case "ordering":
            _put_in_order(page, [*words.options] if right else [*reversed(words.options)])
            page.locator(".confirm").click()
        case "multiple_choice":
            wanted = {words.options[index] for index in content.correct}
            for number in [n for n, text in enumerate(texts, 1) if (text in wanted) == right]:
                page.keyboard.press(str(number))
            page.locator(".confirm").click()
        case _:
            correct = texts.index(words.options[content.correct[0]])
            page.keyboard.press(str((correct if right else (correct + 1) % len(texts)) + 1))


def _put_in_order(page: Page, wanted: list[str]) -> None:
    """With the buttons, line by line from the top."""
    for place, text in enumerate(wanted):
        lines = page.locator(".order li > span > bdi")
        for _ in range(lines.all_inner_texts().index(text) - place):
            page.get_by_role("button", name=f"Move {text} up", exact=True).click()


def go_on(page: Page) -> None:
    """To the next question, or to the result after the last."""
    page.keyboard.press("Enter")


def figure(text: str) -> int:
    """12,480 as a number."""
    return int(text.replace(",", ""))
