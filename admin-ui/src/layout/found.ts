/** What the search over everything finds: where each has its page, and how the keys of a combobox go through it. */

import { ask } from "../api/http";
import type { components } from "../api/schema";

export type Found = components["schemas"]["Found"];

/** The page of each kind, before its id. */
const PAGES: Record<Found["kind"], string> = {
  player: "/players",
  question: "/questions",
  category: "/categories",
  quiz: "/quizzes",
  battle: "/battles",
  redemption: "/redemptions",
  referral: "/referrals",
  campaign: "/campaigns",
  case: "/queues/case",
  thread: "/threads",
  staff: "/staff",
  transfer: "/ledger",
  event: "/integrity/events",
};

/** Something to go to; `kind` is the words' name of its group. */
export interface Choice {
  kind: string;
  to: string;
  title: string;
  note: string;
}

/** Of fewer letters nothing is asked for. */
export const LEAST = 2;

export function pageOf({ kind, id, note }: Found): string {
  // A transfer has no page of its own: its player's are listed, where they are told.
  if (kind === "transfer") return `/ledger?filter=${encodeURIComponent(JSON.stringify({ player_id: note }))}`;
  return `${PAGES[kind]}/${encodeURIComponent(id)}`;
}

/** All that has that id or text, among what one may see. Raises Problem. */
export async function find(q: string, signal?: AbortSignal): Promise<Choice[]> {
  const body = { q };
  const { items } = await ask<components["schemas"]["AllFound"]>("/v1/admin/search", { method: "POST", body, signal });
  const found = items.map((one) => ({ kind: one.kind, to: pageOf(one), title: one.title, note: one.note }));
  // A player is found by id and by address: once is enough.
  return found.filter(({ to }, at) => found.findIndex((other) => other.to === to) === at);
}

/** Pages of the menu whose name has the text in it. */
export function pagesOf(text: string, pages: readonly { to: string; name: string }[]): Choice[] {
  const wanted = text.trim().toLowerCase();
  const fit = wanted ? pages.filter(({ name }) => name.toLowerCase().includes(wanted)) : [];
  return fit.slice(0, 5).map(({ to, name }) => ({ kind: "page", to, title: name, note: "" }));
}

/** Which choice the keys lead to: from none down to the first, up to the last, and around. `null`: they do nothing. */
export function moved(key: string, active: number, count: number): number | null {
  if (!count) return null;
  if (key === "ArrowDown") return active + 1 < count ? active + 1 : 0;
  if (key === "ArrowUp") return active > 0 ? active - 1 : count - 1;
  return null;
}

/** Where Enter leads: to what is chosen, or to the only thing that has exactly that id. Players come in their list, so
 * that the id which somebody typed stands in no address. */
export function target(choices: readonly Choice[], active: number, isId: boolean): Choice | null {
  if (choices[active]) return choices[active];
  return (isId && choices.find(({ kind }) => kind !== "player")) || null;
}
