/** How long a text for the audit log may be, as the API counts. */

export const REASON_MOST = 500;

/** By how many characters it is too long, without the space around it, which is not sent; 0 for none. */
export function excess(text: string, most = REASON_MOST): number {
  return Math.max(0, Array.from(text.trim()).length - most);
}
