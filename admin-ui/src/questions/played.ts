/** What players will see of what is typed, and which tags they will not. */

import { asText, read } from "./markup";
import type { Question, Wording } from "./rules";

export const NONE: ReadonlySet<string> = new Set();

/** The texts of what is stored. They stay as they are, also those that look like markup: they came as `&lt;b&gt;`. */
export function keptTexts({ wordings, source, licence, tags }: KeptIn): ReadonlySet<string> {
  const words = wordings.flatMap((one) => [
    one.stem,
    one.explanation,
    one.description,
    ...(one.options ?? []),
    ...(one.accepted ?? []),
  ]);
  return new Set([...words, source, licence, ...tags]);
}

type KeptIn = Pick<Question, "source" | "licence" | "tags"> & {
  wordings: readonly (Pick<Wording, "stem" | "explanation" | "description"> &
    Partial<Pick<Wording, "options" | "accepted">>)[];
};
const textOf = (text: string, kept: ReadonlySet<string>) => (kept.has(text) ? text : read(text ?? "").text);

/** The question in the words that players will see. */
export function asPlayed(question: Question, kept: ReadonlySet<string> = NONE): Question {
  const seen = (text: string) => textOf(text, kept);
  const wordings = question.wordings.map((words) => ({
    ...words,
    stem: seen(words.stem),
    options: words.options.map(seen),
    accepted: words.accepted.map(seen),
    explanation: seen(words.explanation),
    description: seen(words.description),
  }));
  return { ...question, wordings };
}

/** Tags that would be taken away, by the path of their field. */
export function markupFaults(question: Question, kept: ReadonlySet<string>): [path: string, told: Tags][] {
  const found: [string, Tags][] = [];
  const look = (path: string, ...texts: string[]) => {
    const tags = texts.flatMap((text) => (!text || kept.has(text) ? [] : read(text).tags));
    if (tags.length) found.push([path, told([...new Set(tags)])]);
  };
  look("source", question.source);
  look("licence", question.licence);
  look("tags", ...(question.tags ?? []));
  for (const [at, words] of question.wordings.entries()) {
    for (const name of ["stem", "explanation", "description"] as const) look(`wordings.${at}.${name}`, words[name]);
    for (const [option, text] of words.options.entries()) look(`wordings.${at}.options.${option}`, text);
    look(`wordings.${at}.accepted`, ...words.accepted);
  }
  return found;
}

const TAGS_TOLD = 4;

interface Tags {
  tags: string;
  /** What to write to have them stand there as text. */
  text: string;
}

function told(tags: string[]): Tags {
  const first = tags.slice(0, TAGS_TOLD).join(" ");
  const more = tags.length > TAGS_TOLD ? " …" : "";
  return { tags: `${first}${more}`, text: `${asText(first)}${more}` };
}
