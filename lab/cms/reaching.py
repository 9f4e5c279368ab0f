"""Players whom staff reach, and who reach staff, for who looks at the CMS: all made through the API, by two members."""

import secrets
from typing import Any, NamedTuple

from playwright.sync_api import Page

from lab.cms.calls import CALLS
from lab.cms.visit import enter, owner_link


class Reached(NamedTuple):
    """What there is now."""

    player: str
    """Who was sanctioned by another member, and has said something against it."""
    template: str
    segment: str
    draft: str
    sent: str
    """Campaigns."""
    thread: str
    referral: str
    reported: str
    """A case of what others say of a player."""
    appealed: str
    """A case of the first."""


def reach(page: Page) -> Reached:
    """Guests write, report, bring each other and appeal; the page's member and another one do what follows of it.

    That other one has asked to loosen a threshold too.
    """
    tag = f"looked-{secrets.token_hex(4)}"
    made: dict[str, Any] = page.evaluate(_PLAYED, [[secrets.token_urlsafe(24) for _ in range(3)], tag])
    browser = page.context.browser
    assert browser is not None, "a page that was opened in a browser of ours"
    context = browser.new_context()
    try:
        other = context.new_page()
        enter(other, owner_link(f"{tag}@buzzline.test"), "Berta")
        other.evaluate(_DECIDED, [made["player"]])
    finally:
        context.close()
    appealed = page.evaluate(_APPEALED, [made["token"]])
    return Reached(appealed=appealed, **{name: made[name] for name in Reached._fields if name != "appealed"})


_PLAYED = (
    "async ([keys, tag]) => {"
    + CALLS
    + """
  const guests = [];
  // Who is brought has to be younger than the code.
  for (const device_key of keys) {
    guests.push(await call(null, "POST", "players", { device_key }));
    await call(guests[0].access_token, "GET", "referrals");
  }
  const [one, other, third] = guests.map(({ access_token }) => access_token);
  const player = guests[0].player.id;
  const said = { kind: "name", id: guests[1].player.id, ground: "offensive", text: "It means something <b>rude</b>." };
  await call(one, "POST", "reports", said);
  await call(third, "POST", "reports", { ...said, kind: "behaviour", ground: "cheating", text: "أسرع من أي إنسان" });
  const { code } = await call(one, "GET", "referrals");
  await call(other, "POST", "referrals/claims", { code });
  const { id: thread } = await call(one, "POST", "threads", { subject: "My streak", text: "It was 12.\\nNow: 1." });
  await staff("POST", `threads/${thread}/messages`, { text: "It is 12 again." });
  await call(one, "POST", `threads/${thread}/messages`, { text: "Thank you!" });
  await staff("PUT", `players/${guests[1].player.id}/tags`, { tags: [tag] });
  const texts = {
    en: { title: "Autumn, {player_name}", body: "<b>{prize}</b> waits for you until {day}." },
    es: { title: "Otoño, {player_name}", body: "<b>{prize}</b> te espera hasta el {day}." },
    ar: { title: "الخريف يا {player_name}", body: "<b>{prize}</b> بانتظارك حتى {day}." },
  };
  const variables = { prize: "text", day: "day" };
  const template = (await staff("POST", "templates", { name: "Autumn prizes", category: "news", variables, texts })).id;
  const segment = (await staff("POST", "segments", { name: "Who was looked at", filter: { tags: [tag] } })).id;
  const wanted = { template_id: template, values: { prize: "A badge", day: "2030-11-30" } };
  const sent = await staff("POST", "campaigns", { ...wanted, name: "Autumn", segment_id: segment });
  await staff("POST", `campaigns/${sent.id}/schedule`, {}, `"e${sent.edition}"`);
  const filter = { players: guests.map(({ player }) => player.id) };
  const draft = await staff("POST", "campaigns", { ...wanted, name: "Autumn, again", filter });
  await staff("POST", "messages", { player_id: player, lang: "en", title: "Well done", body: "That was <i>it</i>." });
  const find = async (path, fits) => {
    for (let left = 100; left; left--) {
      const found = (await send("GET", `admin/${path}`)).items.find(fits);
      if (found) return found.id;
      await new Promise((go) => setTimeout(go, 200));
    }
    throw new Error(`${path}: nothing came`);
  };
  const referral = await find(`referrals?player_id=${player}`, () => true);
  const reported = await find("cases?queue=moderation&limit=100", (one) => one.subject_id === guests[1].player.id);
  return { player, token: one, template, segment, sent: sent.id, draft: draft.id, thread, referral, reported };
}"""
)
_DECIDED = (
    "async ([player]) => {"
    + CALLS
    + """
  const why = { reason: "Answers faster than anybody reads.", ground: "cheating" };
  await staff("POST", `players/${player}/sanctions`, { kind: "ban_redemption", ...why });
  const settings = await send("GET", "admin/settings");
  const { value } = settings.thresholds.find((one) => one.name === "redemption_day_count");
  const asked = { reason: "It is a holiday.", thresholds: { redemption_day_count: value + 1 } };
  // Somebody may have asked for it already.
  await staff("PATCH", "settings", asked, `"e${settings.edition}"`).catch(() => null);
}"""
)
_APPEALED = (
    "async ([token]) => {"
    + CALLS
    + """
  const { items } = await call(token, "GET", "appeals");
  const { kind, id } = items.find((one) => one.may_appeal);
  await call(token, "POST", "appeals", { kind, id, text: "It was my sister who played, and she reads fast." });
  const cases = await send("GET", "admin/cases?queue=appeals&limit=100");
  return cases.items.reduce((last, one) => (one.opened_at > last.opened_at ? one : last)).id;
}"""
)
