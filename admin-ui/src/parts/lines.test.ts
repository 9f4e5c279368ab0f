import { expect, test } from "vitest";
import { ceiling, filled, path } from "./lines";

test.each([
  [[], 1],
  [[0, null], 1],
  [[0.3], 0.5],
  [[7, 3], 10],
  [[120], 200],
  [[500], 500],
  [[501], 1000],
])("all of %j fit under %d", (values, most) => expect(ceiling(values)).toBe(most));

test("a line is broken where nobody knows, and what stands alone is seen", () => {
  expect(path([0, 10, null, 5, null, 10, 0], 10, 60, 100)).toBe("M0 100L10 0M30 50h1M50 0L60 100");
  expect(path([], 1, 60, 100)).toBe("");
});

test("missing steps have their place", () => {
  const at = (minute: number) => ({ at: new Date(minute * 60_000).toISOString() });
  expect(filled([at(3), at(5)], 60, 4).map((row) => row && Date.parse(row.at) / 60_000)).toEqual([null, 3, null, 5]);
  expect(filled([], 60, 4)).toEqual([]);
});
