import { describe, expect, test } from "vitest";
import { changed, differences, locate, merged, overlap, same } from "./changes";

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

test("a list by a field of its entries, one value, and records in an order", () => {
  const before = { wordings: [{ lang: "en", stem: "a" }], tags: ["x", "y"], questions: [{ id: 1 }] };
  const after = {
    wordings: [
      { lang: "fr", stem: "b" },
      { lang: "en", stem: "c" },
    ],
    tags: ["y", "x"],
    questions: [{ id: 2 }],
  };
  expect(differences(before, after, LISTS).map(({ path }) => path)).toEqual([
    "wordings.en.stem",
    "wordings.fr",
    "tags",
    "questions",
  ]);
});

const LISTS = { wordings: "lang", tags: null };
const words = (lang: string, changes: object = {}) => ({ lang, stem: lang, options: ["a", "b"], ...changes });
const question = (wordings: object[], rest: object = {}) => ({ time: 15, wordings, ...rest });

describe("two changes of one record", () => {
  test.each<[string, object, object, object, object]>([
    [
      "each keeps what it touched, inside lists too",
      question([words("en")]),
      question([words("en", { options: ["a", "mine"] })]),
      question([words("en", { options: ["theirs", "b"], stem: "theirs" })], { time: 25 }),
      question([words("en", { options: ["theirs", "mine"], stem: "theirs" })], { time: 25 }),
    ],
    [
      "two languages that two people changed",
      question([words("en"), words("fr"), words("de")]),
      question([words("en"), words("fr", { stem: "mine" }), words("de")]),
      question([words("en"), words("fr"), words("de", { stem: "theirs" })]),
      question([words("en"), words("fr", { stem: "mine" }), words("de", { stem: "theirs" })]),
    ],
    [
      "two languages that two people added",
      question([words("en")]),
      question([words("en"), words("fr")]),
      question([words("en"), words("de")]),
      question([words("en"), words("de"), words("fr")]),
    ],
    [
      "a language taken away by one while the other changed another",
      question([words("en"), words("fr")]),
      question([words("en")]),
      question([words("en", { stem: "theirs" }), words("fr")]),
      question([words("en", { stem: "theirs" })]),
    ],
    [
      "options that grew here are one value",
      question([words("en")]),
      question([words("en", { options: ["a", "b", "mine"] })]),
      question([words("en", { options: ["theirs", "b"], stem: "theirs" })]),
      question([words("en", { options: ["a", "b", "mine"], stem: "theirs" })]),
    ],
    [
      "options that grew there stay, unless they were changed here",
      question([words("en")]),
      question([words("en", { stem: "mine" })]),
      question([words("en", { options: ["a", "b", "theirs"] })]),
      question([words("en", { options: ["a", "b", "theirs"], stem: "mine" })]),
    ],
    [
      "options that one put in another order, with the right one, and the other changed",
      question([words("en"), words("fr")], { correct: [0] }),
      question([words("en", { options: ["mine", "b"] }), words("fr")], { correct: [0] }),
      question([words("en", { options: ["b", "a"] }), words("fr", { options: ["b", "a"] })], { correct: [1] }),
      question([words("en", { options: ["mine", "b"] }), words("fr")], { correct: [0] }),
    ],
    [
      "languages that one put in another order, and the other left",
      question([words("en"), words("fr")]),
      question([words("fr"), words("en")]),
      question([words("en"), words("fr")], { time: 25 }),
      question([words("fr"), words("en")], { time: 25 }),
    ],
    [
      "what both changed is mine",
      question([words("en")]),
      question([words("en", { stem: "mine" })], { time: 20 }),
      question([words("en", { stem: "theirs" })], { time: 25 }),
      question([words("en", { stem: "mine" })], { time: 20 }),
    ],
    [
      "a list that is one value",
      { tags: ["x", "y"] },
      { tags: ["z", "y"] },
      { tags: ["x", "z"] },
      { tags: ["z", "y"] },
    ],
    [
      "records that were put in an order",
      { picks: [{ id: 1 }, { id: 2 }] },
      { picks: [{ id: 2 }, { id: 1 }] },
      { picks: [{ id: 1 }, { id: 3 }] },
      { picks: [{ id: 2 }, { id: 1 }] },
    ],
    [
      "nothing changed here, and what is ours",
      { a: 1, _etag: "1" },
      { a: 1, _etag: "1" },
      { a: 2, b: 3, _etag: "2" },
      { a: 2, b: 3, _etag: "2" },
    ],
    ["a field that was emptied", { a: "x", b: 1 }, { a: null, b: 1 }, { a: "x", b: 2 }, { a: null, b: 2 }],
  ])("%s", (_, base, mine, theirs, both) => expect(merged(base, mine, theirs, LISTS)).toEqual(both));
});

test.each([
  ["wordings.1.stem", "wordings.fr.stem", "fr"],
  ["wordings.1.options.0", "wordings.fr.options.0", "a"],
  ["time", "time", 15],
  ["wordings.7.stem", "wordings.7.stem", undefined],
])("%s is the place %s", (path, named, value) =>
  expect(locate(question([words("en"), words("fr")]), path, LISTS)).toEqual({ path: named, value }),
);

test.each([
  ["wordings.en", "wordings.en.stem", true],
  ["wordings.en.stem", "wordings.en", true],
  ["a", "a", true],
  ["tags", "tags_of", false],
  ["tags_of", "tags", false],
])("%s and %s", (one, other, over) => expect(overlap(one, other)).toBe(over));
