/** What is wrong with a question, as one types: rules/content.py in the browser. The API has the last word. */

import type { Fields } from "../data/changes";
import type { Message } from "../parts/fields";
import { asPlayed, markupFaults, NONE } from "./played";

export const KINDS = ["single_choice", "multiple_choice", "true_false", "short_text", "numeric", "ordering"] as const;
export type Kind = (typeof KINDS)[number];
export const DIFFICULTIES = ["easy", "medium", "hard"] as const;
export const STATES = ["draft", "review", "published", "retired"] as const;
export type State = (typeof STATES)[number];

export const MOST = {
  stem: 1_000,
  option: 300,
  explanation: 2_000,
  accepted: 30,
  options: 8,
  tags: 20,
  tag: 40,
  source: 500,
  licence: 80,
};
const OPTIONS_LEAST: Partial<Record<Kind, number>> = {
  single_choice: 2,
  multiple_choice: 2,
  true_false: 2,
  ordering: 2,
};
const NUMBER = /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/;
const LANG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

export interface Wording {
  lang: string;
  stem: string;
  options: string[];
  accepted: string[];
  explanation: string;
  description: string;
  state?: State;
  dir?: "ltr" | "rtl";
}

export interface Span {
  low: string;
  high: string;
}

export interface Question {
  kind: Kind;
  category_id: number | null;
  difficulty: string;
  tags: string[];
  source: string;
  licence: string;
  time_limit_ms: number | null;
  wordings: Wording[];
  correct: number[];
  spans: Span[];
  media_id: string | null;
}

export const hasOptions = (kind: Kind) => kind in OPTIONS_LEAST;
export const hasCorrect = (kind: Kind) =>
  kind === "single_choice" || kind === "multiple_choice" || kind === "true_false";

/** A question without words yet. */
export function blank(kind: Kind, lang = "en"): Pick<Question, "kind" | "wordings" | "correct" | "spans"> {
  const options =
    kind === "true_false" ? ["True", "False"] : hasOptions(kind) ? Array(kind === "ordering" ? 3 : 4).fill("") : [];
  return {
    kind,
    wordings: [{ lang, stem: "", options, accepted: [], explanation: "", description: "" }],
    correct: hasCorrect(kind) ? [0] : [],
    spans: kind === "numeric" ? [{ low: "", high: "" }] : [],
  };
}

/** The same question as another kind: what both have stays. */
export function asKind(
  question: Pick<Question, "kind" | "wordings" | "correct" | "spans">,
  kind: Kind,
): Pick<Question, "kind" | "wordings" | "correct" | "spans"> {
  const count = hasOptions(kind)
    ? kind === "true_false"
      ? 2
      : Math.max(2, question.wordings[0]?.options.length ?? 4)
    : 0;
  const words = kind === "true_false" ? ["True", "False"] : [];
  const wordings = question.wordings.map((one) => ({
    ...one,
    options: Array.from({ length: count }, (_, at) => one.options[at] || words[at] || ""),
    accepted: kind === "short_text" ? one.accepted : [],
  }));
  const kept = question.correct.filter((index) => index < count);
  const correct = !hasCorrect(kind) ? [] : kind === "multiple_choice" ? (kept.length ? kept : [0]) : [kept[0] ?? 0];
  const spans = kind !== "numeric" ? [] : question.spans.length ? question.spans : [{ low: "", high: "" }];
  return { kind, wordings, correct, spans };
}

