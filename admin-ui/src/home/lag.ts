/** Whether what players do is counted at once. */
export type Behind = "fine" | "slow" | "stuck";

const SLOW_S = 5;
const STUCK_S = 60;

/** Of the seconds that the slowest part has stood still; unknown ones are nothing to worry about yet. */
export function behind(seconds: number | null): Behind {
  if (seconds === null || seconds < SLOW_S) return "fine";
  return seconds < STUCK_S ? "slow" : "stuck";
}
