/** The zone that times are told in: the reader's choice, else the browser's. */

import { useStore } from "ra-core";

export const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function useZone(): string {
  const [zone] = useStore<string>("zone", BROWSER_ZONE);
  return zone;
}
