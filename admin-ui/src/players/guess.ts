/** By what kind of thing somebody searches, from how it looks. */

export const BY = ["name", "email", "id", "phone", "device"] as const;
export type By = (typeof BY)[number];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PHONE = /^\+[0-9 ()./-]{5,}$/;

export function guessBy(text: string): By {
  const wanted = text.trim();
  if (UUID.test(wanted)) return "id";
  if (/^[^@\s]+@[^@\s]+$/.test(wanted)) return "email";
  return PHONE.test(wanted) ? "phone" : "name";
}
