/** Coming in: password, second factor, enrolment, step-up, invitation. */

import { ask, setCsrf } from "../api/http";
import type { Session } from "../api/session";

export interface Half {
  next: "totp" | "totp_enrolment";
  csrf_token: string;
}

export interface Enrolment {
  secret: string;
  otpauth_uri: string;
}

export type Entered = Session & { recovery_codes?: string[] };

const SESSION = "/v1/admin/session";

async function half(path: string, body: object): Promise<Half> {
  const found = await ask<Half>(path, { method: "POST", body, bare: true });
  setCsrf(found.csrf_token);
  return found;
}

export const begin = (email: string, password: string) => half(SESSION, { email, password });

/** Of an invitation's link: the secret stands behind `#`, and goes to the server in a body alone. */
export const accept = (id: string, secret: string, name: string, password: string) =>
  half(`/v1/admin/staff/invitations/${encodeURIComponent(id)}/accept`, { secret, name, password });

export const enrolment = () => ask<Enrolment>(`${SESSION}/totp-enrolment`, { method: "POST", body: {}, bare: true });

async function whole(path: string, code: string): Promise<Entered> {
  const found = await ask<Entered>(path, { method: "POST", body: { code: code.trim() }, bare: true });
  setCsrf(found.csrf_token);
  return found;
}

export const prove = (code: string) => whole(`${SESSION}/totp`, code);

export const stepUp = (code: string) => whole(`${SESSION}/step-up`, code);
