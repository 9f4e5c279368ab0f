import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Export = components["schemas"]["Export"] & RaRecord;
export type Subject = Export["subject"];

export const EXPORTS = "/v1/admin/exports";

export const formatsOf = (subject: Subject): readonly Export["format"][] =>
  subject === "questions" ? ["csv", "opentdb", "gift"] : ["csv"];

/** Filters that a page has and its file cannot: of who is looking. */
const PAGE_ONLY: Partial<Record<Subject, readonly string[]>> = { threads: ["mine"] };

/** The filter that the file goes by, and the names of what is left out of it. */
export function known(subject: Subject, filter: Record<string, unknown>): [Record<string, unknown>, string[]] {
  const less = PAGE_ONLY[subject] ?? [];
  const kept = Object.entries(filter).filter(([name]) => !less.includes(name));
  return [Object.fromEntries(kept), Object.keys(filter).filter((name) => less.includes(name))];
}
