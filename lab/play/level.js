/** Where the player stands: level, XP, streak. */

import { h } from "./dom.js";
import { meter } from "./facts.js";
import { number, t } from "./language.js";

/** The strip for a `GET /v1/me/progress`; `before` is the one from before the session, to tell what it gave. */
export function standing(progress, before = null) {
  const { xp, level, streak } = progress;
  const gained = before ? xp - before.xp : 0;
  const rose = before && level.number > before.level.number;
  return h(
    "div.standing",
    {},
    h("span.badge", { "aria-hidden": "true" }, level.number),
    h(
      "div",
      {},
      h("p", {}, h("b", {}, t("level.number", { n: level.number })), rose ? h("span.gain", {}, t("level.new")) : null, gained ? h("span.gain", {}, t("xp.gained", { n: gained })) : null),
      meter(xp - level.floor, level.next - level.floor, t("level.progress")),
      h("small", {}, t("xp.of", { xp: number(xp), next: number(level.next) })),
    ),
    h("p.flame", {}, h("b", {}, number(streak.current)), " ", t("streak.days", { n: streak.current })),
  );
}
