/** One question that was asked, and what became of it. */

import { until } from "./clock.js";

/** From here on a time limit is none: "no limit" is an hour. */
const NO_LIMIT_MS = 3_600_000;
const OPEN = new Set(["asked", "sent", "accepted"]);

/**
 * `state`: asked -> sent -> accepted -> right | wrong, or kept where the verdict is told to all at once, later; or one
 * of the ends without a verdict: missed (no answer in time), skipped, late, refused, aside (dead-lettered).
 */
export class Asked {
  state = "asked";
  chosen = [];
  points = 0;
  /** Ids of the right options, in their order; of a typed answer what would have been right. */
  solution = [];
  explanation = "";
  /** Options that fifty-fifty took away. */
  hidden = [];
  /** Milliseconds from the answer's sending to its verdict. */
  tookMs = null;
  /** Why an answer was not taken, as the API says it: `code` and maybe `detail`; null while none was refused. */
  refusal = null;

  constructor(question) {
    Object.assign(this, question);
  }

  get decided() {
    return !OPEN.has(this.state);
  }

  /** Whether its time runs still. */
  get running() {
    return !this.limited || this.leftMs > 0;
  }

  get limited() {
    return this.time_limit_ms < NO_LIMIT_MS;
  }

  get leftMs() {
    return until(this.deadline_at);
  }

  /** What was right, in words. */
  get told() {
    return inWords(this, this.solution);
  }

  /** What was answered, in words. */
  get said() {
    return inWords(this, this.chosen);
  }
}

/** How an answer changes that was not taken: what can be none may be put right, while time runs. */
export function refused({ running }, { status, code, detail }) {
  if (status === 422 && running) return { state: "asked", chosen: [], refusal: { code, detail } };
  return { state: code === "answer_late" ? "late" : "refused", refusal: { code, detail } };
}

/** Ids of a question's options as their texts; typed answers as they are. */
export function inWords({ options = [], kind, dir }, ids) {
  const texts = ids.map((id) => options.find((option) => option.id === id)?.text ?? id);
  return texts.join(kind === "ordering" ? (dir === "rtl" ? " ← " : " → ") : ", ");
}
