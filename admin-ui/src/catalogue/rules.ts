/** What may be said of a product, as far as one can tell before it is sent; and how it stands. */

import type { components } from "../api/schema";
import type { Message } from "../parts/fields";

export type Stocked = components["schemas"]["StockedProduct"];
export type State = "sold" | "stopped" | "sold_out" | "unpriced" | "hidden" | "gone";

const MARGIN_LEAST = -9_000;
const MARGIN_MOST = 100_000;

export interface Draft {
  margin_bp: number | null;
  stock: number | null;
  day_limit_per_player: number | null;
  reason?: string;
}

/** Messages by the name of their field; empty when it may be sent. */
export function faults(draft: Draft): Record<string, Message> {
  const found: Record<string, Message> = {};
  if (draft.margin_bp !== null && !isMargin(draft.margin_bp)) found.margin_bp = "catalogue.faults.margin";
  for (const name of ["stock", "day_limit_per_player"] as const)
    if (draft[name] !== null && !isCount(draft[name])) found[name] = "catalogue.faults.count";
  if (!draft.reason?.trim()) found.reason = "catalogue.faults.reason";
  return found;
}

/** Of hundredths of a per cent. */
export const isMargin = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= MARGIN_LEAST && Number(value) <= MARGIN_MOST;

const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;

/** Why it is not sold, what lasts longest first. */
export function stateOf(product: Stocked): State {
  if (!product.available) return "gone";
  if (!product.shown) return "hidden";
  if (product.tokens_per_unit === null) return "unpriced";
  if (product.blocked_by !== null) return "stopped";
  return product.stock === 0 ? "sold_out" : "sold";
}

/** Hundredths of a per cent as per cent. */
export const percent = (bp: number) => (bp / 100).toLocaleString("en");

/** Money as it is read: its digits in groups, and none of them lost. */
export function moneyWords({ amount, currency }: { amount: string; currency: string }): string {
  const [whole = "", ...rest] = amount.split(".");
  return `${[Number(whole).toLocaleString("en"), ...rest].join(".")} ${currency}`;
}

export const tokenWords = (tokens: number | null) => (tokens === null ? "–" : tokens.toLocaleString("en"));
