/** A player's tokens: how many, and the latest that was done with them. The socket says when it is time to look again. */

import { h } from "./dom.js";
import { has, moment, number, t } from "./language.js";
import { tell } from "./trouble.js";

const SHOWN = 10;

export class Wallet {
  #api;
  #line;
  #version = -1;
  #sum = h("div");
  #list = h("div");
  #heard = ({ detail }) => {
    if (detail.type === "wallet.changed" && detail.version > this.#version) this.#draw().catch(tell);
  };
  // What came while the socket was away.
  #back = () => { if (this.#line.open) this.#draw().catch(tell); };

  constructor({ api, line }) {
    this.#api = api;
    this.#line = line;
    this.element = h("section.card.wallet", { "aria-label": t("wallet") }, h("h2", {}, t("wallet")), this.#sum, h("p", {}, h("a", { href: "#rewards" }, t("wallet.rewards"))), this.#list);
  }

  enter() {
    this.#line.addEventListener("frame", this.#heard);
    this.#line.addEventListener("change", this.#back);
    this.#draw().catch(tell);
  }

  leave() {
    this.#line.removeEventListener("frame", this.#heard);
    this.#line.removeEventListener("change", this.#back);
  }

  async #draw() {
    const read = async (path) => (await this.#api.insist("GET", path)).body;
    const [wallet, { items }] = await Promise.all([read("/v1/wallet"), read(`/v1/wallet/entries?limit=${SHOWN}`)]);
    this.#version = wallet.version;
    this.#sum.replaceChildren(
      h("p.sum", {}, h("b", {}, number(wallet.free)), " ", t("wallet.free", { n: wallet.free })),
      ...[["waiting", wallet.waiting], ["held", wallet.held], ["owed", wallet.owed]].filter(([, n]) => n).map(([name, n]) => note(name, n)),
    );
    this.#list.replaceChildren(items.length ? h("ol.history", {}, items.map(item)) : h("p.quiet", {}, t("wallet.none")));
  }
}

function note(name, n) {
  return h(`p.quiet.${name}`, {}, t(`wallet.${name}`, { n }), name === "waiting" ? [" ", h("a", { href: "#account" }, t("account"))] : null);
}

function item({ kind, source, amount, change, owed, at }) {
  const sign = ["credit", "release"].includes(kind) ? "+" : "−";
  const what = has(`wallet.of.${source}`) ? t(`wallet.of.${source}`) : source;
  const debt = owed < 0 ? t("wallet.paid", { n: -owed }) : owed > 0 ? t("wallet.owing", { n: owed }) : null;
  const means = kind === "credit" ? null : t(`wallet.${kind}`);
  return h("li", {}, h("div.line", {}, h("b", {}, what), h("small", {}, [means, debt, moment(at)].filter(Boolean).join(" · ")), h("span", { dir: "ltr" }, `${sign}${number(change ? Math.abs(change) : amount)}`)));
}
