import { expect, test } from "vitest";
import { forPeople, spanOf, underWay } from "./types";

test.each([
  [null, "1h"],
  ["24h", "24h"],
  ["toString", "1h"],
  ["2h", "1h"],
])("the address %s is a span of %s", (given, span) => expect(spanOf(given)).toBe(span));

test("redemptions that nobody knew are not none", () => {
  expect([underWay(null), forPeople(null)]).toEqual([null, null]);
  const of = { held: 2, in_review: 1, manual_review: 3 };
  expect([underWay(of), forPeople(of)]).toEqual([6, 4]);
  expect([underWay({}), forPeople({})]).toEqual([0, 0]);
});
