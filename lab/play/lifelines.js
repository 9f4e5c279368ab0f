/** Help with a question: once a session each for nothing, and once more for tokens. */

import { button, h, write } from "./dom.js";
import { number, t } from "./language.js";

const LIFELINES = ["fifty_fifty", "skip"];

/** Two buttons for the question that is asked; `ask(kind)` has one used. */
export class Lifelines {
  #buttons;
  element = h("div.lifelines", { role: "group", "aria-label": t("lifelines") });

  constructor(ask) {
    this.#buttons = LIFELINES.map((kind) => button(t(`lifeline.${kind}`), () => ask(kind), "plain small"));
    this.element.append(...this.#buttons);
  }

  /** Offer those that can help with this question now; a quiz for all has no fifty-fifty. */
  show(question, game) {
    const open = question.state === "asked";
    const fits = { fifty_fifty: !game.shared && question.kind === "single_choice" && question.options.length > 2, skip: true };
    this.element.hidden = !open;
    this.#buttons.forEach((one, at) => {
      const kind = LIFELINES[at];
      const price = game.price(kind);
      one.hidden = price === null || !fits[kind] || game.uses(kind).includes(question.no);
      const what = t(`lifeline.${kind}`);
      write(one, price ? t("lifeline.again", { what, price: number(price) }) : what);
    });
  }
}
