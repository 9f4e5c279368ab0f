/** Watch: the line as it runs, what dies and comes back, and that nothing is lost. */

import { Board } from "./board.js";
import { Crew, News } from "./crew.js";
import { h, number, write } from "./dom.js";
import { curve } from "./glyph.js";
import { Standing } from "./standing.js";

const EVERY_MS = 500;
const PERIODS = { day: "today", week: "this week", season: "this season", all: "all time" };

export class Watch {
  #api;
  #line;
  #pulse;
  #standing;
  #choice = h("select", { "aria-label": "Board" });
  #gauges = {};
  #curve = h("div.curve", { role: "img", "aria-label": "Answers applied a second, over the last two minutes" });
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
      h("header", {}, h("h1", { tabindex: -1 }, "The line, live"), h("p", {}, "Every answer that was accepted is applied exactly once, whatever dies. Do not take our word for it.")),
      this.#away,
      this.#dials(),
      h(
        "div.panels",
        {},
        this.#standing.element,
        h("div.stack", {}, this.#dare(), this.#crew.element, h("section.card", { "aria-label": "Outcomes" }, h("h2", {}, "How answers ended"), this.#ends, this.#lag)),
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
    this.#offer(body.items, new Map(topics.items.map((category) => [`category.${category.slug}`, category.name])));
  }

  #dials() {
    const gauge = (key, name, note, title) => {
      const figure = h("dd.figure", {}, "–");
      const small = h("dd.note", {}, note);
      const element = h("div.card.gauge", { title, "data-figure": key }, h("dt", {}, name), figure, small);
      this.#gauges[key] = { element, figure, small };
      return element;
    };
    const rate = gauge("events_per_s", "Answers applied a second", "");
    rate.classList.add("rate");
    rate.append(this.#curve);
    return h(
      "dl.gauges",
      {},
      rate,
      gauge("accepted", "Accepted", "acknowledged, in Kafka's log or the outbox"),
      gauge("applied", "Applied", "ended, each in one way"),
      gauge("waiting", "Waiting", "accepted, on its way"),
      gauge("lost", "Lost", "", "Counted by the players themselves: of the answers they hold a receipt for, those that have no outcome although the line is past them. Never computed from the figures beside it."),
      gauge("latency", "Answer to seen", "", "From sending an answer to seeing its points on the board, over the last minute, measured by the players through the public API."),
    );
  }

  #dare() {
    return h(
      "section.card",
      { "aria-label": "Try it" },
      h("h2", {}, "Break something"),
      h("div.try", {}, h("p.quiet", {}, "Kill a worker, the bridge, Kafka. Waiting rises, then falls; lost stays 0."), h("code", {}, "python -m lab kill worker")),
      this.#news.element,
    );
  }

  #draw(beat) {
    const { figures, outcomes, topics, processes, away } = beat;
    for (const key of ["accepted", "applied", "waiting"]) this.#write(key, number(figures[key]));
    this.#write("lost", number(figures.lost), figures.receipts === null ? "no players are running" : `of ${number(figures.receipts)} receipts the players hold`);
    this.#gauges.lost.element.classList.toggle("good", figures.lost === 0);
    this.#gauges.lost.element.classList.toggle("bad", figures.lost > 0);
    const { p50, p99 } = figures.latency_ms ?? {};
    this.#write("latency", p50 === undefined || p50 === null ? "–" : `${number(Math.round(p50))} ms`, p99 === undefined || p99 === null ? "no players are running" : `p50; p99 ${number(Math.round(p99))} ms`);
    const peak = Math.max(...beat.series);
    this.#write("events_per_s", number(figures.events_per_s), peak ? `two minutes, peak ${number(Math.round(peak))}` : "two minutes");
    this.#curve.replaceChildren(curve(beat.series, 600, 100));
    this.#ends.replaceChildren(...Object.entries(outcomes).map(([name, value]) => h("div", {}, h("dt", {}, name.replace("_", "-")), h("dd", {}, number(value)))));
    this.#lag.replaceChildren(...topics.map((topic) => h("li", {}, h("span", {}, topic.topic), h("span", {}, h("b", {}, number(topic.waiting)), topic.halted ? ` waiting, ${topic.halted} halted` : " waiting"))));
    this.#away.hidden = beat.here && !away.length;
    write(this.#away, beat.here ? away.map((part) => part.told).join(" ") : "The home server does not answer: the figures stand still.");
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
      return h("option", { value: name }, `${names.get(scope) ?? (scope === "global" ? "Everybody" : scope)}, ${PERIODS[period] ?? period}`);
    }));
    if (chosen) this.#choice.value = chosen;
  }

  #show() {
    this.#standing.show(new Board(this.#api, this.#line, this.#choice.value));
  }
}
