/** Support: what the player writes to the staff, and what they answer. */

import { h, say, words } from "./dom.js";
import { field, form } from "./forms.js";
import { moment, t } from "./language.js";
import { tell } from "./trouble.js";

const SUBJECT_MOST = 120;
const TEXT_MOST = 2000;
const PATH = "/v1/threads";

export class Support {
  #api;
  #unread;
  #thread = null;
  #place = h("div.stack");
  #heard = () => this.#draw().catch(tell);

  constructor({ api, unread }) {
    this.#api = api;
    this.#unread = unread;
    this.element = h("div.inbox", {}, h("header", {}, h("h1", { tabindex: -1 }, t("support.title")), h("p", {}, t("support.lead"))), this.#place);
  }

  /** `thread`: the one to show; without it, all of them. An answer shows at once. */
  enter(thread) {
    this.#thread = thread || null;
    this.#unread.addEventListener("message", this.#heard);
    this.#heard();
  }

  leave() {
    this.#unread.removeEventListener("message", this.#heard);
  }

  async #draw() {
    const id = this.#thread;
    const typing = this.#place.querySelector("textarea")?.value;
    const found = id ? await this.#one(id) : await this.#all();
    if (id !== this.#thread) return;
    this.#place.replaceChildren(...found);
    if (typing) this.#place.querySelector("textarea").value = typing;
  }

  async #all() {
    const { body } = await this.#api.insist("GET", `${PATH}?limit=30`);
    const list = h("ol.messages", {}, body.items.length ? body.items.map(line) : h("li.card.quiet", {}, t("support.none")));
    const subject = h("input", { id: "thread-subject", maxlength: SUBJECT_MOST, dir: "auto" });
    const send = async ({ subject: about, text }) => {
      const { body: made } = await this.#api.ask("POST", PATH, { subject: about.trim(), text: text.trim() });
      this.#sent();
      location.hash = `#support/${made.id}`;
    };
    const fields = [field("subject", subject, h("label", { for: subject.id }, t("support.subject")), subject), writing()];
    return [list, h("section.card", {}, form({ title: t("support.begin"), fields, action: t("support.send"), send }))];
  }

  async #one(id) {
    const { body } = await this.#api.insist("GET", `${PATH}/${id}/messages?limit=100`);
    if (body.thread.unread) await this.#api.insist("POST", `${PATH}/${id}/read`);
    const send = async ({ text }) => {
      await this.#api.ask("POST", `${PATH}/${id}/messages`, { text: text.trim() });
      this.#sent();
      await this.#draw();
    };
    return [
      h("p", {}, h("a", { href: "#support" }, t("support.all"))),
      h("h2", {}, words(body.thread.subject), " ", h("small.quiet", {}, t(`support.${body.thread.state}`))),
      h("section.card", {}, form({ title: t("support.answer"), fields: [writing()], action: t("support.send"), send })),
      h("ol.messages", {}, body.items.map(word)),
    ];
  }

  /** What was typed is on its way, and not to be kept. */
  #sent() {
    this.#place.querySelector("textarea").value = "";
    say(t("support.sent"));
  }
}

function writing() {
  const text = h("textarea", { id: "thread-text", rows: 4, maxlength: TEXT_MOST, dir: "auto" });
  return field("text", text, h("label", { for: text.id }, t("support.text")), text);
}

const line = ({ id, subject, state, unread, updated_at: at }) =>
  h("li", { class: `card${unread ? " new" : ""}` }, h("a", { href: `#support/${id}` }, words(subject)), h("p.quiet", {}, unread ? h("span.tag", {}, t("inbox.new")) : null, ` ${t(`support.${state}`)} · ${moment(at)}`));

const word = ({ by_staff: theirs, text, created_at: at }) =>
  h("li.card", {}, h("div", {}, h("b", {}, t(theirs ? "support.us" : "support.you")), h("p", { dir: "auto" }, text)), h("p.quiet", {}, moment(at)));
