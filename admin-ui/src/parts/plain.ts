/** What the API says of places in a question and of kinds of it, in the words of its form. Unknown ones stay as they are. */

type Translate = (key: string, options?: object) => string;

const FIELDS: Record<string, string> = {
  accepted: "accepted",
  category: "category",
  category_id: "category",
  correct: "right",
  description: "description",
  difficulty: "difficulty",
  explanation: "explanation",
  kind: "kind",
  licence: "licence",
  media_id: "medium",
  options: "options",
  source: "source",
  spans: "spans",
  stem: "stem",
  tags: "tags",
  time_limit_ms: "time_limit",
  wordings: "words",
};
const KIND = /\bA (single_choice|multiple_choice|true_false|short_text|numeric|ordering) question\b/g;
const PLACED = /^(\/\S*): /;

/** `/wordings/0/options/1`: Options 2. A wording but the first is a translation. */
export function placeName(pointer: string, t: Translate): string {
  const [first = "", ...others] = pointer.replace(/^\//, "").split("/");
  const translation = first === "wordings" ? Number(others.shift() ?? 0) : 0;
  const [field = "", at, ...rest] = first === "wordings" && others.length ? others : [first, ...others];
  const key = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (!key || Number.isNaN(translation) || rest.length || !/^\d*$/.test(at ?? "")) return pointer;
  const name = at ? `${t(`questions.${key}`)} ${Number(at) + 1}` : t(`questions.${key}`);
  return translation ? t("cms.in_translation", { n: translation, name }) : name;
}

/** A sentence of the API's about a question. */
export function plain(detail: string, t: Translate): string {
  return detail
    .replace(PLACED, (_, pointer: string) => `${placeName(pointer, t)}: `)
    .replace(KIND, (_, kind: string) => t("cms.of_kind", { kind: t(`questions.kinds.${kind}`) }));
}
