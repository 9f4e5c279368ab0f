/** The player's inbox, and how many messages wait to be read. */

import { h } from "./dom.js";
import { moment, t } from "./language.js";
import { tell } from "./trouble.js";

/** The count: from the API at first, then from the socket. Fires "change", and "message" (detail: it) when one comes. */
export class Unread extends EventTarget {
  #api;
  count = 0;

  constructor(api, line) {
    super();
    this.#api = api;
    line.addEventListener("notification", ({ detail }) => {
      this.set(detail.unread);
      this.dispatchEvent(new CustomEvent("message", { detail }));
    });
    // What came while the socket was away.
    line.addEventListener("change", () => { if (line.open) this.look(); });
  }

  async look() {
    const { body } = await this.#api.ask("GET", "/v1/notifications?limit=1").catch(() => ({ body: { unread: this.count } }));
    this.set(body.unread);
  }

  set(count) {
    this.count = count;
    this.dispatchEvent(new Event("change"));
  }
}

export class Inbox {
  #api;
  #unread;
  #list = h("ol.messages");
  #heard = () => this.#draw().catch(tell);

  constructor({ api, unread }) {
    this.#api = api;
    this.#unread = unread;
    this.element = h("div.inbox", {}, h("header", {}, h("h1", { tabindex: -1 }, t("inbox.title")), h("p", {}, t("inbox.lead"))), this.#list);
  }

  /** The view is on the page now: what is seen is read. */
  enter() {
    this.#unread.addEventListener("message", this.#heard);
    this.#heard();
  }

  leave() {
    this.#unread.removeEventListener("message", this.#heard);
  }

  async #draw() {
    const { body } = await this.#api.insist("GET", "/v1/notifications?limit=30");
    this.#list.replaceChildren(...(body.items.length ? body.items.map(message) : [h("li.card.quiet", {}, t("inbox.none"))]));
    if (!body.unread) return;
    const { body: left } = await this.#api.insist("POST", "/v1/notifications/read", { before: body.items[0].created_at });
    this.#unread.set(left.unread);
  }
}

/** Messages are written in English, wherever they are read. */
function message({ category, title, body, link, created_at: at, read_at: read }) {
  return h("li", { class: `card${read ? "" : " new"}` }, h("div", { lang: "en", dir: "ltr" }, h("b", {}, title), h("p", {}, body)), way(category, link), h("p.quiet", {}, read ? null : h("span.tag", {}, t("inbox.new")), ` ${moment(at)}`));
}

/** From a message to what it is about, where the page has that. */
function way(category, link) {
  if (category === "referrals") return h("a", { href: "#invite" }, t("invite.title"));
  if (category === "friend") return h("a", { href: "#friends" }, t("inbox.friends"));
  const battle = /^\/battles\/([\w-]+)$/.exec(link ?? "")?.[1];
  return battle ? h("a", { href: `#battle/${battle}` }, t("inbox.battle")) : null;
}
