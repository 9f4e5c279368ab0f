import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Segment = components["schemas"]["Segment"] & RaRecord & { _etag?: string };
export type Filter = Segment["filter"];
export type Found = components["schemas"]["SegmentPreview"];

export const LISTS = ["countries", "languages", "tags", "without_tags", "players"] as const;
export const RANGES = ["level_least", "level_most", "spent_least", "spent_most"] as const;
export const COUNTS = ["active_days", "idle_days", "season_rank", "season_id"] as const;
