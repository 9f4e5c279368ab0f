/** One redemption of the player's: what, how it stands, and what they can do about it. */

import { Card } from "./card.js";
import { button, h, say, words, write } from "./dom.js";
import { money, moment, t } from "./language.js";
import { tell } from "./trouble.js";

/** How far each state has come, of three steps; 0: it is over, and nothing came of it. */
const STEPS = { held: 1, in_review: 1, submitting: 2, in_progress: 2, unknown: 2, manual_review: 2, succeeded: 3 };
const LAST = 3;

export class Redemption {
  #api;
  #one;
  #state = h("span.tag");
  #means = h("p.quiet");
  #deeds = h("div.actions");
  #card = null;

  constructor(api, one) {
    this.#api = api;
    this.#one = { version: -1 };
    const { id, name, value, tokens, phone, created_at: at } = one;
    const facts = [t("season.tokens", { n: tokens }), phone && `\u2066${phone}\u2069`, moment(at)];
    this.element = h(
      "li",
      { "data-id": id },
      h("div.head", {}, h("h3", { tabindex: -1 }, words(name), " · ", money(value)), this.#state),
      h("span.steps", { "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      h("small", {}, facts.filter(Boolean).join(" · ")),
      this.#means,
      this.#deeds,
    );
    this.show(one);
  }

  focus() {
    this.element.querySelector("h3").focus();
  }

  /** Whether more is to come of it. */
  get waits() {
    const { state, kind, revealable } = this.#one;
    return (STEPS[state] ?? LAST) < LAST || (state === "succeeded" && kind === "gift_card" && !revealable);
  }

  /** News of it, unless what is known is newer. */
  show(one, aloud = false) {
    const before = this.#one;
    if (one.version < before.version) return;
    this.#one = one;
    const { state, code } = one;
    this.element.dataset.state = state;
    this.element.dataset.step = STEPS[state] ?? 0;
    write(this.#state, t(`redemption.${state}`));
    write(this.#means, [t(`redemption.${state}_means`), code ? `(${code})` : ""].join(" ").trim());
    if (before.cancellable !== one.cancellable || before.revealable !== one.revealable) this.#act();
    if (aloud && before.state && before.state !== state) say(`${one.name}: ${t(`redemption.${state}`)}`);
  }

  /** No codes are to be seen any more. */
  hide() {
    this.#card?.hide();
  }

  #act() {
    const { id, name, cancellable, revealable } = this.#one;
    const focused = this.#deeds.contains(document.activeElement);
    const cancel = button(t("redemption.cancel"), () => this.#cancel().catch(tell), "plain small");
    cancel.setAttribute("aria-label", t("redemption.cancel_what", { name }));
    this.#card = revealable ? new Card(this.#api, id) : null;
    this.#deeds.replaceChildren(...(cancellable ? [cancel] : []), ...(this.#card ? [this.#card.element] : []));
    if (focused) this.focus();
  }

  async #cancel() {
    this.show((await this.#api.ask("POST", `/v1/redemptions/${this.#one.id}/cancel`)).body, true);
  }
}
