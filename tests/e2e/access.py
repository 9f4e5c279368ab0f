"""What axe-core finds on a page: every rule it has, target sizes too."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_STILL = """() => document.getAnimations().every(one => {
  const { duration, iterations } = one.effect.getTiming();
  return one.playState !== "running" || iterations === Infinity || duration > 2000;
})"""
"""Nothing fades or flies; the time runs on."""
_axe = Axe()


def find_faults(page: Page, where: str) -> list[str]:
    """Violations, each with its rule and the elements; none is the aim. Waits until nothing moves."""
    page.wait_for_function(_STILL)
    found = _axe.run(page, options=_OPTIONS).response["violations"]
    return [
        f"{where}: {one['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
