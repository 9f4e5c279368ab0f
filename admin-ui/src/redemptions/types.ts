import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";
import type { Tone } from "../parts/Mark";

export type Line = components["schemas"]["RedemptionLine"] & RaRecord;
export type Redemption = components["schemas"]["RedemptionDetail"];
export type State = Line["state"];
export type Attempt = components["schemas"]["RedemptionAttempt"];

export const REDEMPTIONS = "/v1/admin/redemptions";
export const PARTNERS = ["reloadly-airtime", "reloadly-giftcards", "tremendous"] as const;
export const STATES = [
  "manual_review",
  "in_review",
  "unknown",
  "held",
  "submitting",
  "in_progress",
  "succeeded",
  "refunded",
  "reversed",
  "cancelled",
] as const satisfies readonly State[];

export const TONES: Record<State, Tone> = {
  held: "plain",
  in_review: "warn",
  submitting: "info",
  in_progress: "info",
  unknown: "warn",
  manual_review: "bad",
  succeeded: "good",
  failed: "plain",
  refunded: "plain",
  reversed: "bad",
  cancelled: "plain",
};

/** What "now" is of use for: it is not over, and nobody has to decide first. */
export const canAsk = ({ state }: Pick<Redemption, "state">): boolean =>
  ["held", "in_progress", "unknown", "manual_review", "succeeded"].includes(state);

/** The address of the list of those that fit. */
export const redemptionsOf = (filter: Record<string, string>) =>
  `/redemptions?filter=${encodeURIComponent(JSON.stringify(filter))}`;
