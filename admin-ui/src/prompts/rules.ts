/** What a prompt must be, as far as one can tell before it is sent. */

import type { Message } from "../parts/fields";
import type { State } from "./types";

export const TEXT_MOST = 300;
/** A tag as the API takes it: en, pt-BR. */
const TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Where a prompt may go from a state, by rules/creative.py: what was published once is no draft again. */
export const NEXT: Record<State, readonly State[]> = {
  draft: ["published"],
  published: ["retired"],
  retired: ["published"],
};

export interface Draft {
  texts: Record<string, string>;
  category: string | null;
  takes: string;
}

/** Messages by the path of their field; empty when it may be sent. */
export function faults({ texts }: Draft): Record<string, Message> {
  const found: Record<string, Message> = {};
  for (const [lang, text] of Object.entries(texts ?? {}))
    if (!text?.trim()) found[`texts.${lang}`] = "cms.faults.empty";
  return found;
}

/** What is wrong with the tag of a language that is to be added; null: nothing. */
export function tagFault(tag: string, texts: Record<string, string>): string | null {
  if (!TAG.test(tag)) return "cms.faults.lang";
  return Object.keys(texts).some((one) => one.toLowerCase() === tag.toLowerCase()) ? "prompts.faults.twice" : null;
}

/** The text to call a prompt by: the English one, or else its first, with its language. */
export function named(texts: Record<string, string>): { lang: string; text: string } {
  const [first = "en"] = "en" in texts ? ["en"] : Object.keys(texts);
  return { lang: first, text: texts[first] ?? "" };
}
