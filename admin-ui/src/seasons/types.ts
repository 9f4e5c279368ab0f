import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Season = components["schemas"]["SeasonSheet"] & RaRecord;
export type Places = components["schemas"]["Places"];

export const SEASONS = "/v1/admin/seasons";
export const today = () => new Date().toISOString().slice(0, 10);
