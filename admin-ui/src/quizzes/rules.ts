/** What a quiz must be to be put on the programme, as far as one can tell before it is sent. */

import type { Message } from "../parts/fields";
import type { Draft, Pace } from "./types";

export const QUESTIONS_MOST = 50;
export const TITLE_MOST = 120;
export const PACE: Pace = { question_ms: 10_000, reveal_ms: 5_000, lobby_ms: 60_000, elimination: false };
const LANG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const MINUTE = 60_000;
/** Minutes before it opens from which on a quiz stays as it was announced. */
const SETTLED = { scheduled: 10, live: 20 } as const;

export const MODES = ["scheduled", "live", "daily"] as const;
export const STATES = ["upcoming", "open", "past"] as const;

/** The end of a quiz that begins an hour from now and lasts a day, on the full hour, as a beginning. */
export function proposed(now: number): Pick<Draft, "opens_at" | "closes_at"> {
  const hour = 60 * MINUTE;
  const opens = Math.ceil((now + hour) / hour) * hour;
  return { opens_at: new Date(opens).toISOString(), closes_at: new Date(opens + 24 * hour).toISOString() };
}

/** How many questions it asks. */
export const countOf = ({ draw, questions }: Pick<Draft, "draw" | "questions">) => draw ?? questions?.length ?? 0;

/** How long a live quiz takes from its first question to its last reveal; milliseconds. */
export const lasts = (count: number, { question_ms, reveal_ms }: Pace) => count * (question_ms + reveal_ms);

/** Until when it may be changed. */
export function settledAt(mode: string, opensAt: string): string {
  const ahead = SETTLED[mode as keyof typeof SETTLED] ?? SETTLED.scheduled;
  return new Date(Date.parse(opensAt) - ahead * MINUTE).toISOString();
}

/** Messages by the name of their field; empty when it may be sent. */
export function faults(draft: Draft, now: number): Record<string, Message> {
  const found: Record<string, Message> = {};
  if (!draft.category) found.category = "cms.faults.category";
  if (!LANG.test(draft.lang ?? "")) found.lang = "cms.faults.lang";
  if (draft.id && !draft.title?.trim()) found.title = "cms.faults.empty";
  ofTimes(draft, now, found);
  const count = countOf(draft);
  if (draft.draw === null && !count) found.questions = "quizzes.faults.none";
  if (draft.draw === null && count > QUESTIONS_MOST)
    found.questions = { message: "quizzes.faults.questions", args: { most: QUESTIONS_MOST } };
  if (draft.draw !== null && !(Number.isInteger(draft.draw) && draft.draw >= 1 && draft.draw <= QUESTIONS_MOST))
    found.draw = { message: "quizzes.faults.draw", args: { most: QUESTIONS_MOST } };
  return found;
}

function ofTimes({ mode, opens_at, closes_at }: Draft, now: number, found: Record<string, Message>): void {
  if (!opens_at) found.opens_at = "quizzes.faults.opens";
  else if (Date.parse(opens_at) <= now) found.opens_at = "quizzes.faults.ahead";
  if (mode === "scheduled" && opens_at && closes_at && Date.parse(closes_at) <= Date.parse(opens_at))
    found.closes_at = "quizzes.faults.after";
}
