import { expect, test } from "vitest";
import { beside, isAhead, isDay, isMonth, weeks } from "./month";

test("a month's weeks begin on Monday and hold all its days", () => {
  const found = weeks("2026-12");
  expect(found[0]?.slice(0, 2)).toEqual(["2026-11-30", "2026-12-01"]);
  expect(found.at(-1)?.at(-1)).toBe("2027-01-03");
  expect(found.length).toBe(5);
  expect(weeks("2027-02")).toHaveLength(4);
  expect(weeks("2026-08")).toHaveLength(6);
  expect(
    weeks("2028-02")
      .flat()
      .filter((day) => day.startsWith("2028-02")),
  ).toHaveLength(29);
});

test.each([
  ["2026-12", 1, "2027-01"],
  ["2026-01", -1, "2025-12"],
  ["2026-11", 14, "2028-01"],
])("%s and %d months are %s", (month, by, found) => expect(beside(month, by)).toBe(found));

test("days are picked from tomorrow on, within a year, in UTC", () => {
  const now = Date.parse("2026-11-26T23:30:00-05:00");
  expect(isAhead("2026-11-27", now)).toBe(false);
  expect(isAhead("2026-11-28", now)).toBe(true);
  expect(isAhead("2027-11-28", now)).toBe(true);
  expect(isAhead("2027-11-29", now)).toBe(false);
});

test.each([
  ["2026-12-24", true],
  ["2026-02-30", false],
  ["soon", false],
])("%s is a day: %s", (text, day) => expect(isDay(text)).toBe(day));
test("months", () => expect(["2026-12", "2026-13", "x"].map(isMonth)).toEqual([true, false, false]));
