import type { components } from "../api/schema";

export type Job = components["schemas"]["Job"];
export type Finding = components["schemas"]["Fault"];

export const IMPORTS = "/v1/admin/imports";
export const FORMATS = ["auto", "csv", "gift", "moodle", "aiken", "kahoot", "opentdb"] as const;
export const FILE_MOST = 32 * 1024 * 1024;
/** States in which a worker is at it. */
export const BUSY = ["checking", "committing"];
