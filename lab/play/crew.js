/** The processes, and a short diary of what became of them. */

import { h, write } from "./dom.js";
import { t } from "./language.js";

const FRESH_S = 8;

export class Crew {
  #body = h("tbody");
  #rows = new Map();

  constructor() {
    const head = ["process", "state", "pid", "up", "restarts"].map((name, at) => h("th", { scope: "col", class: ["", "", "pid number", "number", "number"][at] }, t(`crew.${name}`)));
    this.element = h("section.card", { "aria-label": t("crew") }, h("h2", {}, t("crew")), h("table.crew", {}, h("thead", {}, h("tr", {}, head)), this.#body));
  }

  /** Show the processes as they are now. */
  draw(processes) {
    const seen = new Set();
    for (const one of processes) {
      seen.add(one.name);
      const row = this.#row(one.name);
      row.className = one.state !== "ready" ? one.state : one.restarts && one.uptime_s < FRESH_S ? "fresh" : "";
      const cells = [one.name, t(`crew.${one.state}`), one.pid ?? "–", age(one.uptime_s), one.restarts];
      cells.forEach((text, at) => write(at === 1 ? row.children[at].firstChild : row.children[at], text));
    }
    for (const [name, row] of this.#rows) {
      if (seen.has(name)) continue;
      row.remove();
      this.#rows.delete(name);
    }
  }

  #row(name) {
    if (!this.#rows.has(name)) {
      const row = h("tr", { "data-process": name }, h("td"), h("td", {}, h("span.state")), h("td.pid.number"), h("td.number"), h("td.number.restarts"));
      this.#rows.set(name, row);
      this.#body.append(row);
    }
    return this.#rows.get(name);
  }
}

/** What changed since the page was opened, newest first. */
export class News {
  #known = null;
  #away = new Set();
  #list = h("ol");
  #quiet = h("p.quiet", {}, t("news.quiet"));
  element = h("div.news", { "aria-label": t("news"), role: "log" }, this.#quiet, this.#list);

  /** Compare with what was known. */
  draw(processes, away) {
    const now = new Map(processes.map((one) => [one.name, one]));
    for (const [name, one] of now) this.#compare(name, this.#known?.get(name), one);
    if (now.size) this.#known = now;
    const gone = new Set(away.map((part) => part.part));
    for (const part of gone) if (!this.#away.has(part)) this.#add(t("news.away", { name: part }));
    for (const part of this.#away) if (!gone.has(part)) this.#add(t("news.back", { name: part }));
    this.#away = gone;
  }

  #compare(name, before, one) {
    if (!before) return;
    if (one.restarts > before.restarts) this.#add(t("news.died", { name, pid: String(one.pid) }));
    else if (before.state === "ready" && one.state !== "ready") this.#add(t("news.is", { name, state: t(`crew.${one.state}`) }));
    if (one.state === "ready" && (before.state !== "ready" || one.restarts > before.restarts)) this.#add(t("news.back", { name }));
  }

  #add(text) {
    const time = new Date().toLocaleTimeString("en-GB");
    this.#quiet.hidden = true;
    this.#list.prepend(h("li", {}, h("time", {}, time), h("span", {}, text)));
    while (this.#list.children.length > 6) this.#list.lastChild.remove();
  }
}

/** 4000 s -> "1 h 6 min". */
function age(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return t("age.s", { s: Math.floor(seconds) });
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t("age.min", { min: minutes }) : t("age.h", { h: Math.floor(minutes / 60), min: minutes % 60 });
}
