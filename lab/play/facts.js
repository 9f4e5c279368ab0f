/** Figures with their names, and bars that say how far. */

import { h } from "./dom.js";

/** One figure with its name. */
export const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

/** A bar from 0 to `most`; its label says what it measures, for those who do not see it. */
export function meter(value, most, label) {
  const share = most > 0 ? Math.min(1, value / most) : 1;
  const fill = h("span.fill");
  fill.style.inlineSize = `${(share * 100).toFixed(1)}%`;
  return h("span.meter", { role: "meter", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": most, "aria-valuenow": Math.min(value, most) }, fill);
}
