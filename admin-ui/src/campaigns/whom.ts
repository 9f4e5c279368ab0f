/** Whom a campaign is for: a segment, players by their ids, or a filter of its own. */

import type { Fields } from "../data/changes";
import { filterOf } from "../segments/resource";

export const KINDS = ["segment", "players", "filter"] as const;
export type Kind = (typeof KINDS)[number];

export const IDS_MOST = 1_000;
const SHOWN_MOST = 10;
const ID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;

/** What a draft's filter is: none stands for a segment; `players` alone for a list of ids. */
export function kindOf(filter: Fields | null | undefined): Kind {
  if (!filter) return "segment";
  return Object.keys("players" in filter ? { players: [], ...filterOf(filter) } : filterOf(filter)).join() === "players"
    ? "players"
    : "filter";
}

/** A filter of that kind to begin with. */
export function begun(kind: Kind): Fields | null {
  return { segment: null, players: { players: [] }, filter: {} }[kind];
}

/** The ids of a pasted text, one a line. Lines without any are none, and what a list puts around them is left out. */
export function idsIn(text: string): string[] {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => line.replace(/^[\s"',;]+|[\s"',;]+$/g, ""))
    .filter((line) => line !== "");
}

export interface Wrong {
  /** From 1. */
  line: number;
  detail: string;
}

/** The lines that are no ids. */
export function malformed(ids: readonly string[]): { line: number; text: string }[] {
  return ids.map((text, at) => ({ line: at + 1, text })).filter(({ text }) => !ID.test(text));
}

/** What the API finds wrong, by line: its errors are about places in the list. */
export function wrongLines(errors: unknown): Wrong[] {
  if (typeof errors !== "object" || errors === null) return [];
  return Object.entries(errors)
    .filter(([at, one]) => /^\d+$/.test(at) && (one as { message?: unknown } | undefined)?.message)
    .map(([at, one]) => ({ line: Number(at) + 1, detail: String((one as { message: unknown }).message) }))
    .sort((one, other) => one.line - other.line);
}

/** The first of them, and how many more there are. */
export function first(wrong: readonly Wrong[]): { shown: readonly Wrong[]; more: number } {
  return { shown: wrong.slice(0, SHOWN_MOST), more: Math.max(0, wrong.length - SHOWN_MOST) };
}
