/** Days of the calendar, which are UTC's, as `2026-12-24`; months as `2026-12`. */

const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

export const today = (now: number) => iso(now);

export const isMonth = (text: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
export const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && iso(Date.parse(`${text}T00:00Z`) || 0) === text;

/** The weeks, Monday first, that a month touches; days before and after it included. */
export function weeks(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00Z`);
  const begin = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const after = Date.parse(`${beside(month, 1)}-01T00:00Z`);
  const count = Math.ceil((after - begin) / DAY / 7);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => iso(begin + (week * 7 + day) * DAY)),
  );
}

/** The month so many after, or before. */
export function beside(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** `Thu, 24 Dec 2026`. */
export function dayName(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
}

export function monthName(month: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00Z`));
}

/** Whether its questions may still be picked: from tomorrow on, within a year. */
export function isAhead(day: string, now: number): boolean {
  return day > iso(now) && day <= iso(now + 366 * DAY);
}
