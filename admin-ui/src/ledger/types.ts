import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";
import type { Translate } from "../data/resource";

export type Transfer = components["schemas"]["Transfer"] & RaRecord;
export type Accounts = components["schemas"]["LedgerAccounts"];
export type Audit = components["schemas"]["LedgerAudit"];
export type Entry = components["schemas"]["Entry"];

export const LEDGER = "/v1/admin/ledger";
export const KINDS = ["credit", "debit", "claw_back", "hold", "capture", "release"] as const;

/** Whole tokens, with their sign where one is to be seen. */
export const tokens = (count: number, signed = false): string =>
  `${count < 0 ? "−" : signed && count > 0 ? "+" : ""}${Math.abs(count).toLocaleString("en")}`;

/** What tokens were for. */
export const sourceName = (source: string, t: Translate): string => t(`ledger.sources.${source}`, { _: source });

/** An account as a transfer's entries name it. */
export const accountName = (account: string, t: Translate): string =>
  account.startsWith("clearing:")
    ? t("ledger.partner", { name: account.slice("clearing:".length) })
    : t(`ledger.account.${account}`, { _: account });
