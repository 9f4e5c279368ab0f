import { describe, expect, test } from "vitest";
import { isRight, rightWords } from "./judging";
import { moved } from "./order";
import { give, quizzes } from "./resource";
import { countOf, faults, lasts, PACE, proposed, settledAt } from "./rules";
import type { Draft, Tried } from "./types";

const NOW = Date.parse("2026-11-26T12:20:00Z");
const draft: Draft = {
  mode: "scheduled",
  title: "Evening quiz",
  category: "music",
  lang: "en",
  opens_at: "2026-11-26T18:00:00Z",
  closes_at: "2026-11-27T18:00:00Z",
  pace: PACE,
  draw: null,
  questions: [
    { id: "a", kind: "numeric", stem: "?" },
    { id: "b", kind: "numeric", stem: "?" },
  ],
};

describe("what is sent", () => {
  test("picked ones by their ids, in order, and no pace of a scheduled one", () => {
    expect(give({ ...draft })).toEqual({
      mode: "scheduled",
      title: "Evening quiz",
      category: "music",
      lang: "en",
      opens_at: draft.opens_at,
      closes_at: draft.closes_at,
      question_ids: ["a", "b"],
    });
  });
  test("drawn ones as their number; a live one closes by itself, and without a title gets one", () => {
    const sent = give({ ...draft, mode: "live", draw: 7, title: "" });
    expect(sent).toMatchObject({ count: 7, pace: PACE });
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(["title"]));
    expect(sent).not.toHaveProperty("question_ids");
    expect(sent).not.toHaveProperty("closes_at");
  });
  test("of a change only what changed", () => {
    expect(give({ title: "Other" })).toEqual({ title: "Other" });
    expect(give({ draw: 5 })).toEqual({ count: 5 });
  });
  test("a quiz that comes in asks what it asks", () => {
    expect(quizzes.receive?.({ langs: ["de", "en"], mode: "live" })).toMatchObject({ lang: "de", draw: null });
  });
});

describe("what can be wrong", () => {
  test("nothing", () => expect(faults(draft, NOW)).toEqual({}));
  test.each<[string, Partial<Draft>]>([
    ["category", { category: null }],
    ["lang", { lang: "english please" }],
    ["opens_at", { opens_at: null }],
    ["opens_at", { opens_at: "2026-11-26T12:20:00Z" }],
    ["closes_at", { closes_at: draft.opens_at }],
    ["questions", { questions: [] }],
    ["questions", { questions: Array.from({ length: 51 }, (_, at) => ({ id: String(at), kind: "", stem: "" })) }],
    ["draw", { draw: 0 }],
    ["draw", { draw: 51 }],
    ["title", { id: "x", title: " " }],
  ])("%s of %j", (name, changes) => expect(Object.keys(faults({ ...draft, ...changes }, NOW))).toEqual([name]));
  test("a live quiz has no closing of its own to be wrong", () =>
    expect(faults({ ...draft, mode: "live", closes_at: draft.opens_at }, NOW)).toEqual({}));
});

test("a beginning is proposed on the full hour, an hour ahead at least", () => {
  expect(proposed(NOW)).toEqual({ opens_at: "2026-11-26T14:00:00.000Z", closes_at: "2026-11-27T14:00:00.000Z" });
});

test("a live quiz lasts its questions and reveals, and settles earlier than a scheduled one", () => {
  expect(lasts(countOf({ draw: 10, questions: [] }), PACE)).toBe(150_000);
  expect(settledAt("live", "2026-11-26T18:00:00Z")).toBe("2026-11-26T17:40:00.000Z");
  expect(settledAt("scheduled", "2026-11-26T18:00:00Z")).toBe("2026-11-26T17:50:00.000Z");
});

describe("a try", () => {
  const asked = (changes: Partial<Tried>) => ({ kind: "single_choice", right: [], spans: [], ...changes }) as Tried;
  test.each<[Partial<Tried>, string[], boolean]>([
    [{ kind: "single_choice", right: ["b"] }, ["b"], true],
    [{ kind: "single_choice", right: ["b"] }, [], false],
    [{ kind: "multiple_choice", right: ["a", "c"] }, ["c", "a"], true],
    [{ kind: "multiple_choice", right: ["a", "c"] }, ["a", "b", "c"], false],
    [{ kind: "ordering", right: ["a", "b"] }, ["b", "a"], false],
    [{ kind: "ordering", right: ["a", "b"] }, ["a", "b"], true],
    [{ kind: "short_text", right: ["São Paulo"] }, ["  sao  PAULO "], true],
    [{ kind: "short_text", right: ["São Paulo"] }, [""], false],
    [{ kind: "numeric", spans: [{ low: "3.1", high: "3.2" }] }, ["3,14"], true],
    [{ kind: "numeric", spans: [{ low: "-1", high: "1" }] }, [" "], false],
  ])("%j answered %j is %s", (question, given, right) => expect(isRight(asked(question), given)).toBe(right));
  test("what is right is told in words", () => {
    const options = [
      { id: "a", text: "One" },
      { id: "b", text: "Two" },
    ];
    expect(rightWords(asked({ kind: "ordering", right: ["b", "a"], options }))).toBe("Two → One");
    expect(rightWords(asked({ kind: "numeric", spans: [{ low: "1", high: "2" }] }))).toBe("1 – 2");
  });
});

test("items move within their list, and not out of it", () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 2, 0)).toEqual([3, 1, 2]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, 3)).toEqual([1, 2, 3]);
});
