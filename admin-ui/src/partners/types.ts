import type { components } from "../api/schema";
import type { Tone } from "../parts/Mark";

export type Partner = components["schemas"]["Partner"];

export const PARTNERS = "/v1/admin/partners";
export const KEY = ["partners"];

/** Why nothing is submitted, in the API's words, unless it is what people have said: that stands there with its time. */
export function whyNot(one: Partner): string | null {
  return one.submits || one.paused_at || one.frozen_at ? null : one.why_not;
}

/** Why nothing is submitted, what people have said first; null: it is. */
export function hindrance(one: Partner): { key: string; tone: Tone } | null {
  if (!one.configured) return { key: "unconfigured", tone: "plain" };
  if (one.paused_at) return { key: "paused", tone: "warn" };
  if (one.frozen_at) return { key: "frozen", tone: "bad" };
  if (one.switched_off) return { key: "switched_off", tone: "warn" };
  return one.submits ? null : { key: "rests", tone: "bad" };
}
