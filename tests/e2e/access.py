"""What axe-core finds on a page: every rule it has, target sizes too; and whether the keys lead to everything."""

from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize, expect

_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_STILL = """() => document.getAnimations().every(one => {
  const { duration, iterations } = one.effect.getTiming();
  return one.playState !== "running" || iterations === Infinity || duration > 2000;
})"""
"""Nothing fades or flies; the time runs on."""
_COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that another theme can break."""
_FIND = """async options => {
  const dialogs = [...document.querySelectorAll("[aria-modal=true]")];
  return (await axe.run(dialogs.length ? dialogs : document, options)).violations;
}"""
PHONE: ViewportSize = {"width": 390, "height": 844}
_LOOKS: tuple[tuple[str, Literal["light", "dark"], ViewportSize], ...] = (
    ("ar", "dark", PHONE),
    ("en", "light", {"width": 1280, "height": 900}),
)
_OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def find_faults(page: Page, where: str, *, colours_alone: bool = False) -> list[str]:
    """Violations, each with its rule and the elements; none is the aim. Waits until nothing moves.

    Of a page with a dialog over it, the dialog alone: what is behind is looked at without it.

    `colours_alone`: all else was looked at in the other theme.
    """
    page.wait_for_function(_STILL)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_FIND, _COLOURS if colours_alone else _OPTIONS)
    return [
        f"{where}: {one['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def find_faults_in_all(page: Page, where: str, sign: str, *, switch: bool = True) -> list[str]:
    """The same on a phone in the dark and in Arabic, and at a desk in the light and in English.

    `sign` is a selector of what shows that the view is there again; without `switch` the language stays as it is.
    """
    faults = []
    for lang, scheme, size in _LOOKS:
        if switch:
            page.locator("#language").select_option(lang)
            expect(page.locator("html")).to_have_attribute("lang", lang)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        expect(page.locator(sign).first).to_be_visible()
        faults += find_faults(page, f"{where} {scheme}")
        over = page.evaluate(_OVER)
        faults += [f"{where} {scheme}: {over} pixels too wide"] if over > 0 else []
    return faults


def tab_to(page: Page, name: str) -> None:
    """With the tabulator alone, to what says so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent") == name:
            return
    pytest.fail(f"no way to {name!r} by the tabulator")
