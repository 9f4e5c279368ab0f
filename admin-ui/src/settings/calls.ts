/** All settings, read and changed as one. */

import { type QueryClient, useQuery } from "@tanstack/react-query";
import { ASKED, send } from "../api/http";
import { Problem } from "../api/problem";
import type { components } from "../api/schema";

export type Settings = components["schemas"]["Settings"];
export type Threshold = components["schemas"]["Threshold"];
type Change = Partial<Omit<components["schemas"]["SettingsChanges"], "reason">>;

interface Seen {
  settings: Settings;
  etag: string | null;
}

const PATH = "/v1/admin/settings";
const KEY = ["settings"];

export const useSettings = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<Seen> => {
      const { data, etag } = await send<Settings>(PATH, { signal });
      return { settings: data, etag };
    },
  });

/** Change some of them over what was seen; what is there instead is shown where they were changed meanwhile.
 * Gives whether it is done: what takes two is only asked for. */
export async function change(queries: QueryClient, seen: Seen, wanted: Change, reason: string): Promise<boolean> {
  const headers: Record<string, string> = seen.etag ? { "If-Match": seen.etag } : {};
  try {
    const body = { ...wanted, reason };
    const { data, etag, status } = await send<Settings>(PATH, { method: "PATCH", body, headers });
    if (status === ASKED) return false;
    queries.setQueryData<Seen>(KEY, { settings: data, etag });
    return true;
  } catch (found) {
    if (found instanceof Problem && found.status === 412)
      queries.setQueryData<Seen>(KEY, { settings: found.members.current as Settings, etag: found.etag });
    throw found;
  }
}

export type { Change, Seen };
