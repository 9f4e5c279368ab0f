/** The session of whoever uses the CMS: who that is, what they may do, and the CSRF token of their changes. */

import { ask, setCsrf } from "./http";
import type { components } from "./schema";

export type Session = components["schemas"]["StaffSession"];
export type Permission = Session["permissions"][number];

const PATH = "/v1/admin/session";
let known: Promise<Session> | null = null;

/** The session; asked for once until `forget`. Raises Problem 401 when there is none. */
export function session(): Promise<Session> {
  known ??= ask<Session>(PATH, { bare: true }).then(
    (found) => {
      setCsrf(found.csrf_token);
      return found;
    },
    (error: unknown) => {
      known = null;
      throw error;
    },
  );
  return known;
}

/** Somebody else may have come, or may do other things. */
export function forget(): void {
  known = null;
}

/** End it, here and on the server. */
export async function logOut(): Promise<void> {
  try {
    await ask(PATH, { method: "DELETE", bare: true });
  } finally {
    forget();
    setCsrf(null);
  }
}
