import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Campaign = components["schemas"]["Campaign"] & RaRecord & { _etag?: string };
export type State = Campaign["state"];
export type Verb = Campaign["verbs"][number];

export const STATES = ["draft", "scheduled", "planning", "sending", "paused", "sent", "cancelled"] as const;
export const RUNS: readonly State[] = ["scheduled", "planning", "sending"];
