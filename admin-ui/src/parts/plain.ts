/** What the API says of places in a question and of kinds of it, in the words of its form. Unknown ones stay as they are. */

import type { Translate } from "../data/resource";

/** The labels of a question's fields. */
export const LABELS: Record<string, string> = {
  accepted: "questions.accepted",
  category: "questions.category",
  category_id: "questions.category",
  correct: "questions.right",
  description: "questions.description",
  difficulty: "questions.difficulty",
  explanation: "questions.explanation",
  kind: "questions.kind",
  licence: "questions.licence",
  media_id: "questions.medium",
  options: "questions.options",
  source: "questions.source",
  spans: "questions.spans",
  stem: "questions.stem",
  tags: "questions.tags",
  time_limit_ms: "questions.time_limit",
  wordings: "questions.words",
};
const KIND = /\bA (single_choice|multiple_choice|true_false|short_text|numeric|ordering) question\b/g;
const PLACED = /^(\/\S*): /;

const PASTED = /^\/filter\/players\/(\d+)$/;

/** `/wordings/0/options/1`: Options 2. A wording but the first is a translation. */
export function pointerName(pointer: string, t: Translate): string {
  const pasted = PASTED.exec(pointer);
  if (pasted) return t("cms.line", { n: Number(pasted[1]) + 1 });
  const [first = "", ...others] = pointer.replace(/^\//, "").split("/");
  const translation = first === "wordings" ? Number(others.shift() ?? 0) : 0;
  const [field = "", at, ...rest] = first === "wordings" && others.length ? others : [first, ...others];
  const key = Object.hasOwn(LABELS, field) ? LABELS[field] : undefined;
  if (!key || Number.isNaN(translation) || rest.length || !/^\d*$/.test(at ?? "")) return pointer;
  const name = at ? `${t(key)} ${Number(at) + 1}` : t(key);
  return translation ? t("cms.in_translation", { n: translation, name }) : name;
}

/** A sentence of the API's about a question. */
export function plain(detail: string, t: Translate): string {
  return detail
    .replace(PLACED, (_, pointer: string) => `${pointerName(pointer, t)}: `)
    .replace(KIND, (_, kind: string) => t("cms.of_kind", { kind: t(`questions.kinds.${kind}`) }));
}
