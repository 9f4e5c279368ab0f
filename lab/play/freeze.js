/** Days that the streak may miss, for tokens: offered where the streak stands. */

import { button, h, say } from "./dom.js";
import { fresh } from "./fresh.js";
import { date, number, t } from "./language.js";
import { tell } from "./trouble.js";

/** What there is to say of bought days, and those that can be; null if the streak has nothing to lose. */
export function freezes({ streak, price, api, bought }) {
  const { current, frozen, freezable } = streak;
  const had = frozen.length ? h("p.quiet", {}, t("freeze.had", { days: frozen.map(date).join(", ") })) : null;
  if (!price || !freezable.length || !(current || frozen.length)) return had;
  return h(
    "div.freezes",
    {},
    had,
    h(
      "details",
      {},
      h("summary", {}, t("freeze.title", { price: number(price) })),
      h("p.quiet", {}, t("freeze.lead")),
      h("div.lifelines", { role: "group", "aria-label": t("freeze.days") }, freezable.map((day) => offer(day, api, bought))),
    ),
  );
}

function offer(day, api, bought) {
  // Pressed again after an answer was lost, it is the same purchase.
  const headers = { "Idempotency-Key": fresh() };
  return button(date(day), async () => {
    try {
      await api.ask("POST", "/v1/purchases", { item: "streak_freeze", day }, headers);
      say(t("freeze.done", { day: date(day) }));
      bought();
    } catch (problem) {
      tell(problem);
    }
  }, "plain small");
}
