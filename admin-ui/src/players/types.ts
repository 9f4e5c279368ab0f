import type { components } from "../api/schema";

export type Found = components["schemas"]["FoundPlayer"];
export type Overview = components["schemas"]["Overview"];
export type Sanction = components["schemas"]["Sanction"];
export type Moment = components["schemas"]["Moment"];
export type Device = components["schemas"]["PlayerDevice"];
export type Message = components["schemas"]["StaffMessage"];
export type Note = components["schemas"]["Note"];
export type LookedAt = components["schemas"]["LookedAtSession"];
export type Wallet = components["schemas"]["Accounts"];
export type Redemption = components["schemas"]["Redemption"];
export type Seen = components["schemas"]["Seen"];
export type Signal = components["schemas"]["Signal"];

export const PLAYERS = "/v1/admin/players";
