import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Thread = components["schemas"]["StaffThread"] & RaRecord;
export type Word = components["schemas"]["StaffWord"];

export const THREADS = "/v1/admin/threads";
