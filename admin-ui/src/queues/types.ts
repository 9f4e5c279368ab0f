import type { components } from "../api/schema";

export type Queue = components["schemas"]["Queue"];
export type Case = components["schemas"]["Case"];
export type Line = components["schemas"]["CaseLine"];
export type Accusation = components["schemas"]["Accusation"];
export type Way = components["schemas"]["DecisionOption"];

export type Work = components["schemas"]["Work"];
export type Inbox = components["schemas"]["WorkInbox"];
export type Figures = components["schemas"]["WorkFigures"];

export const INBOX = "/v1/admin/inbox";
export const QUEUES = "/v1/admin/queues";
export const CASES = "/v1/admin/cases";
