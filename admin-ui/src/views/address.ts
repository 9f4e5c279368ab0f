/** Saved views as addresses, and what a list shows now as a view. */

import type { components } from "../api/schema";

export type View = components["schemas"]["View"];

export const VIEWS = "/v1/admin/views";

/** Where the list shows what the view says. */
export function addressOf({ list, filter, sort, descending }: Pick<View, "list" | "filter" | "sort" | "descending">) {
  const query = new URLSearchParams({ filter: JSON.stringify(filter), page: "1" });
  if (sort) {
    query.set("sort", sort);
    query.set("order", descending ? "DESC" : "ASC");
  }
  return `/${list}?${query}`;
}

/** The link to a view, for others; the address' hash is the router's. */
export function linkTo({ id }: Pick<View, "id">, at: Pick<Location, "origin" | "pathname"> = location): string {
  return `${at.origin}${at.pathname}#/views/${id}`;
}

/** Filters as texts, as they stand in an address; what is no text, number or truth value is none. */
export function texts(filter: Record<string, unknown>): Record<string, string> {
  const kept = Object.entries(filter).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
