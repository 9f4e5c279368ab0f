/** react-admin's auth provider on the session of staff. What one may do, the API says; here it decides what is shown. */

import type { AuthProvider } from "ra-core";
import { Problem } from "../api/problem";
import { forget, logOut, session } from "../api/session";
import { lookFor } from "../players/looked";
import { NEEDS } from "./needs";

export const authProvider: AuthProvider = {
  /** The login page has done it already; what was known of an earlier session is forgotten. */
  login: async () => {
    forget();
    await session();
  },
  logout: async () => {
    lookFor(null);
    await logOut().catch(() => undefined);
  },
  checkAuth: async () => {
    try {
      await session();
    } catch (error) {
      // The API being away is no reason to log in again.
      if (error instanceof Problem && error.status === 401) throw error;
    }
  },
  /** All is told where it happened. A login that ended has been asked for over the page by then: who would not log in
   * stays there with what was typed. */
  checkError: async () => undefined,
  getIdentity: async () => {
    const { staff } = await session();
    return { id: staff.id, fullName: staff.name || staff.email, email: staff.email, roles: staff.roles };
  },
  getPermissions: async () => {
    try {
      return (await session()).permissions;
    } catch (error) {
      // Who is not in may do nothing; react-admin would take a refusal for the end of a login, on every page.
      if (error instanceof Problem && error.status === 401) return [];
      throw error;
    }
  },
  canAccess: async ({ resource, action }) => {
    const needs = NEEDS[resource as keyof typeof NEEDS];
    if (!needs) return true;
    const { permissions } = await session();
    return needs[action === "list" || action === "show" ? "read" : "write"].some((one) => permissions.includes(one));
  },
};
