import type { components } from "../api/schema";

export type Activity = components["schemas"]["Activity"];
export type Day = components["schemas"]["ActiveDay"];
export type Cohort = components["schemas"]["Cohort"];

export const ACTIVITY = "/v1/admin/activity";
export const SPANS = [14, 30, 90] as const;

/** A share in whole percents; of nobody there is none. */
export const percent = (part: number, all: number) => (all ? `${Math.round((100 * part) / all)} %` : "–");

/** Heights of bars in a chart of that height: the greatest fills it, and what is not 0 can be seen. */
export function heights(values: readonly number[], height: number): number[] {
  const most = Math.max(...values, 1);
  return values.map((value) => (value ? Math.max(1, Math.round((value / most) * height)) : 0));
}
