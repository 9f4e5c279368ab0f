import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Line = components["schemas"]["PlainBattle"] & RaRecord;
export type Battle = components["schemas"]["LookedAtBattle"];
export type Round = components["schemas"]["ReplayedRound"];
export type Moment = components["schemas"]["ReplayedMoment"];
export type Move = components["schemas"]["Move"];
export type Contest = components["schemas"]["Contest"];
export type Entry = components["schemas"]["ContestEntry"];

export const BATTLES = "/v1/admin/battles";
export const MODES = ["quiz", "creative"] as const;
export const STATES = ["running", "settled", "void"] as const;

/** The address of the list of somebody's battles. */
export const battlesOf = (player: string) =>
  `/battles?filter=${encodeURIComponent(JSON.stringify({ player_id: player }))}`;
