/** Friends: find somebody, ask, accept, remove or block them; and how friends stand on a board. */

import { button, h, say } from "./dom.js";
import { form } from "./forms.js";
import { number, t } from "./language.js";
import { person, there } from "./person.js";
import { places } from "./places.js";
import { segments } from "./practice.js";
import { report } from "./report.js";
import { keep, kept } from "./store.js";
import { calm, tell } from "./trouble.js";

const PERIODS = ["day", "week", "season", "all"];
/** Pages of a list that are read at most: as many friends as there may be. */
const PAGES = 5;
/** How often one looks who is here, while the view is. */
const LOOK_MS = 20_000;

export class Friends {
  #api;
  #unread;
  #period = kept("friends") ?? "week";
  #board = h("div");
  #found = h("ul.people", { "aria-live": "polite" });
  #lists = h("div.stack");
  #shown = h("input", { type: "checkbox", id: "presence", onchange: () => this.#show().catch(tell) });
  #timer = null;
  // A report that is being written stays.
  #heard = () => { if (!this.#lists.querySelector(".report[open]")) this.#draw().catch(tell); };

  constructor({ api, unread }) {
    this.#api = api;
    this.#unread = unread;
    const periods = segments(t("boards.period"), "friends-period", PERIODS.map((period) => [period, t(`period.${period}`)]), this.#period, (period) => this.#choose(period));
    const again = button(t("boards.look"), () => this.#look().catch(tell), "plain small");
    this.element = h(
      "div.boards",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("friends.title")), h("p", {}, t("friends.lead")), h("p", {}, h("a", { href: "#invite" }, t("friends.invite")))),
      h(
        "div.columns",
        {},
        h("div.stack", {}, h("div.settings", {}, periods), h("section.card.board", { "aria-label": t("friends.board") }, h("header", {}, h("h2", {}, t("friends.board")), again), this.#board)),
        h("div.stack", {}, h("section.card", {}, this.#search(), this.#found), this.#lists, h("section.card", {}, h("div.form", {}, h("label.check", { for: "presence" }, this.#shown, h("span", {}, t("presence.shown"))), h("p.quiet", {}, t("presence.means"))))),
      ),
    );
  }

  /** The view is on the page now. */
  enter() {
    this.#unread.addEventListener("message", this.#heard);
    this.#draw().catch(tell);
    this.#look().catch(tell);
    this.#mine().catch(tell);
    this.#timer = setInterval(() => this.#peek(), LOOK_MS);
  }

  leave() {
    clearInterval(this.#timer);
    this.#unread.removeEventListener("message", this.#heard);
  }

  #choose(period) {
    this.#period = keep("friends", period);
    this.#look().catch(tell);
  }

  async #look() {
    const { body } = await this.#api.insist("GET", `/v1/boards/global.${this.#period}?friends=true&limit=100`);
    const overall = ({ overall_rank: rank }) => h("small.overall", {}, t("friends.overall", { n: rank }));
    this.#board.replaceChildren(body.items.length ? places(body.items, this.#api.player, overall) : h("p.empty", {}, t("friends.board_empty")));
  }

  async #mine() {
    const { body } = await this.#api.insist("GET", "/v1/me");
    this.#shown.checked = body.presence === "friends";
  }

  async #show() {
    const presence = this.#shown.checked ? "friends" : "nobody";
    await this.#api.ask("PATCH", "/v1/me", { presence });
    calm();
    say(t(`presence.now_${presence}`));
  }

  /** Who is here now; what is open or typed on their lines stays. */
  async #peek() {
    if (document.hidden) return;
    const friends = await this.#read("/v1/friends?state=friends&").catch(() => []);
    for (const { player_id: id, presence } of friends) this.#lists.querySelector(`[data-player="${id}"] > div > span`)?.replaceChildren(there(presence));
  }

  #search() {
    return form({
      title: t("friends.find"),
      lead: t("friends.find_means"),
      fields: [{ name: "name", label: t("friends.name"), autocomplete: "off", dir: "auto" }],
      action: t("friends.search"),
      send: async ({ name }) => {
        const { body } = await this.#api.ask("POST", "/v1/players/search?limit=10", { name: name.trim() });
        calm();
        const items = body.items.map(({ id, ...rest }) => this.#line({ player_id: id, ...rest, state: rest.friendship }));
        if (body.next) items.push(h("li.quiet", {}, t("friends.more")));
        this.#found.replaceChildren(...(items.length ? items : [h("li.quiet", {}, t("friends.nobody"))]));
      },
    });
  }

  async #read(path) {
    const items = [];
    let next = "";
    for (let page = 0; page < PAGES && next !== null; page += 1) {
      const { body } = await this.#api.insist("GET", `${path}limit=100${next && `&cursor=${next}`}`);
      items.push(...body.items);
      next = body.next;
    }
    return items;
  }

  async #draw() {
    const states = ["asks_me", "friends", "asked"];
    const lists = await Promise.all([...states.map((state) => this.#read(`/v1/friends?state=${state}&`)), this.#read("/v1/blocks?")]);
    const [asking, friends, asked, blocked] = lists;
    const card = (key, items, empty = null) => (items.length || empty ? h("section.card", {}, h("h2", { tabindex: -1 }, t(`friends.${key}`), " ", h("span.tag", {}, number(items.length))), items.length ? h("ul.people", {}, items.map((item) => this.#line(item))) : h("p.quiet", {}, empty)) : null);
    const away = blocked.length ? h("details.card", {}, h("summary", {}, t("friends.blocked"), " ", h("span.tag", {}, number(blocked.length))), h("ul.people", {}, blocked.map((item) => this.#line({ ...item, state: "blocked" })))) : null;
    this.#lists.replaceChildren(...[card("asking", asking), card("mine", friends, t("friends.none")), card("asked", asked), away].filter(Boolean));
  }

  #line(one) {
    const more = report(this.#api, { name: one.player_id, behaviour: one.player_id });
    return person(one, (method, kind) => this.#act(method, kind, one).catch(tell), more);
  }

  /** Change something between the visitor and somebody; the search's line and the lists follow. */
  async #act(method, kind, { player_id: id, name }) {
    const { body } = await this.#api.ask(method, `/v1/${kind}/${id}`);
    calm();
    const acted = this.element.contains(document.activeElement);
    const state = kind === "blocks" ? (method === "PUT" ? "blocked" : "none") : (body.state ?? "none");
    for (const line of this.#found.querySelectorAll(`[data-player="${id}"]`)) line.replaceWith(this.#line({ player_id: id, name, state }));
    await Promise.all([this.#draw(), this.#look()]);
    say(t(`friends.now_${state}`, { name }));
    // The button that was pressed is gone.
    if (acted && !this.element.contains(document.activeElement)) this.element.querySelector("h1").focus({ preventScroll: true });
  }
}
