import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";
import type { Tone } from "../parts/Mark";

export type Line = components["schemas"]["AdminReferralLine"] & RaRecord;
export type Referral = components["schemas"]["AdminReferral"];
export type State = Line["state"];

export const REFERRALS = "/v1/admin/referrals";
export const STATES = [
  "qualified",
  "joined",
  "held",
  "paid",
  "ineligible",
  "clawed_back",
] as const satisfies readonly State[];

export const TONES: Record<State, Tone> = {
  invited: "plain",
  joined: "plain",
  qualified: "warn",
  held: "info",
  paid: "good",
  ineligible: "bad",
  clawed_back: "bad",
};
