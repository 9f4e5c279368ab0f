/** What the player asked for: each with its state, which moves while one looks. */

import { button, h, say } from "./dom.js";
import { t } from "./language.js";
import { Redemption } from "./redemption.js";
import { tell } from "./trouble.js";

const PAGE = 10;
/** A word on the socket may be lost: who waits looks themselves, too. */
const LOOK_MS = 10_000;

export class Redeemed {
  #api;
  #line;
  #orders;
  #items = new Map();
  #list = h("ol.redemptions");
  #more = h("div.actions");
  #none = h("p.quiet", { hidden: true }, t("redeemed.none"));
  #timer = null;
  #heard = ({ detail }) => { if (detail.type === "redemption.changed") this.#look(detail.id).catch(tell); };
  #back = () => { if (this.#line.open) this.#draw().catch(tell); };
  #made = ({ detail }) => {
    this.#put(detail, true);
    say(t("redeemed.made"));
  };

  constructor({ api, line, orders }) {
    this.#api = api;
    this.#line = line;
    this.#orders = orders;
    orders.addEventListener("made", this.#made);
    this.element = h("section.card.redeemed", { "aria-label": t("redeemed") }, h("h2", { tabindex: -1 }, t("redeemed")), this.#none, this.#list, this.#more);
  }

  enter() {
    this.#line.addEventListener("frame", this.#heard);
    this.#line.addEventListener("change", this.#back);
    this.#timer = setInterval(() => this.#wait(), LOOK_MS);
    this.#draw().catch(tell);
  }

  leave() {
    this.#line.removeEventListener("frame", this.#heard);
    this.#line.removeEventListener("change", this.#back);
    clearInterval(this.#timer);
    for (const item of this.#items.values()) item.hide();
  }

  /** To one of them. */
  focus(id) {
    this.#items.get(id)?.focus();
  }

  /** They were another player's. */
  forget() {
    this.#items.clear();
    this.#list.replaceChildren();
    this.#draw().catch(tell);
  }

  close() {
    this.#orders.removeEventListener("made", this.#made);
  }

  async #draw(cursor) {
    const { body } = await this.#api.insist("GET", `/v1/redemptions?limit=${PAGE}${cursor ? `&cursor=${cursor}` : ""}`);
    for (const one of body.items) this.#put(one);
    this.#none.hidden = this.#items.size > 0;
    this.#more.replaceChildren(...(body.next ? [button(t("rewards.more"), () => this.#draw(body.next).catch(tell), "plain small")] : []));
  }

  async #look(id) {
    this.#put((await this.#api.insist("GET", `/v1/redemptions/${id}`)).body, true);
  }

  #wait() {
    for (const [id, item] of this.#items) if (item.waits) this.#look(id).catch(() => {});
  }

  /** News of one; ids are in the order of time, and the latest stands first. */
  #put(one, aloud = false) {
    const there = this.#items.get(one.id);
    if (there) return there.show(one, aloud);
    const item = new Redemption(this.#api, one);
    this.#items.set(one.id, item);
    this.#none.hidden = true;
    const before = [...this.#list.children].find((other) => other.dataset.id < one.id);
    this.#list.insertBefore(item.element, before ?? null);
  }
}
