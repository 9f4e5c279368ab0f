/** Making a thing once: who saves again after an answer was lost sends the key again under which it was made. */

import { ask } from "../api/http";
import { Problem } from "../api/problem";

export const KEY = "Idempotency-Key";

/** By path: what was asked for last and got no answer. */
const unanswered = new Map<string, { wish: string; key: string }>();

/** Call `make` with the header to send: a new key, or the last one if the same wish got no answer. */
export async function once<T>(
  path: string,
  wish: unknown,
  make: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  const text = JSON.stringify(wish);
  const last = unanswered.get(path);
  const key = last?.wish === text ? last.key : crypto.randomUUID();
  unanswered.delete(path);
  try {
    return await make({ [KEY]: key });
  } catch (error) {
    if (isUnanswered(error)) unanswered.set(path, { wish: text, key });
    throw error;
  }
}

/** Make a thing by a POST of `body`, once. Raises Problem. */
export const makeOnce = <T>(path: string, body: unknown): Promise<T> =>
  once(path, body, (headers) => ask<T>(path, { method: "POST", body, headers }));

/** Whether it may have been made all the same: no answer came, or a proxy's that got none, or it is under way. */
function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return ["network", "idempotency_in_flight"].includes(error.code) || [502, 503, 504].includes(error.status);
}
