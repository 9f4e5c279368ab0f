/** What players may show each other in a battle: a fixed set, in words. */

import { h } from "./dom.js";
import { t } from "./language.js";

const EMOTES = ["hello", "good_luck", "well_played", "wow", "oops", "thinking", "laugh", "good_game"];
const REST_MS = 2000;

/** The set as buttons; `show(emote)` sends one, and for two seconds there is none. */
export function emotes(show) {
  const buttons = EMOTES.map((emote) => h("button.emote", { type: "button", "data-emote": emote, onclick: () => send(emote) }, t(`emote.${emote}`)));
  let rests = false;
  const rest = (now) => {
    rests = now;
    for (const one of buttons) one.setAttribute("aria-disabled", String(now));
  };
  const send = (emote) => {
    if (rests) return;
    rest(true);
    setTimeout(() => rest(false), REST_MS);
    show(emote);
  };
  return h("div.emotes", { role: "group", "aria-label": t("emotes") }, buttons);
}
