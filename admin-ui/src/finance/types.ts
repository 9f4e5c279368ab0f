import type { components } from "../api/schema";

export type Report = components["schemas"]["FinanceReport"];
export type Part = components["schemas"]["TokenPart"];
export type Months = components["schemas"]["Months"];
export type Money = components["schemas"]["Money"];

export const FINANCE = "/v1/admin/finance";
export const PARTS = ["minted", "spent", "expired", "redeemed"] as const;

export interface Period {
  from: string;
  to: string;
}

/** The first and the last day of a month: 2026-11 ends on the 30th. */
export function monthDays(month: string): Period {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, "0")}` };
}

/** The running month, to its end. */
export const thisMonth = (now: Date): Period => monthDays(now.toISOString().slice(0, 7));

export const money = (sum: Money | null): string | null => sum && `${sum.amount} ${sum.currency}`;
