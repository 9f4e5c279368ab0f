/** What one works on: a case, a thread or a break, whatever its queue. */

import { ask } from "../api/http";
import type { components } from "../api/schema";
import { CASES, type Case, INBOX, QUEUES, type Work } from "./types";

export type Taken = { kind: "case"; found: Case } | { kind: "thread"; work: Work } | { kind: "break"; work: Work };
/** What was decided last, for who undoes it. */
export interface Decided {
  /** Where its undoing is asked for; null: it cannot be undone. */
  path: string | null;
  /** In words. */
  what: string;
}

type Break = components["schemas"]["Break"];

/** All queues: what is due first, whatever it is. */
export const ALL = "all";

/** The next of a queue, or of all; null: nothing waits. Raises Problem. */
export async function takeNext(queue: string): Promise<Taken | null> {
  if (queue !== ALL) {
    const found = await ask<Case | null>(`${QUEUES}/${encodeURIComponent(queue)}/claim`, { method: "POST" });
    return found ? { kind: "case", found } : null;
  }
  const work = await ask<Work | null>(`${INBOX}/claim`, { method: "POST" });
  if (!work) return null;
  if (work.subject_kind === "thread") return { kind: "thread", work };
  if (work.subject_kind === "break") return { kind: "break", work };
  return { kind: "case", found: await ask<Case>(`${CASES}/${work.id}`) };
}

/** Where what is done with something is asked for. */
export function pathOf(taken: Taken): string {
  return taken.kind === "case" ? `${CASES}/${taken.found.id}` : `${INBOX}/${taken.work.queue}/${taken.work.id}`;
}

/** Which of its time it is: what is taken again, as after an undo, is shown anew. */
export function keyOf(taken: Taken): string {
  if (taken.kind === "case") return `${taken.found.id}${taken.found.updated_at}`;
  return `${taken.work.id}${taken.work.claimed_until}`;
}

/** Undo a decision; what it was about is one's own again. Raises Problem. */
export async function undo(path: string, reason: string): Promise<Taken> {
  const found = await ask<Case | Break>(`${path}/undo`, { method: "POST", body: { reason } });
  if ("queue" in found) return { kind: "case", found };
  const work = await ask<Work>(`${INBOX}/breaks/${found.id}/claim`, { method: "POST" });
  return { kind: "break", work };
}
