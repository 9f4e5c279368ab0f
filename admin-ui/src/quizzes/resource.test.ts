import { expect, test } from "vitest";
import { changed } from "../data/changes";
import { quizzes } from "./resource";

const wish = {
  mode: "live",
  title: "",
  category: "music",
  lang: "en",
  opens_at: "2026-12-01T18:00:00Z",
  closes_at: null,
  by: "rule",
  count: 10,
  picked: [],
  pace: { question_ms: 10_000 },
};

test("a live quiz by a rule", () =>
  expect(quizzes.give?.(wish)).toEqual({
    mode: "live",
    category: "music",
    lang: "en",
    opens_at: "2026-12-01T18:00:00Z",
    count: 10,
    pace: { question_ms: 10_000 },
  }));

test("a scheduled quiz by hand has no pace, and its questions in their order", () =>
  expect(
    quizzes.give?.({
      ...wish,
      mode: "scheduled",
      by: "hand",
      picked: [
        { id: "b", stem: "B" },
        { id: "a", stem: "A" },
      ],
    }),
  ).toEqual({
    mode: "scheduled",
    category: "music",
    lang: "en",
    opens_at: "2026-12-01T18:00:00Z",
    question_ids: ["b", "a"],
  }));

test("a change of the title alone sends no questions", () => {
  const before =
    quizzes.receive?.({ id: "q", title: "Old", langs: ["en", "es"], questions: [{ id: "a", stem: "A" }] }) ?? {};
  expect(quizzes.give?.(changed(before, { ...before, title: "New" }))).toEqual({ title: "New" });
});

test("drawing anew sends the count", () => {
  const before = quizzes.receive?.({ id: "q", count: 10, langs: ["en"], questions: [{ id: "a", stem: "A" }] }) ?? {};
  expect(quizzes.give?.(changed(before, { ...before, by: "rule", count: 12 }))).toEqual({ count: 12 });
});
