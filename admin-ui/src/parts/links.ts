/** Which page shows a thing with an id, by its kind's name in the audit log; for who may not see it, none does. */

import type { Permission } from "../api/session";
import { NEEDS } from "../auth/needs";

const PAGES = {
  battle: "battles",
  budget: "budgets",
  campaign: "campaigns",
  case: "queues",
  category: "categories",
  import: "imports",
  medium: "media",
  player: "players",
  product: "catalogue",
  prompt: "prompts",
  question: "questions",
  quiz: "quizzes",
  redemption: "redemptions",
  referral: "referrals",
  season: "seasons",
  segment: "segments",
  staff: "staff",
  template: "templates",
  thread: "threads",
} as const satisfies Record<string, keyof typeof NEEDS>;

/** The address of a thing's page; null: there is none, or not for somebody with these permissions. */
export function pageOf(kind: string, id: string, permissions: readonly string[] | undefined): string | null {
  const page = (PAGES as Record<string, keyof typeof NEEDS | undefined>)[kind];
  if (!page || !mayRead(page, permissions)) return null;
  return `/${kind === "case" ? "queues/case" : page}/${encodeURIComponent(id)}`;
}

/** Whether somebody with these permissions is let into a resource's pages. */
export function mayRead(page: keyof typeof NEEDS, permissions: readonly string[] | undefined): boolean {
  return NEEDS[page].read.some((one: Permission) => permissions?.includes(one));
}
