/** The API of the days' challenges. */

import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/http";
import type { components } from "../api/schema";

export type Day = components["schemas"]["Day"];
export const DAILY = "/v1/admin/daily";
export const COUNT = 10;

/** Challenges of some days that were made already. */
export function useDays(from: string, to: string, category: string) {
  return useQuery({
    queryKey: ["daily", from, to, category],
    queryFn: ({ signal }) => ask<{ items: Day[] }>(DAILY, { query: { from, to, category }, signal }),
  });
}
