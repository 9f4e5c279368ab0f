import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Medium = components["schemas"]["KnownMedium"] & RaRecord;

export const MEDIA = "/v1/admin/media";
export const KINDS = ["image", "audio", "video"] as const;
export const FILE_MOST = 5 * 1024 * 1024;
/** What the API takes of any kind; it says where a kind takes less. */
export const DESCRIPTION_MOST = 5_000;
export const ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,audio/*,video/mp4,video/webm";
