/** What a rate must be, as far as one can tell before it is sent. */

import type { components } from "../api/schema";
import { isMargin } from "../catalogue/rules";
import type { Message } from "../parts/fields";

export type Rate = components["schemas"]["TokenRate"];
export type Whole = components["schemas"]["TokenRateHistory"];

const DECIMAL = /^(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$/;

export interface Draft {
  tokens_per_unit: string | null;
  margin_bp: number | null;
  reason?: string;
}

/** Messages by the name of their field; empty when it may be sent. */
export function faults({ tokens_per_unit: tokens, margin_bp: margin, reason }: Draft): Record<string, Message> {
  const found: Record<string, Message> = {};
  if (!tokens || !DECIMAL.test(tokens) || Number(tokens) === 0) found.tokens_per_unit = "token_rates.faults.tokens";
  if (!isMargin(margin)) found.margin_bp = "token_rates.faults.margin";
  if (!reason?.trim()) found.reason = "token_rates.faults.reason";
  return found;
}
