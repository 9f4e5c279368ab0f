import { expect, test } from "vitest";
import { changed, differences, same } from "./changes";

test.each([
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
])("%j and %j", (one, other, alike) => expect(same(one, other)).toBe(alike));

test("only what changed is sent, and nothing of ours", () => {
  const before = { stem: "a", tags: ["x"], options: ["1"], _etag: '"e1"' };
  expect(changed(before, { stem: "a", tags: ["x", "y"], options: ["1"], _etag: '"e2"' })).toEqual({ tags: ["x", "y"] });
  expect(changed(before, { ...before })).toEqual({});
});

test("differences go down to what is neither object nor list", () => {
  const before = { wordings: [{ stem: "old", options: ["a"] }], tags: [], gone: 1 };
  const after = { wordings: [{ stem: "new", options: ["a", "b"] }], tags: [], come: 2 };
  expect(differences(before, after)).toEqual([
    { path: "wordings.0.stem", before: "old", after: "new" },
    { path: "wordings.0.options.1", before: undefined, after: "b" },
    { path: "gone", before: 1, after: undefined },
    { path: "come", before: undefined, after: 2 },
  ]);
});
