/** The codes of a gift card: shown to who has just given their password, and gone when they look away. */

import { button, h, say } from "./dom.js";
import { form } from "./forms.js";
import { t } from "./language.js";
import { tell } from "./trouble.js";

const LINK = /^https:\/\//;

export class Card {
  #api;
  #path;
  #shown = h("div");
  #show = button(t("card.show"), () => this.#open().catch(tell), "small");

  constructor(api, id) {
    this.#api = api;
    this.#path = `/v1/redemptions/${id}/reveal`;
    this.element = h("div.gift", {}, this.#show, this.#shown);
  }

  /** Nothing is to be seen any more. */
  hide() {
    this.#shown.replaceChildren();
    this.#show.hidden = false;
  }

  async #open() {
    try {
      const { body } = await this.#api.ask("POST", this.#path);
      this.#put(h("ul.codes", {}, body.items.map(codes)), h("div.actions", {}, button(t("card.hide"), () => { this.hide(); this.#show.focus(); }, "plain small")));
      this.#shown.querySelector("button").focus();
      say(t("card.shown"));
    } catch (problem) {
      if (problem.code !== "reauthentication_required") throw problem;
      this.#ask();
    }
  }

  #ask() {
    if (!this.#api.player.registered) return this.#put(h("p", {}, t("card.account")), h("div.actions", {}, h("a.button.small", { href: "#account" }, t("account"))));
    this.#put(form({
      title: t("card.password"),
      lead: t("card.password_means"),
      fields: [{ name: "password", label: t("account.password"), type: "password", autocomplete: "current-password" }],
      action: t("card.show"),
      send: async ({ password }) => {
        await this.#api.prove(password);
        await this.#open();
      },
      links: [button(t("account.back"), () => { this.hide(); this.#show.focus(); }, "plain")],
    }));
    this.#shown.querySelector("input").focus();
  }

  #put(...what) {
    this.#show.hidden = true;
    this.#shown.replaceChildren(...what);
  }
}

/** One card: any of the three may be all there is. */
function codes({ code, pin, url }) {
  return h(
    "li",
    {},
    [["code", code], ["pin", pin]].filter(([, text]) => text).map(([name, text]) => h("div", {}, h("span.quiet", {}, t(`card.${name}`)), h("code", { dir: "ltr" }, text), copy(name, text))),
    url && LINK.test(url) ? h("a.button.small", { href: url, target: "_blank", rel: "noopener noreferrer" }, t("card.url")) : null,
  );
}

function copy(name, text) {
  const go = button(t("card.copy"), async () => {
    await navigator.clipboard.writeText(text);
    say(t("link.copied"));
    go.textContent = t("link.copied");
    setTimeout(() => { go.textContent = t("card.copy"); }, 2000);
  }, "plain small");
  go.setAttribute("aria-label", t(`card.copy_${name}`));
  return navigator.clipboard ? go : null;
}
