"""What there is to see in the CMS, each with what one does there before one looks: pages, their tabs, their dialogs."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

from lab import demo
from lab.cms.battles import Fought, await_entry, fight
from lab.cms.calls import CALLS
from lab.cms.reaching import Reached, reach
from lab.cms.redeeming import redeem
from lab.cms.seeing import View

_LISTS = (
    *("/", "/queues", "/questions", "/questions/create", "/questions/duplicates", "/categories", "/categories/create"),
    *("/quizzes", "/quizzes/create", "/daily", "/seasons", "/seasons/create", "/achievements", "/media"),
    *("/media/create", "/prompts", "/prompts/create", "/imports", "/imports/create", "/exports", "/players"),
    *("/battles", "/activity", "/catalogue", "/token-rates", "/token-rates/EUR", "/budgets", "/budgets/create"),
    *("/referrals", "/threads", "/campaigns", "/campaigns/create", "/segments", "/segments/create", "/templates"),
    *("/templates/create", "/queues/referrals"),
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


def views(page: Page) -> list[View]:
    """All there are, on a page that somebody has logged in on: a player reports a question for it, and two meet."""
    fought, reached = fight(page), reach(page)
    player = _report(page)
    with suppress(PlaywrightError):  # An earlier one waits still where the demo player has no tokens left.
        redeem(page, demo.EMAIL, demo.PASSWORD)
    records = {path: _first(page, source) for path, source in _RECORDS.items()}
    return [
        *(View(path.strip("/").replace("/", "-") or "home", path) for path in _LISTS),
        *(View(_name(path), path.format(id_)) for path, id_ in records.items() if id_ is not None),
        *_of_player(player),
        *_of_reached(reached),
        *_of_audiences(reached),
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
        View("approvals-approve", "/approvals", _press("Approve", first=True)),
        View("approvals-reject", "/approvals", _press("Reject", first=True)),
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


def _of_reached(reached: Reached) -> Iterator[View]:
    """Who was written to, reported, sanctioned and brought by others."""
    player, referral = f"/players/{reached.player}", f"/referrals/{reached.referral}"
    yield View("players-messages", player, _choose("Messages"))
    yield View("players-lift", player, _choose("Sanctions", then="Lift"))
    yield View("players-sanctioned", player, _choose("Sanctions"))
    yield View("referrals-one", referral)
    yield View("referrals-decide", referral, _press(re.compile("^(Refuse|Let it pass)$")))
    yield View("threads-one", f"/threads/{reached.thread}")
    yield View("queues-moderation", f"/queues/case/{reached.reported}")
    for name, button in (("warn", "Warn the player"), ("ban", "Ban from everything")):
        yield View(f"queues-moderation-{name}", f"/queues/case/{reached.reported}", _taken(button))
    yield View("queues-appeals", f"/queues/case/{reached.appealed}")
    yield View("queues-appeals-decide", f"/queues/case/{reached.appealed}", _taken("Overturn: take the decision back"))


def _of_audiences(reached: Reached) -> Iterator[View]:
    """What is written to many."""
    yield View("templates-one", f"/templates/{reached.template}")
    yield View("templates-preview", f"/templates/{reached.template}", _preview)
    yield View("segments-one", f"/segments/{reached.segment}", _count)
    yield View("segments-delete", f"/segments/{reached.segment}", _press("Delete"))
    yield View("campaigns-draft", f"/campaigns/{reached.draft}", _count)
    yield View("campaigns-send", f"/campaigns/{reached.draft}", _press("Send"))
    yield View("campaigns-sent", f"/campaigns/{reached.sent}")
    yield View("campaigns-players", "/campaigns/create", _paste)
    yield View("campaigns-filter", "/campaigns/create", _choose_audience("A filter, for this campaign alone"))


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


def _press(button: str | re.Pattern[str], *, first: bool = False) -> Callable[[Page], None]:
    """`first`: of several, as a list has them."""

    def look(page: Page) -> None:
        found = page.get_by_role("button", name=button)
        (found.first if first else found).click()
        page.get_by_role("dialog").wait_for()

    return look


def _taken(button: str) -> Callable[[Page], None]:
    """Take a case, unless it is one's own already, and begin to decide it."""

    def look(page: Page) -> None:
        take, decide = page.get_by_role("button", name="Take this case"), page.get_by_role("button", name=button)
        take.or_(decide).first.wait_for()
        if take.is_visible():
            take.click()
        decide.click()
        page.get_by_role("dialog").wait_for()

    return look


def _count(page: Page) -> None:
    page.get_by_role("button", name="Count", exact=True).click()
    page.get_by_text(re.compile("^[0-9,]+ players?$")).wait_for()


def _preview(page: Page) -> None:
    page.get_by_label("Value of {prize}").fill("A badge")
    page.get_by_label("Value of {day}").fill("2030-11-30")
    page.get_by_role("button", name="Show it").click()
    page.get_by_text("A badge").first.wait_for()


def _choose_audience(name: str) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        page.get_by_role("combobox", name="Who is told").click()
        page.get_by_role("option", name=name).click()
        page.get_by_role("listbox").wait_for(state="detached")

    return look


def _paste(page: Page) -> None:
    """Ids that are nobody's: each is told by its line."""
    _choose_audience("These players")(page)
    page.get_by_label("Players, by their ids").fill("\n".join(str(UUID(int=one)) for one in (1, 2)))
    page.get_by_role("button", name="Count", exact=True).click()
    page.get_by_text("Line 2:").first.wait_for()


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


_REPORT = (
    "async (device_key) => {"
    + CALLS
    + """
  const { player, access_token: token } = await call(null, "POST", "players", { device_key });
  const post = (path, body) => call(token, "POST", path, body);
  const cases = await send("GET", "admin/cases?queue=questions&limit=100");
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
)
