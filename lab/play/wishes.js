/** How the player wishes to be told of things when they are away: by category and channel, and not in quiet hours. */

import { h, say } from "./dom.js";
import { field, form } from "./forms.js";
import { t } from "./language.js";
import { tell } from "./trouble.js";

const CHANNELS = ["mail", "push"];
const PATH = "/v1/me/notification-preferences";

export class Wishes {
  #api;
  #place = h("section.card");

  constructor({ api }) {
    this.#api = api;
    this.element = h("div.inbox", {}, h("header", {}, h("h1", { tabindex: -1 }, t("told.title")), h("p", {}, t("told.lead"))), this.#place);
  }

  /** The view is on the page now. */
  enter() {
    this.#draw().catch(tell);
  }

  leave() {}

  async #draw() {
    const { body } = await this.#api.insist("GET", PATH);
    const boxes = Object.entries(body.categories).map(([category, channels]) => [category, CHANNELS.map((channel) => box(category, channel, channels[channel]))]);
    const head = h("tr", {}, h("th", { scope: "col" }, t("inbox.category")), CHANNELS.map((channel) => h("th", { scope: "col" }, t(`told.by_${channel}`))));
    const rows = boxes.map(([category, row]) => h("tr", {}, h("th", { scope: "row" }, t(`told.${category}`)), row.map((one) => h("td", {}, one))));
    const table = h("table.wishes", {}, h("thead", {}, head), h("tbody", {}, rows));
    const from = time("from", body.quiet?.from);
    const until = time("until", body.quiet?.until);
    const send = async () => {
      const categories = Object.fromEntries(boxes.map(([category, row]) => [category, Object.fromEntries(CHANNELS.map((channel, at) => [channel, row[at].checked]))]));
      const hours = { from: from.control.value, until: until.control.value };
      await this.#api.ask("PUT", PATH, { categories, quiet: hours.from || hours.until ? hours : null });
      say(t("told.kept"));
      kept.textContent = t("told.kept");
    };
    const kept = h("span.quiet", {});
    const fields = [{ name: "categories", control: table, fault: h("span", { hidden: true }), element: table }, from, until];
    this.#place.replaceChildren(form({ title: t("told.choose"), lead: t("told.quiet"), fields, action: t("told.keep"), send, links: [kept] }));
  }
}

const box = (category, channel, checked) => h("input", { type: "checkbox", checked, "aria-label": `${t(`told.${category}`)}: ${t(`told.by_${channel}`)}` });

/** A time of day; empty: there are no quiet hours. */
function time(name, value = "") {
  const control = h("input", { id: `quiet-${name}`, type: "time", value, dir: "ltr" });
  return field(name, control, h("label", { for: control.id }, t(`told.${name}`)), control);
}
