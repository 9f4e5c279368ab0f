/** What the form of a question calls its places, and shows of their values. */

import type { Lists } from "../data/changes";
import type { Shown, Translate } from "../data/resource";
import { LABELS as FIELDS } from "../parts/plain";
import { languageName } from "./languages";

/** The words of one language belong together; answers, tags and what is right are told apart by nothing. */
export const LISTS: Lists = { wordings: "lang", correct: null, accepted: null, tags: null };

const LABELS: Record<string, string> = {
  ...FIELDS,
  state: "questions.state",
  low: "questions.low",
  high: "questions.high",
};

/** `wordings.en.options.3` is "English · Option 4". */
function place(path: string, t: Translate): string | undefined {
  const [first = "", ...rest] = path.split(".");
  const inner = (parts: string[]): string[] => {
    const [name = "", at, ...deeper] = parts;
    const label = LABELS[name];
    if (!name || !label) return parts;
    if (at === undefined) return [t(label)];
    const n = Number(at) + 1;
    return name === "options" ? [t("questions.option", { n })] : [`${t(label)} ${n}`, ...inner(deeper)];
  };
  if (first !== "wordings") return LABELS[first] && inner([first, ...rest]).join(" · ");
  const [lang = "", ...words] = rest;
  return lang ? [languageName(lang), ...(words.length ? inner(words) : [])].join(" · ") : t("questions.words");
}

function value(path: string, stored: unknown, t: Translate): unknown {
  if (stored === undefined || stored === null) return "";
  if (path === "time_limit_ms") return String(Number(stored) / 1000);
  if (path === "kind") return t(`questions.kinds.${stored}`);
  if (path === "state") return t(`questions.states.${stored}`);
  if (path === "difficulty") return t(`questions.difficulties.${stored}`);
  if (path === "correct") return (stored as number[]).map((at) => t("questions.option", { n: at + 1 })).join(", ");
  if (Array.isArray(stored) && stored.every((one) => typeof one === "string")) return stored.join(", ");
  if (/^wordings\.[^.]+$/.test(path)) return (stored as { stem?: string }).stem ?? "";
  return stored;
}

export const shown: Shown = { place, value };
