/** One friendly line about what is going on, where something is. */

import { has, t } from "./language.js";

const place = () => document.getElementById("trouble");

/** A request is tried again; `safe` names what it means for the player: "answer" or "nothing". */
export function trouble(problem, waitMs, safe = null) {
  const key = { 0: "trouble.reach", 429: "trouble.fast" }[problem.status] ?? "trouble.busy";
  const again = t("trouble.again", { n: Math.max(1, Math.ceil(waitMs / 1000)) });
  show([t(key), safe ? t(`trouble.safe_${safe}`) : "", again].filter(Boolean).join(" "));
}

/** Say what a problem means, by its code; or words of the page by their key. */
export function tell(problem) {
  const key = typeof problem === "string" ? problem : has(`problem.${problem.code}`) ? `problem.${problem.code}` : "problem";
  show(t(key, problem.told));
}

/** All is well again. */
export function calm() {
  place().hidden = true;
  place().textContent = "";
}

function show(text) {
  place().textContent = text;
  place().hidden = false;
}
