/** Rewards: what tokens buy, the asking for it, and what became of what was asked for. */

import { missing } from "./applicant.js";
import { h } from "./dom.js";
import { number, t } from "./language.js";
import { redeem } from "./redeem.js";
import { Redeemed } from "./redeemed.js";
import { Shelf } from "./shelf.js";
import { calm, tell } from "./trouble.js";

export class Rewards {
  #api;
  #line;
  #orders;
  #demo;
  #redeemed;
  #sum = h("p.sum");
  #stage = h("div.stack");
  #id = null;
  /** The product that recharges a phone, and the phone. */
  #found = {};
  #heard = ({ detail }) => { if (detail.type === "wallet.changed") this.#count().catch(tell); };
  #became = () => {
    this.#redeemed.forget();
    this.#draw().catch(tell);
  };
  // Nothing else is asked for while something waits for its answer.
  #settled = () => { if (this.#stage.querySelector(".waiting")) this.#draw().catch(tell); };

  constructor({ api, line, orders, demo }) {
    this.#api = api;
    this.#line = line;
    this.#orders = orders;
    this.#demo = demo;
    this.#redeemed = new Redeemed({ api, line, orders });
    this.element = h(
      "div.rewards",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("rewards.title")), h("p", {}, t("rewards.lead")), this.#sum),
      h("div.columns", {}, this.#stage, this.#redeemed.element),
    );
  }

  enter(id = null) {
    this.#id = id;
    calm();
    this.#line.addEventListener("frame", this.#heard);
    this.#api.addEventListener("player", this.#became);
    this.#orders.addEventListener("settled", this.#settled);
    this.#redeemed.enter();
    this.#draw().catch(tell);
  }

  leave() {
    this.#line.removeEventListener("frame", this.#heard);
    this.#api.removeEventListener("player", this.#became);
    this.#orders.removeEventListener("settled", this.#settled);
    this.#redeemed.leave();
  }

  close() {
    this.#redeemed.close();
  }

  async #read(path) {
    return (await this.#api.insist("GET", path)).body;
  }

  async #count() {
    const { free } = await this.#read("/v1/wallet");
    this.#sum.replaceChildren(h("b", {}, number(free)), " ", t("wallet.free", { n: free }));
    return free;
  }

  async #draw() {
    const [me, free, { switches, terms_version: terms }] = await Promise.all([this.#read("/v1/me"), this.#count(), this.#read("/v1/config")]);
    const id = this.#id;
    const lacks = missing({ api: this.#api, me, demo: this.#demo, done: () => this.#draw().then(() => this.#stage.querySelector("h2")?.focus(), tell) });
    const off = switches.redemptions ? [] : [h("p.card.fault", {}, t("problem.switched_off"))];
    const body = id ? await this.#product(id, free, terms) : this.#shelf(me, free);
    if (id === this.#id) this.#stage.replaceChildren(...off, ...lacks, ...body);
  }

  #shelf(me, free) {
    const found = (product, phone) => {
      this.#found = { product, phone };
      location.hash = `#rewards/${product.id}`;
    };
    return [new Shelf({ api: this.#api, me, free, found }).element];
  }

  async #product(id, free, terms) {
    const back = h("p", {}, h("a", { href: "#rewards" }, t("rewards.back")));
    if (this.#orders.waiting) return [back, h("p.card.waiting", { role: "status" }, t("redeem.waiting"))];
    const { product, phone } = this.#found.product?.id === id ? this.#found : { product: await this.#read(`/v1/catalogue/${encodeURIComponent(id)}`) };
    if (product.kind === "recharge" && !phone) return [back, h("p.card", {}, t("recharge.lead"))];
    return [back, redeem({ product, phone, free, terms, place: (wanted) => this.#place(wanted) })];
  }

  async #place(wanted) {
    const { id } = await this.#orders.place(wanted);
    if (!this.element.isConnected || !this.#id) return;
    // The way back leads to where one came from, and not to the form again.
    history.replaceState(null, "", "#rewards");
    this.#id = null;
    await this.#draw();
    this.#redeemed.focus(id);
  }
}
