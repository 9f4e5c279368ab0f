/** The ways to play: one is chosen, and what belongs to it stands below. */

import { h } from "./dom.js";
import { t } from "./language.js";
import { Practice } from "./practice.js";
import { Programme } from "./programme.js";
import { keep, kept } from "./store.js";
import { topics } from "./topics.js";

const MODES = ["ranked", "practice", "daily", "live", "scheduled"];

export class Modes {
  #parts;
  #below = h("div.below");
  #open = null;

  /** `begin(wish, title)` starts a session, `enter(quiz)` goes into a quiz of the programme. */
  constructor(parts) {
    this.#parts = parts;
    const chosen = kept("mode") ?? MODES[0];
    const cards = MODES.map((mode) => h(
      "label.mode",
      {},
      h("input", { type: "radio", name: "mode", value: mode, checked: mode === chosen, onchange: () => this.#choose(mode) }),
      h("span.shape", { "aria-hidden": "true" }),
      h("b", {}, t(`mode.${mode}`)),
      h("small", {}, t(`mode.${mode}_means`)),
    ));
    this.element = h("div.choose", {}, h("fieldset.modes", {}, h("legend", {}, h("h2", {}, t("modes"))), cards), this.#below);
    this.#choose(chosen);
  }

  close() {
    this.#open?.close?.();
  }

  #choose(mode) {
    keep("mode", mode);
    this.#open?.close?.();
    this.#open = this.#make(mode);
    this.#below.replaceChildren(this.#open.element);
  }

  #make(mode) {
    const { api, categories, begin, enter } = this.#parts;
    if (mode === "live" || mode === "scheduled") return new Programme(api, mode, enter);
    if (mode === "practice") return new Practice(categories, begin);
    return topics(categories, (category, title) => begin({ mode, category: category.slug }, title));
  }
}
