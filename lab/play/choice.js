/** One category, or any, to be chosen. */

import { h } from "./dom.js";
import { t } from "./language.js";
import { nameOf } from "./topics.js";
import { tell } from "./trouble.js";

/** A labelled list; `topics` is a promise of categories. */
export function choice(id, topics, chosen = "") {
  const select = h("select", { id }, h("option", { value: "" }, t("battle.any")));
  const add = (found) => select.append(...found.map((category) => h("option", { value: category.slug, selected: category.slug === chosen }, nameOf(category))));
  topics.then(add, tell);
  return { select, field: h("div.field", {}, h("label", { for: id }, t("battle.category")), select) };
}
