/** A line about another player, with what may be done about them. */

import { button, h, words } from "./dom.js";
import { moment, t } from "./language.js";

/** What may be done, by how one stands to them: the words, the method, and what it is about. */
const DEEDS = {
  none: [["ask", "PUT", "friends"]],
  asked: [["take_back", "DELETE", "friends"]],
  asks_me: [["accept", "PUT", "friends"], ["decline", "DELETE", "friends"], ["block", "PUT", "blocks"]],
  friends: [["remove", "DELETE", "friends"], ["block", "PUT", "blocks"]],
  blocked: [["unblock", "DELETE", "blocks"]],
};
const FIRST = new Set(["ask", "accept"]);

/** `act(method, kind)` does it; `more` stands below. */
export function person({ player_id: id, name, country, state, presence }, act, more = null) {
  const deeds = DEEDS[state].map(([deed, method, kind]) => {
    const element = button(t(`friends.${deed}`), () => act(method, kind), FIRST.has(deed) ? "small" : "plain small");
    element.setAttribute("aria-label", t(`friends.${deed}_whom`, { name }));
    return element;
  });
  return h(
    "li",
    { "data-player": id },
    h("div", {}, h("b", {}, words(name)), country ? h("small", {}, ` ${country.toUpperCase()}`) : null, state === "friends" ? h("span", {}, there(presence)) : null),
    h("div.actions", {}, deeds),
    more,
  );
}

/** Whether a friend is here, or when they were last; nothing of who does not show it. */
export function there(presence) {
  if (!presence) return "";
  const { state, last_seen_at: at } = presence;
  const words = state === "offline" && at ? t("presence.seen", { time: moment(at) }) : t(`presence.${state}`);
  return h("small.presence", { "data-presence": state }, words);
}
