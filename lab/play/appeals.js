/** Decisions about the player, what may be said against them once, and what came of that; and of their own reports. */

import { h, say, words } from "./dom.js";
import { field, form } from "./forms.js";
import { date, moment, t } from "./language.js";
import { calm, tell } from "./trouble.js";

const TEXT_MOST = 1000;

export class Appeals {
  #api;
  #decisions = h("ol.messages");
  #reports = h("div");

  constructor({ api }) {
    this.#api = api;
    this.element = h("div.inbox", {}, h("header", {}, h("h1", { tabindex: -1 }, t("appeals.title")), h("p", {}, t("appeals.lead"))), this.#decisions, this.#reports);
  }

  enter() {
    this.#draw().catch(tell);
  }

  leave() {}

  async #draw() {
    const { body } = await this.#api.plead("GET", "/v1/appeals");
    calm();
    this.#decisions.replaceChildren(...(body.items.length ? body.items.map((one) => this.#decision(one)) : [h("li.card.quiet", {}, t("appeals.none"))]));
    const mine = await this.#api.ask("GET", "/v1/reports?limit=20").catch(() => ({ body: { items: [] } }));
    this.#reports.replaceChildren(...(mine.body.items.length ? [h("section.card", {}, h("h2", {}, t("appeals.reports")), h("ul.people", {}, mine.body.items.map(reported)))] : []));
  }

  #decision(one) {
    const { what, at, until, holds, may_appeal: open, appeal, id } = one;
    const state = !holds ? "over" : until ? "until" : "holds";
    const parts = [
      h("div", {}, h("b", {}, t(`appeals.what_${what}`)), h("p", { lang: "en", dir: "ltr" }, one.text)),
      h("p.quiet", {}, t(`appeals.${state}`, { until: until ? end(until) : "" }), ` · ${moment(at)}`),
      appeal ? h("p", { role: "status" }, t(`appeals.${appeal.outcome ?? "waits"}`), h("br"), words(appeal.text)) : null,
      open ? this.#form(one) : null,
    ];
    return h("li.card", { "data-decision": id }, parts);
  }

  #form({ kind, id }) {
    const text = h("textarea", { id: `appeal-${id}`, rows: 4, maxlength: TEXT_MOST, dir: "auto" });
    const send = async ({ text: said }) => {
      await this.#api.plead("POST", "/v1/appeals", { kind, id, text: said });
      await this.#draw();
      say(t("appeals.waits"));
      this.element.querySelector("h1").focus({ preventScroll: true });
    };
    return form({
      title: t("appeals.appeal"),
      lead: t("appeals.once"),
      fields: [field("text", text, h("label", { for: text.id }, t("appeals.text")), text)],
      action: t("appeals.send"),
      send,
    });
  }
}

/** Ends may be years away. */
const end = (time) => (new Date(time).getFullYear() === new Date().getFullYear() ? moment(time) : date(time));

const reported = ({ kind, ground, acted, closed_at: closed, created_at: at }) =>
  h("li", {}, h("div", {}, t(`report.${kind}_${ground}`), " ", h("small", {}, moment(at))), h("span.quiet", {}, t(closed ? (acted ? "appeals.acted" : "appeals.not_acted") : "appeals.open")));