/** Messages by the path of their field; empty when it may be asked. Texts in `kept` are stored already. */
export function faults(question: Question, kept: ReadonlySet<string> = NONE): Record<string, Message> {
  const found: Record<string, Message> = {};
  const say: Say = (path, key, args) => {
    found[path] ??= args ? { message: key, args } : key;
  };
  for (const [path, tags] of markupFaults(question, kept)) say(path, "questions.faults.markup", tags);
  if (!question.category_id) say("category_id", "cms.faults.category");
  if (!question.source?.trim()) say("source", "questions.faults.source");
  if (!question.licence?.trim()) say("licence", "questions.faults.licence");
  if (question.tags?.length > MOST.tags) say("tags", "questions.faults.tags", { most: MOST.tags });
  if (question.tags?.some((tag) => tag.length > MOST.tag)) say("tags", "questions.faults.tag", { most: MOST.tag });
  const played = asPlayed(question, kept);
  for (const [at, words] of played.wordings.entries()) ofWords(played, words, `wordings.${at}`, say);
  ofSolution(question, say);
  return found;
}

type Say = (path: string, key: string, args?: object) => void;

function ofWords({ kind, wordings, media_id }: Question, words: Wording, path: string, say: Say): void {
  if (!LANG.test(words.lang)) say(`${path}.lang`, "cms.faults.lang");
  if (wordings.filter((one) => one.lang === words.lang).length > 1) say(`${path}.lang`, "questions.faults.lang_twice");
  ofText(words.stem, MOST.stem, `${path}.stem`, say);
  if (words.explanation.length > MOST.explanation)
    say(`${path}.explanation`, "questions.faults.long", { most: MOST.explanation });
  if (media_id && !words.description.trim()) say(`${path}.description`, "questions.faults.description");
  for (const [at, text] of words.options.entries()) ofText(text, MOST.option, `${path}.options.${at}`, say);
  ofTwins(words.options, `${path}.options`, say);
  if (kind === "short_text") {
    if (!words.accepted.length) say(`${path}.accepted`, "questions.faults.accepted_none");
    if (words.accepted.length > MOST.accepted)
      say(`${path}.accepted`, "questions.faults.accepted", { most: MOST.accepted });
    if (words.accepted.some((text) => text.length > MOST.option))
      say(`${path}.accepted`, "questions.faults.answer", { most: MOST.option });
  }
}

function ofText(text: string, most: number, path: string, say: Say): void {
  if (!text?.trim()) say(path, "cms.faults.empty");
  else if ([...text].length > most) say(path, "questions.faults.long", { most });
}

function ofTwins(texts: string[], path: string, say: Say): void {
  texts.forEach((text, at) => {
    if (text.trim() && texts.findIndex((other) => other.trim() === text.trim()) < at)
      say(`${path}.${at}`, "questions.faults.twins");
  });
}

function ofSolution({ kind, wordings, correct, spans }: Question, say: Say): void {
  const count = wordings[0]?.options.length ?? 0;
  if (hasOptions(kind) && (count < 2 || count > MOST.options))
    say("wordings.0.options", "questions.faults.options", { most: MOST.options });
  if (hasCorrect(kind) && !correct.length) say("correct", "questions.faults.correct");
  if (kind !== "numeric") return;
  if (!spans.length) say("spans", "questions.faults.spans_none");
  spans.forEach(({ low, high }, at) => {
    for (const [name, value] of [
      ["low", low],
      ["high", high],
    ] as const)
      if (!NUMBER.test(value)) say(`spans.${at}.${name}`, "questions.faults.number");
    if (NUMBER.test(low) && NUMBER.test(high) && Number(low) > Number(high))
      say(`spans.${at}.high`, "questions.faults.order");
  });
}

/** The same as a form wants it: nested by the parts of the path. */
export function nested(messages: Record<string, Message>): Fields {
  const root: Fields = {};
  for (const [path, message] of Object.entries(messages)) {
    const parts = path.split(".");
    let place: Fields = root;
    for (const [at, part] of parts.entries()) {
      if (at === parts.length - 1) {
        // ra-core would take the letters of an entry's message for its fields.
        place[part] = Array.isArray(place) ? { message } : message;
        break;
      }
      place[part] ??= /^\d+$/.test(parts[at + 1] ?? "") ? [] : {};
      place = place[part] as Fields;
    }
  }
  return root;
}
