/** Practice: how many questions, how hard, how much time, about what. */

import { h } from "./dom.js";
import { number, t } from "./language.js";
import { keep, kept } from "./store.js";
import { topics } from "./topics.js";

const COUNTS = [5, 10, 20, 50];
const DIFFICULTIES = ["any", "easy", "medium", "hard"];
/** 0 is no limit. */
const TIMES = [1, 1.5, 2, 0];

export class Practice {
  #chosen = { count: 10, difficulty: "any", time_factor: 1, ...JSON.parse(kept("practice") ?? "{}") };

  constructor(categories, begin) {
    const settings = h(
      "div.settings",
      {},
      this.#choice("count", COUNTS, (count) => number(count)),
      this.#choice("difficulty", DIFFICULTIES, (level) => t(`difficulty.${level}`)),
      this.#choice("time_factor", TIMES, (factor) => (factor ? `×${number(factor)}` : t("time.none"))),
    );
    const grid = topics(categories, (category, title) => begin(this.#wish(category), title));
    this.element = h("section", {}, settings, grid.element);
  }

  #wish(category) {
    const { difficulty, ...rest } = this.#chosen;
    return { mode: "practice", category: category.slug, ...rest, ...(difficulty === "any" ? {} : { difficulty }) };
  }

  #choice(name, values, say) {
    const choose = (value) => {
      this.#chosen[name] = value;
      keep("practice", JSON.stringify(this.#chosen));
    };
    return segments(t(`practice.${name}`), name, values.map((value) => [value, say(value)]), this.#chosen[name], choose);
  }
}

/** One of a few, side by side: radio buttons that look like one switch. */
export function segments(legend, name, choices, chosen, choose) {
  return h(
    "fieldset.segments",
    {},
    h("legend", {}, legend),
    choices.map(([value, text]) => h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => choose(value) }), h("span", {}, text))),
  );
}
