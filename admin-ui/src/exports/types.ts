import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Export = components["schemas"]["Export"] & RaRecord;
export type Subject = Export["subject"];

export const EXPORTS = "/v1/admin/exports";

export const formatsOf = (subject: Subject): readonly Export["format"][] =>
  subject === "questions" ? ["csv", "opentdb", "gift"] : ["csv"];
