import type { components } from "../api/schema";

export type Now = components["schemas"]["Dashboard"];
export type Past = components["schemas"]["Past"];
export type Step = components["schemas"]["PastStep"];
export type Health = components["schemas"]["PartnerHealth"];

export const DASHBOARD = "/v1/admin/dashboard";
/** What the page asks by itself, so often: with a reading of a second ago, figures are within two seconds. */
export const EVERY_MS = 1_000;
export const SPANS = { "1h": 3_600, "6h": 21_600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 } as const;
export type Span = keyof typeof SPANS;

/** What the address says; anything else is an hour. */
export const spanOf = (given: string | null): Span =>
  given !== null && Object.hasOwn(SPANS, given) ? (given as Span) : "1h";

/** How many redemptions are not over; null: nobody knew. */
export const underWay = (of: Step["redemptions"]): number | null =>
  of ? Object.values(of).reduce((sum, count) => sum + count, 0) : null;

/** Of those the ones that people have to look at. */
export const forPeople = (of: Step["redemptions"]): number | null =>
  of ? (of.in_review ?? 0) + (of.manual_review ?? 0) : null;
