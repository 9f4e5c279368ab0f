/** A battle that is over, told again: what was asked, what both said, and what happened beside it. */

import { h, words } from "./dom.js";
import { gains } from "./ending.js";
import { inWords } from "./asked.js";
import { moment, number, signed, t } from "./language.js";

export class Replay {
  heading = h("h1", { tabindex: -1 });

  constructor(battle, title) {
    const { side, players, points, result, state, rounds, moments, kind, ranked, started_at: at } = battle;
    const told = state === "void" ? t("battle.void") : !result ? t("battle.settling") : result.winner === null ? t("battle.tied") : t(result.winner === side ? "battle.won" : "battle.lost");
    this.heading.replaceChildren(told);
    const how = kind === "ghost" ? t("battle.ghost_means") : t(ranked ? "battle.ranked" : "battle.casual");
    this.element = h(
      "div.stack",
      {},
      h(
        "div.card.total",
        {},
        h("p.eyebrow", {}, words(title), ` · ${how} · ${moment(at)}`),
        this.heading,
        h("p.sum", {}, number(points[side]), " : ", number(points[1 - side])),
        h("p", {}, words(players[side].name), " · ", words(players[1 - side].name)),
        h("p.quiet", {}, result && result.reason !== "points" ? t(`battle.reason_${result.reason}`) : ""),
        result?.reward ? h("dl.facts", {}, gains(result.reward)) : null,
        h("div.go", {}, h("a.button", { href: "#battle" }, t("battle.home"))),
      ),
      h("section.card", {}, h("h2", {}, t("battle.replay")), h("ol.review.replayed", {}, rounds.map((round) => line(round, battle, moments.filter((one) => one.round === round.no))))),
    );
  }
}

function line({ multiplier, question, solution, explanation, answers }, { side, players }, moments) {
  const order = [side, 1 - side];
  const own = answers[side];
  const look = !own ? "missed" : own.correct ? "right" : "wrong";
  return h(
    "li",
    { class: look },
    h("span.sign", { "aria-hidden": "true" }, { right: "✓", wrong: "✕", missed: "–" }[look]),
    h("div.stem", {}, h("span.spoken", {}, `${t(`state.${look}`)}: `), h("span", { lang: question.lang, dir: question.dir }, words(question.stem)), multiplier > 1 ? h("span.tag.double", {}, t("battle.double")) : null),
    h("span.won", {}, own ? signed(own.points) : number(0)),
    order.map((at) => h("p.told", {}, h("b", {}, words(players[at].name)), ": ", said(question, answers[at]))),
    h("p.told", {}, t("battle.right_was"), " ", words(inWords(question, solution), question.lang)),
    moments.map((one) => h("p.told", {}, happened(one, players))),
    explanation ? h("p.why", { lang: question.lang, dir: question.dir }, explanation) : null,
  );
}

function said(question, answer) {
  if (!answer) return t("battle.gave_nothing");
  const seconds = number(Math.round(answer.elapsed_ms / 100) / 10);
  return h("span", {}, words(inWords(question, [answer.response]), question.lang), ` · ${answer.correct ? "✓" : "✕"} ${signed(answer.points)} · ${t("battle.seconds", { s: seconds })}`);
}

function happened({ kind, side, emote }, players) {
  const name = side === null ? "" : players[side].name;
  if (kind === "emote") return [h("b", {}, words(name)), `: ${t(`emote.${emote}`)}`];
  return t(`moment.${kind}`, { name });
}
