/** The player's inbox, and how many messages wait to be read. */

import { h } from "./dom.js";
import { moment, t } from "./language.js";
import { markup } from "./markup.js";
import { tell } from "./trouble.js";
import { place } from "./ways.js";

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

const CATEGORIES = ["progress", "battles", "rewards", "referrals", "account", "support", "news"];

export class Inbox {
  #api;
  #unread;
  #category = "";
  #list = h("ol.messages");
  #heard = () => this.#draw().catch(tell);

  constructor({ api, unread }) {
    this.#api = api;
    this.#unread = unread;
    const categories = h(
      "select",
      { id: "category", onchange: ({ target }) => this.#choose(target.value) },
      h("option", { value: "" }, t("inbox.all")),
      CATEGORIES.map((one) => h("option", { value: one }, t(`told.${one}`))),
    );
    this.element = h(
      "div.inbox",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("inbox.title")), h("p", {}, t("inbox.lead"), " ", h("a", { href: "#told" }, t("inbox.wishes")), " · ", h("a", { href: "#support" }, t("support.title")))),
      h("div.field", {}, h("label", { for: "category" }, t("inbox.category")), categories),
      this.#list,
    );
  }

  /** The view is on the page now: what is seen is read. */
  enter() {
    this.#unread.addEventListener("message", this.#heard);
    this.#heard();
  }

  leave() {
    this.#unread.removeEventListener("message", this.#heard);
  }

  #choose(category) {
    this.#category = category;
    this.#heard();
  }

  async #draw() {
    const wanted = this.#category;
    const { body } = await this.#api.insist("GET", `/v1/notifications?limit=30${wanted && `&category=${wanted}`}`);
    if (wanted !== this.#category) return;
    this.#list.replaceChildren(...(body.items.length ? body.items.map(message) : [h("li.card.quiet", {}, t(wanted ? "inbox.none_of_it" : "inbox.none"))]));
    const fresh = body.items.filter(({ read_at: read }) => !read).map(({ id }) => id);
    if (!body.unread || (wanted && !fresh.length)) return this.#unread.set(body.unread);
    // Of one category, what is shown was read; of all, what is older as well.
    const seen = wanted ? { ids: fresh } : { before: body.items[0].created_at };
    const { body: left } = await this.#api.insist("POST", "/v1/notifications/read", seen);
    this.#unread.set(left.unread);
  }
}

/** A message is in the language that its player had when it came. */
function message({ category, lang, dir, title, body, markup: written, link, created_at: at, read_at: read }) {
  const said = h("div", { lang, dir }, h("b", {}, title), h("p", {}, written ? markup(written) : body));
  const about = h("p.quiet", {}, read ? null : h("span.tag", {}, t("inbox.new")), ` ${t(`told.${category}`)} · ${moment(at)}`);
  return h("li", { class: `card${read ? "" : " new"}` }, said, way(link), about);
}

/** From a message to what it is about, where the page has that. */
function way(link) {
  const found = place(link);
  return found ? h("a", { href: `#${found.fragment}` }, t(found.text)) : null;
}
