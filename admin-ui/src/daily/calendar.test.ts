import { expect, test } from "vitest";
import { shifted, weeks } from "./calendar";

test("a month is shown in whole weeks from Monday on", () => {
  const found = weeks("2026-11");
  expect(found[0]?.[0]).toBe("2026-10-26");
  expect(found.at(-1)?.at(-1)).toBe("2026-12-06");
  expect(found.every((week) => week.length === 7)).toBe(true);
});

test("a month that begins on Monday has no day of another before it", () => expect(weeks("2027-02")).toHaveLength(4));

test.each([
  ["2026-12", 1, "2027-01"],
  ["2027-01", -1, "2026-12"],
  ["2026-03", 12, "2027-03"],
])("%s and %d", (month, by, then) => expect(shifted(month, by)).toBe(then));
