import { expect, test } from "vitest";
import { filterOf, segments } from "./resource";

test("what is empty in the form is not in the filter", () => {
  const typed = { countries: [], tags: ["vip"], level_least: null, level_most: 0, registered: "guests" };
  expect(filterOf(typed)).toEqual({ tags: ["vip"], level_most: 0, registered: false });
});

test("a filter comes back as it was sent", () => {
  const stored = { name: "n", filter: { registered: true, languages: ["es"] } };
  expect(segments.give?.(segments.receive?.(stored) ?? {})).toEqual(stored);
});
