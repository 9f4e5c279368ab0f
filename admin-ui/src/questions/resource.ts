/** A question between the API and the form. */

import type { Fields } from "../data/changes";
import { only, type Resource } from "../data/resource";
import { LISTS, shown } from "./places";

const WRITABLE = [
  "kind",
  "category_id",
  "difficulty",
  "tags",
  "source",
  "licence",
  "time_limit_ms",
  "wordings",
  "correct",
  "spans",
  "media_id",
  "state",
] as const;
const WORDS = only(["lang", "stem", "options", "accepted", "explanation", "description"]);
const writable = only(WRITABLE);

export const questions: Resource = {
  path: "/v1/admin/questions",
  sorted: true,
  lists: LISTS,
  shown,
  receive: (fields) => ({
    ...fields,
    category_id: (fields.category as Fields | undefined)?.id ?? null,
    media_id: (fields.media as Fields | null | undefined)?.id ?? null,
  }),
  give: (fields) => {
    const sent = writable(fields);
    // Translations have states of their own, which transitions change.
    if (Array.isArray(sent.wordings)) sent.wordings = (sent.wordings as Fields[]).map(WORDS);
    return sent;
  },
};
