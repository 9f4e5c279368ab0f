/** A session that runs already: in this tab before a reload, or begun on another device. */

import { until } from "./clock.js";
import { button, h } from "./dom.js";
import { parts, t } from "./language.js";
import { keep, kept } from "./store.js";

const LOOKED_AT = 5;
const ended = new Set();

/** This tab ended it: it is not offered again, though that may not be applied yet. */
export const end = (session) => ended.add(session);

export const running = (api) => ({
  /** The session this tab was in, if it still runs. */
  async here() {
    const id = kept("session", "sessionStorage");
    if (!id) return null;
    const found = (await open(api)).find((session) => session.id === id);
    if (!found) keep("session", null, "sessionStorage");
    return found ?? null;
  },

  /** A card that offers to go on with the latest one; empty while there is none. */
  offer(resume) {
    const place = h("div");
    open(api).then(([session]) => session && place.replaceChildren(card(session, resume)));
    return place;
  },
});

async function open(api) {
  const { body } = await api.ask("GET", `/v1/sessions?limit=${LOOKED_AT}`).catch(() => ({ body: { items: [] } }));
  return body.items.filter((session) => !ended.has(session.id) && !session.ended_at && until(session.expires_at) > 0 && session.answered < session.count);
}

const card = (session, resume) =>
  h(
    "div.card.resume",
    {},
    h("p", {}, ...parts("resume", { mode: h("b", {}, t(`mode.${session.mode}`)), n: session.answered, of: session.count })),
    button(t("resume.go"), () => resume(session)),
  );
