import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Prompt = components["schemas"]["Prompt"] & RaRecord & { _etag?: string };
export type State = Prompt["state"];

export const STATES = ["draft", "published", "retired"] as const;
export const TAKES = ["any", "text", "image"] as const;
