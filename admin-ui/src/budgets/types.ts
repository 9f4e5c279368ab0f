import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Budget = components["schemas"]["Budget"] & RaRecord;
export type State = "upcoming" | "open" | "used" | "over";

/** The sources that grants have, by rules/earning.py. */
export const SOURCES: readonly components["schemas"]["Budget"]["source"][] = [
  "achievement",
  "battle",
  "daily",
  "live_quiz",
  "quiz",
  "referral",
  "season",
  "streak",
];

export function stateOf({ left, since, until }: Pick<Budget, "left" | "since" | "until">, now: number): State {
  if (Date.parse(until) <= now) return "over";
  if (left === 0) return "used";
  return Date.parse(since) > now ? "upcoming" : "open";
}
