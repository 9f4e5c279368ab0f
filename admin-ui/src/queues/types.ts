import type { components } from "../api/schema";

export type Queue = components["schemas"]["Queue"];
export type Case = components["schemas"]["Case"];
export type Line = components["schemas"]["CaseLine"];
export type Accusation = components["schemas"]["Accusation"];
export type Way = components["schemas"]["DecisionOption"];

export const QUEUES = "/v1/admin/queues";
export const CASES = "/v1/admin/cases";
