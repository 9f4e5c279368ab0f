/** The player's own page: level, streak, achievements, tokens, and the sessions played. */

import { h, words } from "./dom.js";
import { meter } from "./facts.js";
import { freezes } from "./freeze.js";
import { has, moment, number, t } from "./language.js";
import { standing } from "./level.js";
import { tell } from "./trouble.js";
import { nameOf } from "./topics.js";
import { Wallet } from "./wallet.js";

const NEAR = 5;

export class You {
  #api;
  #name = h("bdi");
  #wallet;
  #progress = h("div.stack");
  #sessions = h("div");

  constructor({ api, line }) {
    this.#api = api;
    this.#wallet = new Wallet({ api, line });
    this.element = h(
      "div.you-page",
      {},
      h("header", {}, h("h1", { tabindex: -1 }, this.#name), h("p", {}, t("you.lead")), h("p", {}, h("a", { href: "#account" }, t("account")))),
      this.#progress,
      this.#wallet.element,
      h("p", {}, h("a", { href: "#appeals" }, t("appeals.way"))),
      h("section.card", { "aria-label": t("history") }, h("h2", {}, t("history")), this.#sessions),
    );
  }

  enter() {
    this.#wallet.enter();
    this.#draw().catch(tell);
  }

  leave() {
    this.#wallet.leave();
  }

  async #draw() {
    const read = async (path) => (await this.#api.insist("GET", path)).body;
    const [progress, sessions, topics, { prices }] = await Promise.all([read("/v1/me/progress"), read("/v1/sessions?limit=10"), read("/v1/categories"), read("/v1/config")]);
    this.#name.textContent = this.#api.player.name;
    const { earned, open } = progress.achievements;
    this.#progress.replaceChildren(
      h("div.card", {}, standing(progress), h("p.quiet", {}, t("streak.best", { n: progress.streak.best }), " · ", t(progress.streak.freeze_left ? "streak.freeze" : "streak.frozen")), this.#freezes(progress, prices)),
      h("section.card", { "aria-label": t("achievements") }, h("h2", {}, t("achievements"), " ", h("span.tag", {}, `${number(earned.length)} / ${number(earned.length + open.length)}`)), ...trophies(earned, nearest(open))),
    );
    const names = new Map(topics.items.map((category) => [category.slug, nameOf(category)]));
    this.#sessions.replaceChildren(sessions.items.length ? h("ol.history", {}, sessions.items.map((one) => item(one, names))) : h("p.quiet", {}, t("history.none")));
  }

  #freezes({ streak }, { streak_freeze: price }) {
    return freezes({ streak, price, api: this.#api, bought: () => this.#draw().catch(tell) });
  }
}

/** Those that are earned and those that are near; the others on demand. */
function trophies(earned, open) {
  const list = (some) => h("ul.achievements", {}, some.map(achievement));
  const rest = open.slice(NEAR);
  return [list([...earned, ...open.slice(0, NEAR)]), rest.length ? h("details", {}, h("summary", {}, t("achievements.rest", { n: rest.length })), list(rest)) : null];
}

/** Those that most has been done for come first. */
const nearest = (open) => [...open].sort((a, b) => b.count / b.threshold - a.count / a.threshold);

function achievement({ code, name, description, tier, metric, count, threshold, earned_at: at }) {
  const title = has(`achievement.${code}`) ? t(`achievement.${code}`) : name;
  const means = has(`metric.${metric}`) ? t(`metric.${metric}`, { n: threshold }) : description;
  return h(
    "li",
    { class: `${tier} ${at ? "earned" : ""}` },
    h("span.medal", { "aria-hidden": "true" }, at ? "★" : "☆"),
    h("div", {}, h("b", {}, title), h("small", {}, means), at ? h("small", {}, t("achievement.earned", { time: moment(at) })) : meter(count, threshold, t("achievement.progress", { title }))),
    at ? null : h("span.quiet", {}, `${number(Math.min(count, threshold))} / ${number(threshold)}`),
  );
}

function item({ id, category, mode, started_at: at, points, correct, answered, count }, names) {
  const result = points === null ? t("summary.answered", { n: answered, of: count }) : t("history.result", { correct: number(correct), of: number(count), n: points });
  return h("li", {}, h("a", { href: `#history/${id}` }, h("b", {}, words(names.get(category) ?? category)), h("small", {}, `${t(`mode.${mode}`)} · ${moment(at)}`), h("span", {}, result)));
}
