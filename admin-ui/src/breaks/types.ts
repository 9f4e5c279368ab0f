import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";
import type { Tone } from "../parts/Mark";

export type Break = components["schemas"]["Break"] & RaRecord;

export const BREAKS = "/v1/admin/breaks";
export const STATES = ["open", "resolved"] as const;
export const KINDS = [
  "missing_there",
  "missing_here",
  "status",
  "amount",
  "issued_twice",
  "late_reversal",
  "balance_drift",
] as const satisfies readonly Break["kind"][];
export const RESOLUTIONS = ["explained", "corrected", "written_off"] as const;

/** The older, the worse. */
export const TONES: Record<Break["age"], Tone> = { "1h": "plain", "24h": "info", "3d": "warn", older: "bad" };
