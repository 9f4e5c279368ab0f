import type { components } from "../api/schema";

export type Seen = components["schemas"]["Integrity"];
export type Outcomes = components["schemas"]["Outcomes"];
export type Carried = components["schemas"]["Carried"];
export type Run = components["schemas"]["AuditRun"];
export type Line = components["schemas"]["DeadLetterLine"];
export type Letter = components["schemas"]["DeadLetter"];
export type Life = components["schemas"]["EventLife"];

export const INTEGRITY = "/v1/admin/integrity";
export const LETTERS = "/v1/admin/dead-letters";
export const EVENTS = "/v1/admin/events";
export const COUNTS = ["applied", "copies", "refused", "dead", "skipped", "waiting"] as const;

export const count = (value: number | null) => (value === null ? "–" : value.toLocaleString("en"));

/** The way to one event's life. */
export const lifeOf = (id: string) => `/integrity/event?id=${encodeURIComponent(id)}`;

/** What somebody wrote as an event: its fields, or why it is none. */
export function readEvent(text: string): { event: Record<string, unknown> } | { fault: "json" | "object" } {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === "object" && event !== null && !Array.isArray(event)
      ? { event: event as Record<string, unknown> }
      : { fault: "object" };
  } catch {
    return { fault: "json" };
  }
}
