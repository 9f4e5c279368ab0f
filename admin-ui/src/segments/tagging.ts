/** Tagging all of a segment, piece by piece. */

import { ask } from "../api/http";
import type { components } from "../api/schema";

type Piece = components["schemas"]["Tagged"];

interface Change {
  add_tags: string[];
  remove_tags: string[];
}

/** What has come of it so far. */
export interface Sum {
  seen: number;
  changed: number;
  unchanged: number;
  refused: number;
  done: boolean;
}

/** Tags that somebody typed with commas or blanks between them, each once. */
export const tagsOf = (text: string) => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  ),
];

const place = (segment: string) => `/v1/admin/segments/${encodeURIComponent(segment)}/tags`;

/** How many players it would be about. Raises Problem. */
export async function look(segment: string, change: Change): Promise<number> {
  const { matched = 0 } = await ask<Piece>(place(segment), { method: "POST", body: { ...change, dry_run: true } });
  return matched;
}

/** Do it; `tell` hears of each piece. Raises Problem: what was done until then is done. */
export async function tagAll(segment: string, change: Change, reason: string, tell: (sum: Sum) => void): Promise<void> {
  const sum: Sum = { seen: 0, changed: 0, unchanged: 0, refused: 0, done: false };
  let cursor: string | null = null;
  do {
    const body = { ...change, dry_run: false, cursor: cursor ?? undefined, ...(reason ? { reason } : {}) };
    const piece: Piece = await ask<Piece>(place(segment), { method: "POST", body });
    sum.changed += piece.changed ?? 0;
    sum.unchanged += piece.unchanged ?? 0;
    sum.refused += piece.refused?.length ?? 0;
    sum.seen = sum.changed + sum.unchanged + sum.refused;
    cursor = piece.next;
    sum.done = cursor === null;
    tell({ ...sum });
  } while (cursor);
}
