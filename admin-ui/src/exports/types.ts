import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Export = components["schemas"]["Export"] & RaRecord;
export type Subject = Export["subject"];

export const EXPORTS = "/v1/admin/exports";

export const formatsOf = (subject: Subject): readonly Export["format"][] =>
  subject === "questions" ? ["csv", "opentdb", "gift"] : ["csv"];

/** The name that the server gives a file. */
export function fileName(disposition: string | null, otherwise: string): string {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}
