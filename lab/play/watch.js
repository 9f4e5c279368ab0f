/** Watch: the line as it runs, what dies and comes back, and that nothing is lost. */

import { Board } from "./board.js";
import { Crew, News } from "./crew.js";
import { h, write } from "./dom.js";
import { curve } from "./glyph.js";
import { number, parts, t } from "./language.js";
import { Standing } from "./standing.js";
import { nameOf } from "./topics.js";

const EVERY_MS = 500;

export class Watch {
  #api;
  #line;
  #pulse;
  #standing;
  #choice = h("select", { "aria-label": t("watch.board") });
  #gauges = {};
  #curve = h("div", { role: "img", "aria-label": t("watch.curve") });
  #ends = h("dl.ends");
  #lag = h("ul.topic-lag");
  #away = h("p.trouble", { role: "status", hidden: true });
  #crew = new Crew();
  #news = new News();
  #naming = null;

  constructor({ api, line, pulse }) {
    this.#api = api;
    this.#line = line;
    this.#pulse = pulse;
    this.#standing = new Standing(this.#choice, () => api.player);
    this.#choice.addEventListener("change", () => this.#show());
    this.element = h(
      "div.watch",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, t("watch.title")), h("p", {}, t("watch.lead"))),
      this.#away,
      this.#dials(),
      h(
        "div.panels",
        {},
        this.#standing.element,
        h("div.stack", {}, this.#dare(), this.#crew.element, h("section.card", { "aria-label": t("watch.ends") }, h("h2", {}, t("watch.ends")), this.#ends, this.#lag)),
      ),
    );
  }

  /** The view is on the page now: hear the figures and the board. */
  enter() {
    this.#pulse.hear((beat) => this.#draw(beat), this.element, EVERY_MS);
    if (!this.#choice.value) this.#offer([{ name: "global.day" }]);
    this.#show();
    this.#naming ??= this.#name();
  }

  /** The view is away. */
  leave() {
    this.#standing.close();
  }

  async #name() {
    const { body } = await this.#api.insist("GET", "/v1/boards");
    const { body: topics } = await this.#api.insist("GET", "/v1/categories");
    this.#offer(body.items, new Map(topics.items.map((category) => [`category.${category.slug}`, nameOf(category)])));
  }

  #dials() {
    const gauge = (key, name, note, title) => {
      const figure = h("dd.figure", {}, "–");
      const small = h("dd.note", {}, note);
      const element = h("div.card.gauge", { title, "data-figure": key }, h("dt", {}, name), figure, small);
      this.#gauges[key] = { element, figure, small };
      return element;
    };
    const rate = gauge("events_per_s", t("watch.rate"), "");
    rate.classList.add("rate");
    rate.append(h("dd.curve", {}, this.#curve));
    return h(
      "dl.gauges",
      {},
      rate,
      gauge("accepted", t("watch.accepted"), t("watch.accepted_means")),
      gauge("applied", t("watch.applied"), t("watch.applied_means")),
      gauge("waiting", t("watch.waiting"), t("watch.waiting_means")),
      gauge("lost", t("watch.lost"), "", t("watch.lost_means")),
      gauge("latency", t("watch.latency"), "", t("watch.latency_means")),
    );
  }

  #dare() {
    return h(
      "section.card",
      { "aria-label": t("watch.break") },
      h("h2", {}, t("watch.break")),
      h("div.try", {}, h("p.quiet", {}, t("watch.break_means")), h("code", { dir: "ltr" }, "python -m lab kill worker")),
      this.#news.element,
    );
  }

  #draw(beat) {
    const { figures, outcomes, topics, processes, away } = beat;
    for (const key of ["accepted", "applied", "waiting"]) this.#write(key, number(figures[key]));
    this.#write("lost", number(figures.lost), figures.receipts === null ? t("watch.no_players") : t("watch.receipts", { n: figures.receipts }));
    this.#gauges.lost.element.classList.toggle("good", figures.lost === 0);
    this.#gauges.lost.element.classList.toggle("bad", figures.lost > 0);
    const { p50, p99 } = figures.latency_ms ?? {};
    this.#write("latency", ms(p50), ms(p99) === "–" ? t("watch.no_players") : t("watch.percentiles", { p99: ms(p99) }));
    const peak = Math.max(...beat.series);
    this.#write("events_per_s", number(figures.events_per_s), peak ? t("watch.peak", { n: Math.round(peak) }) : t("watch.minutes"));
    this.#curve.replaceChildren(curve(beat.series, 600, 100));
    this.#ends.replaceChildren(...Object.entries(outcomes).map(([name, value]) => h("div", {}, h("dt", {}, t(`outcome.${name}`)), h("dd", {}, number(value)))));
    this.#lag.replaceChildren(...topics.map((topic) => h("li", {}, h("bdi", {}, topic.topic), h("span", {}, ...parts(topic.halted ? "watch.lag_halted" : "watch.lag", { waiting: h("b", {}, number(topic.waiting)), halted: topic.halted })))));
    this.#away.hidden = beat.here && !away.length;
    write(this.#away, beat.here ? away.map((part) => part.told).join(" ") : t("watch.still"));
    this.#crew.draw(processes);
    this.#news.draw(processes, away);
  }

  #write(key, figure, note) {
    write(this.#gauges[key].figure, figure);
    if (note !== undefined) write(this.#gauges[key].small, note);
  }

  #offer(boards, names = new Map()) {
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(...boards.map(({ name }) => {
      const [scope, period] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf(".") + 1)];
      return h("option", { value: name }, `${names.get(scope) ?? (scope === "global" ? t("boards.everybody") : scope)}, ${t(`period.${period}`)}`);
    }));
    if (chosen) this.#choice.value = chosen;
  }

  #show() {
    this.#standing.show(new Board(this.#api, this.#line, this.#choice.value));
  }
}

/** 12.3 -> "12 ms"; not known -> a dash. */
const ms = (value) => (value === undefined || value === null ? "–" : t("watch.ms", { n: Math.round(value) }));
