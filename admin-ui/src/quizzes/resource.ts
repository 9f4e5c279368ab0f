/** A quiz between the API and the builder: the builder has its questions with their words, and one of two ways. */

import type { Fields } from "../data/changes";
import { only, type Resource } from "../data/resource";

const PLAIN = only(["mode", "title", "category", "lang", "opens_at", "closes_at", "pace"]);

export const quizzes: Resource = {
  path: "/v1/admin/quizzes",
  receive: (fields) => ({
    ...fields,
    lang: (fields.langs as string[] | undefined)?.[0] ?? "en",
    by: "hand",
    picked: ((fields.questions as Fields[] | undefined) ?? []).map(({ id, stem }) => ({ id, stem })),
  }),
  give: (fields) => {
    const sent = PLAIN(fields);
    for (const name of ["title", "closes_at", "pace"]) if (!sent[name]) delete sent[name];
    if (sent.mode === "live") delete sent.closes_at;
    if (sent.mode === "scheduled") delete sent.pace;
    if (Array.isArray(fields.picked) && fields.by !== "rule")
      sent.question_ids = (fields.picked as Fields[]).map(({ id }) => id);
    else if (fields.count !== undefined && fields.by !== "hand") sent.count = fields.count;
    return sent;
  },
};
