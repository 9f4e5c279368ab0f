/** Finding an opponent: what to play, and then waiting for one. */

import { choice } from "./choice.js";
import { button, h, say, words, write } from "./dom.js";
import { has, language, t } from "./language.js";
import { segments } from "./practice.js";
import { keep, kept } from "./store.js";

export class Seek {
  #queue;
  #chosen = { mode: "quiz", ranked: false, category: "", ...JSON.parse(kept("battle") ?? "{}") };
  #category;
  #form;
  #waited = h("span.countdown", {}, "0:00");
  #window = h("p.quiet");
  #offer = h("div");
  #why = h("p.fault", { role: "alert" });
  #waiting;
  #changed = () => this.#draw();
  #was = null;

  constructor({ queue, topics }) {
    this.#queue = queue;
    this.#category = choice("battle-category", topics, this.#chosen.category);
    this.#category.select.addEventListener("change", ({ target }) => this.#choose({ category: target.value }));
    const pick = (name, values) => segments(t(`seek.${name}`), `battle-${name}`, values.map((value) => [value, t(`seek.${name}_${value}`)]), this.#chosen[name], (value) => this.#choose({ [name]: value }));
    this.#form = h("div", {}, h("p.quiet", {}, t("seek.lead")), h("div.settings", {}, pick("mode", ["quiz", "creative"]), pick("ranked", [false, true]), this.#category.field), this.#why, h("div.go", {}, button(t("seek.go"), () => this.#go())));
    this.#waiting = h(
      "div.seeking",
      {},
      h("p.sum", { role: "timer" }, this.#waited),
      this.#window,
      this.#offer,
      h("div.go", {}, button(t("seek.cancel"), () => { queue.leave(); say(t("seek.cancelled")); }, "plain")),
    );
    this.element = h("section.card.seek", {}, h("h2", { tabindex: -1 }, t("seek.title")), this.#form, this.#waiting);
    queue.addEventListener("change", this.#changed);
    this.#choose({});
    this.#draw();
  }

  close() {
    this.#queue.removeEventListener("change", this.#changed);
  }

  #choose(change) {
    Object.assign(this.#chosen, change);
    keep("battle", JSON.stringify(this.#chosen));
    this.#category.field.hidden = this.#chosen.mode === "creative";
  }

  #go() {
    const { mode, ranked, category } = this.#chosen;
    this.#queue.join({ mode, ranked, category: mode === "quiz" && category ? category : null, lang: language() });
    say(t("seek.waiting"));
    this.#waiting.querySelector("button:last-of-type")?.focus();
  }

  #draw() {
    const { wish, waiting, offer, why } = this.#queue;
    this.#form.hidden = wish !== null;
    this.#waiting.hidden = wish === null;
    write(this.#why, why ? t(has(`seek.why_${why}`) ? `seek.why_${why}` : "problem") : "");
    if (!wish) return;
    const seconds = Math.floor((waiting?.waited_ms ?? 0) / 1000);
    write(this.#waited, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    write(this.#window, !waiting ? t("seek.opening") : waiting.note === "unavailable" ? t("seek.unavailable") : wish.ranked ? t("seek.window", { n: waiting.window }) : t("seek.waiting"));
    if (offer === this.#was) return;
    this.#was = offer;
    this.#offer.replaceChildren(...(offer ? [this.#ghost(offer)] : []));
    if (offer) say(t("seek.ghost_spoken", { name: offer.name }));
  }

  #ghost({ name, rating }) {
    return h(
      "div.ghost",
      {},
      h("p", {}, h("span.tag", {}, t("battle.ghost")), " ", h("b", {}, words(name)), rating ? ` · ${t("battle.rating", { n: rating })}` : ""),
      h("p.quiet", {}, t("seek.ghost")),
      button(t("seek.ghost_go"), () => this.#queue.accept(), "small"),
    );
  }
}
