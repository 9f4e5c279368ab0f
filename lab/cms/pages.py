"""What there is to see in the CMS, each with what one does there before one looks: pages, their tabs, their dialogs."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

from lab import demo
from lab.cms.battles import Fought, await_entry, fight
from lab.cms.redeeming import redeem

_LISTS = (
    *("/", "/queues", "/questions", "/questions/create", "/questions/duplicates", "/categories", "/categories/create"),
    *("/quizzes", "/quizzes/create", "/daily", "/seasons", "/seasons/create", "/achievements", "/media"),
    *("/media/create", "/prompts", "/prompts/create", "/imports", "/imports/create", "/exports", "/players"),
    *("/battles", "/activity", "/catalogue", "/token-rates", "/token-rates/EUR", "/budgets", "/budgets/create"),
    *("/ledger", "/finance", "/redemptions", "/breaks", "/partners", "/staff", "/approvals", "/audit", "/settings"),
    *("/live", "/integrity"),
)
_RECORDS = {
    "/questions/{}": "/v1/admin/questions?limit=1",
    "/categories/{}": "/v1/admin/categories",
    "/quizzes/{}": "/v1/admin/quizzes?limit=1&mode=live",
    "/seasons/{}": "/v1/admin/seasons",
    "/media/{}": "/v1/admin/media?limit=1",
    "/prompts/{}": "/v1/admin/prompts?limit=1",
    "/imports/{}": "/v1/admin/imports?limit=1",
    "/staff/{}": "/v1/admin/staff?limit=1",
    "/redemptions/{}": "/v1/admin/redemptions?state=in_review&limit=1",
    "/catalogue/{}": "/v1/admin/catalogue?limit=1",
    "/queues/case/{}": "/v1/admin/cases?queue=questions&limit=1",
}
"""Pages of one record, and where the first of them is found."""
_REJECT = "Reject: the other entry wins"
_STILL = """() => document.getAnimations().every(
  one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""


@dataclass(frozen=True)
class View:
    """Something to see: a page, and the way to it from there."""

    name: str
    path: str
    look: Callable[[Page], None] | None = None
    """What one does there first."""

    def show(self, page: Page) -> None:
        """Go there, until it is there and nothing moves."""
        here = page.url.partition("#")[0]
        page.goto("about:blank")  # A change of what stands behind # alone would load nothing anew.
        page.goto(f"{here}#{self.path}")
        page.locator("main h1").first.wait_for()
        settle(page)
        _ask_again(page)
        if self.look:
            self.look(page)
            settle(page)


def _ask_again(page: Page) -> None:
    """What a busy machine did not load in time is asked for once more, as whoever sits there would."""
    again = page.locator("main [role=alert]").get_by_role("button", name="Try again")
    if again.is_visible():
        again.click()
        settle(page)


def settle(page: Page) -> None:
    """Wait until nothing loads and nothing moves."""
    page.wait_for_function(
        "() => !document.querySelector('main [role=status][aria-label=Loading], main [aria-busy=true]')"
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_function(_STILL)


def views(page: Page) -> list[View]:
    """All there are, on a page that somebody has logged in on: a player reports a question for it, and two meet."""
    player, fought = _report(page), fight(page)
    with suppress(PlaywrightError):  # An earlier one waits still where the demo player has no tokens left.
        redeem(page, demo.EMAIL, demo.PASSWORD)
    records = {path: _first(page, source) for path, source in _RECORDS.items()}
    return [
        *(View(path.strip("/").replace("/", "-") or "home", path) for path in _LISTS),
        *(View(_name(path), path.format(id_)) for path, id_ in records.items() if id_ is not None),
        *_of_player(player),
        *_of_battles(fought),
        *_of_days(),
        View("queues-questions", "/queues/questions"),
        View("queues-decide", "/queues/questions", _press("Dismiss: nothing is wrong")),
        View("questions-bulk", "/questions", _press("Change all that match…")),
        View("audit-entry", "/audit", _open_entry),
        View("redemptions-decide", f"/redemptions/{records['/redemptions/{}']}", _press("Let it be ordered")),
        View("partners-pause", "/partners", _press("Pause Tremendous")),
        View("settings-turn", "/settings", _press("Turn off: New sessions")),
        View("settings-threshold", "/settings", _press("Change: Redemptions a day")),
        View("step-up", "/questions", _step_up),
        View("queues-all", "/queues/all"),
        View("queues-hand-over", "/queues/all", _press("Hand it over")),
        View("questions-views", "/questions", _press("Views")),
        View("search", "/", _search),
        View("keys", "/questions", _ask_for_keys),
        *_of_entries(),
    ]


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").format("one")


def _of_player(id_: str) -> Iterator[View]:
    for tab in ("Overview", "Sessions and events", "Sanctions", "Tokens", "Devices", "Notes"):
        yield View(f"players-{tab.split()[0].lower()}", f"/players/{id_}", _choose(tab))
    yield View("players-credit", f"/players/{id_}", _choose("Tokens", then="Give or take tokens…"))
    yield View("players-sanction", f"/players/{id_}", _choose("Sanctions", then="Sanction…"))
    yield View("players-erase", f"/players/{id_}/data", _press("Erase…"))
    yield View("players-view", f"/players/{id_}/view", _view_as_player)


def _view_as_player(page: Page) -> None:
    page.get_by_label("Reason").fill("Looked at.")
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_text("Nothing can be done here.").wait_for()


def _of_days() -> Iterator[View]:
    today = datetime.now(UTC).date()
    for name, day in (("ahead", today + timedelta(days=30)), ("past", today - timedelta(days=1))):
        yield View(f"daily-{name}", f"/daily/{day}?category=science")


def _of_battles(fought: Fought) -> Iterator[View]:
    path = f"/battles/{fought.quiz}"
    yield View("battles-quiz", path, _unfold("Show"))
    yield View("battles-void", path, _press("Make void…"))
    yield View("battles-creative", f"/battles/{fought.creative}")
    yield View("battles-creative-void", f"/battles/{fought.creative}", _press("Make void…"))


def _of_entries() -> Iterator[View]:
    """Last: an entry waits until the time to write is over."""
    yield View("queues-entries", "/queues/entries", _await_entry)
    yield View("queues-entries-decide", "/queues/entries", _press(_REJECT))


def _await_entry(page: Page) -> None:
    await_entry(page)
    again, reject = (page.get_by_role("button", name=name) for name in ("Look again", _REJECT))
    again.or_(reject).wait_for()
    if again.is_visible():
        again.click()
    reject.wait_for()


def _unfold(button: str) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        page.get_by_role("button", name=button, expanded=False).click()
        page.get_by_role("button", name=button, expanded=False).wait_for(state="hidden")

    return look


def _press(button: str) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        page.get_by_role("button", name=button).click()
        page.get_by_role("dialog").wait_for()

    return look


def _choose(tab: str, then: str = "") -> Callable[[Page], None]:
    def look(page: Page) -> None:
        page.get_by_role("tab", name=tab).click()
        if then:
            _press(then)(page)

    return look


def _search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("qu")
    page.get_by_role("option").nth(2).wait_for()
    page.keyboard.press("ArrowDown")


def _ask_for_keys(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def _open_entry(page: Page) -> None:
    page.locator("main tbody").get_by_role("button").first.click()
    page.get_by_role("dialog").wait_for()


def _step_up(page: Page) -> None:
    """It is asked for five minutes after the last one: here at once."""

    def refuse(route: Route) -> None:
        problem = {"status": 403, "code": "step_up_required"}
        route.fulfill(status=403, content_type="application/problem+json", json=problem)

    page.route("**/v1/admin/exports", refuse, times=1)
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Write it to a file").click()
    page.get_by_role("dialog", name="Confirm that it is you").wait_for()


def _first(page: Page, source: str) -> str | None:
    found: str | None = page.evaluate(
        "path => fetch(path).then(a => a.json()).then(b => b.items[0]?.id ?? null)", source
    )
    return found


def _report(page: Page) -> str:
    """A guest plays, and reports a question that no open case is about, which another may hold: who they are."""
    found: dict[str, Any] = page.evaluate(_REPORT, secrets.token_urlsafe(24))
    return str(found["id"])


_REPORT = """async (device_key) => {
  let token = null;
  const post = async (path, body) => {
    const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.status === 204 ? null : answer.json();
  };
  const { player, access_token } = await post("players", { device_key });
  token = access_token;
  const cases = await (await fetch("/v1/admin/cases?queue=questions&limit=100")).json();
  const taken = new Set(cases.items.map((one) => one.subject_id));
  const meet = async () => {
    const session = await post("sessions", { mode: "practice", category: "science", count: 5 });
    return post(`sessions/${session.id}/next`, {});
  };
  let asked = await meet();
  while (taken.has(asked.id)) asked = await meet();
  await post(`questions/${asked.id}/reports`, { kind: "wrong", text: "Says <b>nonsense</b>" });
  return player;
}"""
