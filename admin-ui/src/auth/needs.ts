/** What each resource takes of permissions, by rules/permissions.py. */

import type { Permission } from "../api/session";

interface Needs {
  read: Permission;
  write: Permission;
}

const CONTENT: Needs = { read: "content.read", write: "content.write" };

export const NEEDS: Record<string, Needs> = {
  questions: CONTENT,
  categories: CONTENT,
  quizzes: CONTENT,
  seasons: CONTENT,
  achievements: CONTENT,
  imports: { read: "content.write", write: "content.write" },
  players: { read: "players.read", write: "players.note" },
  audit: { read: "audit.read", write: "audit.read" },
  staff: { read: "staff.manage", write: "staff.manage" },
  approvals: { read: "approvals.read", write: "approvals.read" },
};
