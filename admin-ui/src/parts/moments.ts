/** Moments and durations as words. */

export type Style = "full" | "exact" | "date" | "time" | "short" | "ago";

const FORMATS: Record<Exclude<Style, "ago">, Intl.DateTimeFormatOptions> = {
  full: { dateStyle: "medium", timeStyle: "short" },
  exact: { dateStyle: "medium", timeStyle: "medium" },
  date: { dateStyle: "medium" },
  time: { timeStyle: "medium" },
  short: { timeStyle: "short" },
};
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A moment in a zone; `ago` is the distance to now where that is under a week. */
export function format(at: string, style: Style, zone: string, now = Date.now()): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  if (style === "ago") return distance(moment, now) ?? format(at, "date", zone);
  return new Intl.DateTimeFormat("en-GB", { ...FORMATS[style], timeZone: zone }).format(moment);
}

function distance(moment: Date, now: number): string | null {
  const seconds = Math.round((moment.getTime() - now) / 1000);
  if (Math.abs(seconds) >= 7 * 86_400) return null;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  return words.format(seconds, "second");
}

/** The same moment in UTC, as logs write it. */
export function utc(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? at : `${moment.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Milliseconds as people say them: 340 ms, 4.2 s, 3 min 20 s. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** The moment that a `datetime-local` field names in a zone, as RFC 3339; null for an empty or half-filled one. */
export function fromLocal(local: string, zone: string): string | null {
  const asUtc = new Date(`${local}Z`);
  if (!local || Number.isNaN(asUtc.getTime())) return null;
  // Twice: the first guess may lie on the other side of a change to summer time.
  let guess = asUtc.getTime() - offset(asUtc.getTime(), zone);
  guess = asUtc.getTime() - offset(guess, zone);
  return new Date(guess).toISOString();
}

/** A moment as a `datetime-local` field shows it in a zone. */
export function toLocal(at: string | null | undefined, zone: string): string {
  if (!at) return "";
  const moment = new Date(at).getTime();
  return Number.isNaN(moment) ? "" : new Date(moment + offset(moment, zone)).toISOString().slice(0, 16);
}

/** Milliseconds that a zone is ahead of UTC at a moment. */
function offset(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - Math.floor(moment / 1000) * 1000;
}
