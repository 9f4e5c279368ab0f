/** What a season must be, as far as one can tell before it is sent; and what its prizes cost. */

import type { components } from "../api/schema";
import type { Message } from "../parts/fields";

export type Reward = components["schemas"]["Reward"];

/** A prize while it is typed. */
export type Draft = { [name in keyof Reward]: number | null };

export interface SeasonDraft {
  name: string;
  first: string | null;
  last: string | null;
  prizes: readonly Draft[];
}

const DAYS_MOST = 180;
const MOST = 1_000_000_000;
const DAY = 86_400_000;

/** Messages by the path of their field; empty when it may be sent. `fixed`: it has begun, and its first day stays. */
export function faults(
  { name, first, last, prizes }: SeasonDraft,
  today: string,
  fixed = false,
): Record<string, Message> {
  const found: Record<string, Message> = {};
  if (!name?.trim()) found.name = "cms.faults.empty";
  if (!first) found.first = "seasons.faults.first";
  else if (!fixed && first <= today) found.first = "seasons.faults.tomorrow";
  if (!last) found.last = "seasons.faults.last";
  else if (last < today) found.last = "seasons.faults.today";
  else if (first && last < first) found.last = "seasons.faults.before";
  else if (first && days(first, last) > DAYS_MOST)
    found.last = { message: "seasons.faults.days", args: { most: DAYS_MOST } };
  return { ...found, ...prizeFaults(prizes ?? []) };
}

/** From the first to the last, both included. */
export const days = (first: string, last: string) => Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;

/** What is wrong with each line; a rank may stand in one alone. */
export function prizeFaults(prizes: readonly Draft[]): Record<string, Message> {
  const found: Record<string, Message> = {};
  for (const [at, { first, last, tokens }] of prizes.entries()) {
    if (!isWhole(first)) found[`prizes.${at}.first`] = "seasons.faults.rank";
    if (!isWhole(last)) found[`prizes.${at}.last`] = "seasons.faults.rank";
    else if (isWhole(first) && last < first) found[`prizes.${at}.last`] = "seasons.faults.ranks";
    if (!isWhole(tokens)) found[`prizes.${at}.tokens`] = "seasons.faults.tokens";
    const before = prizes.slice(0, at).findIndex((other) => overlap(other, { first, last, tokens }));
    if (before >= 0) found[`prizes.${at}.first`] ??= { message: "seasons.faults.twice", args: { line: before + 1 } };
  }
  return found;
}

function isWhole(value: number | null | undefined): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST;
}

function overlap(one: Draft, other: Draft): boolean {
  if (!isWhole(one.first) || !isWhole(one.last) || !isWhole(other.first) || !isWhole(other.last)) return false;
  return one.first <= other.last && other.first <= one.last;
}

/** A line for the ranks after all others. */
export function nextLine(prizes: readonly Draft[]): Draft {
  const after = Math.max(0, ...prizes.map(({ last }) => last ?? 0)) + 1;
  return { first: after, last: after === 1 ? 1 : after + 8, tokens: null };
}

/** Tokens that are paid in all when so many players have a rank. */
export function cost(prizes: readonly Draft[], players: number): number {
  return prizes.reduce((sum, { first, last, tokens }) => {
    if (!isWhole(first) || !isWhole(last) || !isWhole(tokens)) return sum;
    return sum + Math.max(0, Math.min(last, players) - first + 1) * tokens;
  }, 0);
}
