/** The session of whoever uses the CMS: who that is, what they may do, and the CSRF token of their changes. */

import { i18nProvider } from "../i18n";
import { ask, setCsrf, setDoor } from "./http";
import { Problem } from "./problem";
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

/** A login in another tab is this tab's too: its cookie is, and its token comes with the session. What was typed here
 * goes out in nobody else's name. */
async function learn(): Promise<boolean> {
  const before = await known;
  forget();
  try {
    const now = await session();
    if (!before || before.staff.id === now.staff.id) return true;
  } catch (error) {
    // Nobody is in: the request that goes out again opens the login.
    if (error instanceof Problem && error.status === 401) return true;
    throw error;
  }
  known = Promise.resolve(before);
  setCsrf(before.csrf_token);
  throw new Problem(403, {
    code: "csrf",
    detail: i18nProvider.translate("cms.other_login"),
  });
}

setDoor("csrf", learn);

/** End it, here and on the server. */
export async function logOut(): Promise<void> {
  try {
    await ask(PATH, { method: "DELETE", bare: true });
  } finally {
    forget();
    setCsrf(null);
  }
}
