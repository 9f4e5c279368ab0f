/** A quiz between the API and the form: `draw` is how many questions are drawn by chance; null, when they are picked. */

import type { Fields } from "../data/changes";
import { only, type Resource } from "../data/resource";

const sendable = only(["mode", "title", "category", "lang", "opens_at", "closes_at", "pace"]);

export const quizzes: Resource = {
  path: "/v1/admin/quizzes",
  receive: (fields) => ({ ...fields, lang: (fields.langs as string[] | undefined)?.[0] ?? "en", draw: null }),
  give,
};

/** What of a form's fields is sent. Those drawn come in place of those picked, which the form keeps meanwhile. */
export function give(fields: Fields): Fields {
  const sent = sendable(fields);
  if (typeof fields.draw === "number") sent.count = fields.draw;
  else if (Array.isArray(fields.questions))
    sent.question_ids = (fields.questions as { id: string }[]).map(({ id }) => id);
  if (fields.mode === "live") delete sent.closes_at;
  if (fields.mode === "scheduled") delete sent.pace;
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null && value !== ""));
}
