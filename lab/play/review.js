/** A session's questions again: what was said, what was right, and why. */

import { inWords } from "./asked.js";
import { h, words } from "./dom.js";
import { number, parts, signed, t } from "./language.js";
import { look } from "./verdict.js";

const SIGNS = { right: "✓", wrong: "✕", kept: "●" };
const LISTS = new Set(["multiple_choice", "ordering"]);

/** Questions of `GET /v1/sessions/{id}/review` in the shape of those that were asked here. */
export function reviewed({ questions, ...session }) {
  const over = Boolean(session.ended_at);
  return questions.map((question) => {
    const { answered, correct, kind, response, points = 0, solution = [] } = question;
    const state = correct === undefined ? (answered ? "kept" : over ? "missed" : "asked") : correct ? "right" : "wrong";
    const chosen = response === undefined ? [] : LISTS.has(kind) ? response.split(",") : [response];
    return { ...question, of: questions.length, state, chosen, points, solution, lang: session.lang, dir: session.dir, decided: over || answered };
  });
}

/** The list of them. */
export function review(questions) {
  return h("ol.review", {}, questions.filter((question) => question.stem).map(item));
}

function item(question) {
  const kind = look(question);
  const said = inWords(question, question.chosen);
  const right = inWords(question, question.solution);
  return h(
    "li",
    { class: question.decided ? kind : "waiting" },
    h("span.sign", {}, h("span", { "aria-hidden": "true" }, SIGNS[kind] ?? (question.decided ? "–" : "…")), h("span.spoken", {}, t(`state.${kind}`))),
    h("p.stem", { lang: question.lang, dir: question.dir }, question.stem),
    h("span.won", {}, question.points ? signed(question.points) : kind === "kept" ? "" : number(0)),
    h("p.told", {}, ...told(question, words(said, question.lang), words(right, question.lang))),
    question.explanation && h("p.why", { lang: question.lang, dir: question.dir }, question.explanation),
  );
}

function told(question, said, right) {
  const hasSaid = question.chosen.length > 0;
  const hasRight = question.solution.length > 0;
  if (question.state === "right") return parts("review.right", { said });
  if (question.state === "late") return [t("review.late")];
  if (!question.decided) return [t("review.waiting")];
  if (hasSaid && hasRight) return parts("review.wrong", { said, right });
  if (hasSaid) return parts("review.right", { said });
  return hasRight ? parts("review.missed", { right }) : [t("review.open")];
}
