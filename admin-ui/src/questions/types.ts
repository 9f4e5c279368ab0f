/** Questions as the API gives them, with what the form adds. */

import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Item = components["schemas"]["QuestionItem"] & RaRecord;
export type Sheet = components["schemas"]["QuestionSheet"] & RaRecord & { _etag?: string };
export type Revision = components["schemas"]["Revision"];
export type BulkResult = components["schemas"]["BulkResult"];
export type Duplicates = components["schemas"]["Duplicates"];
