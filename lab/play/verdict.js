/** What became of an answer, in words. */

import { has, moment, number, parts, t } from "./language.js";
import { words } from "./dom.js";

const SAID = new Set(["sent", "accepted", "missed", "skipped", "late", "aside"]);
const UNANSWERED = new Set(["late", "refused", "aside", "skipped"]);

/** A headline, and what it means as texts and nodes. */
export function verdict(round, streak) {
  const { state, revealsAt } = round;
  if (state === "right") return [t("verdict.right", { points: number(round.points) }), [streak > 1 ? t("verdict.streak", { n: streak }) : t("verdict.first")]];
  if (state === "wrong") return [t("verdict.wrong"), round.solution.length ? parts("verdict.solution", { solution: words(round.told, round.lang) }) : []];
  if (state === "kept") return [t("verdict.kept"), [revealsAt ? t("verdict.kept_until", { time: moment(revealsAt) }) : ""]];
  if (SAID.has(state)) return [t(`verdict.${state}`), [t(`verdict.${state}_means`)]];
  return [t("verdict.refused"), [refusal(round)]];
}

/** Why an answer was not taken: in the page's words where it has some, else in the API's. */
function refusal({ kind, refusal: { code, detail } }) {
  const key = code === "response_unknown" ? `refused.${kind}` : `problem.${code}`;
  return has(key) ? t(key) : detail ? words(detail, "en") : t("verdict.refused_means");
}

/** The class a verdict has, and a question's mark: what was not answered looks alike. */
export const look = (round) => (UNANSWERED.has(round.state) || (round.refusal && round.state === "asked") ? "missed" : round.state);
