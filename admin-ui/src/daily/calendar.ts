/** Days and months as `2026-12-24` and `2026-12`; a challenge's day is one in UTC. */

const DAY_MS = 86_400_000;

export const today = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10);

export const monthOf = (day: string): string => day.slice(0, 7);

/** So many months later. */
export function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** The whole weeks, from Monday on, that a month is in. */
export function weeks(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const next = Date.parse(`${shifted(month, 1)}-01T00:00:00Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const found: string[][] = [];
  for (let at = monday; at < next; at += 7 * DAY_MS)
    found.push(Array.from({ length: 7 }, (_, day) => today(at + day * DAY_MS)));
  return found;
}
