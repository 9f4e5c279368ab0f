/** What each resource takes of permissions, any of them, by rules/permissions.py: the menu and the pages ask here. */

import type { Permission } from "../api/session";

interface Needs {
  read: readonly Permission[];
  write: readonly Permission[];
}

const needs = (read: readonly Permission[], write = read): Needs => ({ read, write });
const CONTENT = needs(["content.read"], ["content.write"]);
const CAMPAIGNS = needs(["campaigns.read"], ["campaigns.write"]);
const MONEY = needs(["finance.read"], ["finance.write"]);

export const NEEDS = {
  live: needs(["operations.read"]),
  integrity: needs(["operations.read"], ["letters.manage"]),
  queues: needs([
    "cases.questions",
    "cases.integrity",
    "cases.entries",
    "cases.referrals",
    "cases.moderation",
    "cases.appeals",
    "finance.write",
    "players.message",
  ]),
  questions: CONTENT,
  categories: CONTENT,
  media: CONTENT,
  quizzes: CONTENT,
  daily: CONTENT,
  prompts: CONTENT,
  seasons: CONTENT,
  achievements: CONTENT,
  imports: needs(["content.write"]),
  exports: needs(["exports.make"]),
  players: needs(["players.read"], ["players.note"]),
  activity: needs(["operations.read"]),
  battles: needs(["battles.read"], ["battles.void"]),
  campaigns: CAMPAIGNS,
  segments: CAMPAIGNS,
  templates: CAMPAIGNS,
  threads: needs(["players.message"]),
  referrals: needs(["referrals.read"], ["referrals.override"]),
  staff: needs(["staff.manage"]),
  approvals: needs(["approvals.read"]),
  audit: needs(["audit.read"]),
  redemptions: MONEY,
  breaks: MONEY,
  partners: MONEY,
  catalogue: MONEY,
  "token-rates": MONEY,
  budgets: MONEY,
  ledger: MONEY,
  finance: MONEY,
  settings: needs(["settings.manage"]),
} satisfies Record<string, Needs>;
