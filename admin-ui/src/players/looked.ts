/** What this tab looked for last, for who comes back to the page; the address and the browser's history have none of it. */

import type { By } from "./guess";

export interface Wanted {
  by: By;
  value: string;
}

let last: Wanted | null = null;

export const lastLooked = (): Wanted | null => last;

/** Null: the next person in this tab is another one. */
export function lookFor(wanted: Wanted | null): void {
  last = wanted;
}
