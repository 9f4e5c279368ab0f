/** What is asked of a case. */

import { ask } from "../api/http";
import { Problem } from "../api/problem";
import { session } from "../api/session";
import { CASES, type Case } from "./types";

/** Decide a case; what one has decided so already, and heard no answer, is decided. Raises Problem. */
export async function decide(id: string, body: { decision: string; reason: string }): Promise<Case> {
  const path = `${CASES}/${id}`;
  try {
    return await ask<Case>(`${path}/decision`, { method: "POST", body });
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "case_decided") throw problem;
    const [found, { staff }] = await Promise.all([ask<Case>(path), session()]);
    if (found.decided_by?.id !== staff.id || found.decision !== body.decision) throw problem;
    return found;
  }
}
