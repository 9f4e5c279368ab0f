import { getSimpleValidationResolver } from "ra-core";
import { get } from "react-hook-form";
import { describe, expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { told } from "../parts/fields";
import { asPlayed, keptTexts } from "./played";
import { asKind, blank, faults, KINDS, nested, type Question } from "./rules";

function sound(changes: Partial<Question> = {}): Question {
  return {
    ...blank("single_choice"),
    category_id: 1,
    difficulty: "easy",
    tags: [],
    source: "own",
    licence: "CC0-1.0",
    time_limit_ms: 15_000,
    media_id: null,
    wordings: [{ lang: "en", stem: "2 + 2?", options: ["4", "5"], accepted: [], explanation: "", description: "" }],
    ...changes,
  };
}

test("a sound question has no fault", () => expect(faults(sound())).toEqual({}));

describe("what keeps a question from being asked", () => {
  const words = sound().wordings[0] as Question["wordings"][number];
  test.each<[string, Partial<Question>]>([
    ["source", { source: " " }],
    ["licence", { licence: "" }],
    ["category_id", { category_id: null }],
    ["tags", { tags: ["x".repeat(41)] }],
    ["wordings.0.stem", { wordings: [{ ...words, stem: " " }] }],
    ["wordings.0.stem", { wordings: [{ ...words, stem: "x".repeat(1_001) }] }],
    ["wordings.0.options.1", { wordings: [{ ...words, options: ["4", "4 "] }] }],
    ["wordings.0.options.0", { wordings: [{ ...words, options: ["", "4"] }] }],
    ["wordings.0.lang", { wordings: [{ ...words, lang: "english" }] }],
    ["wordings.1.lang", { wordings: [words, words] }],
    ["wordings.0.description", { media_id: "0b6a3c2e-6d51-8f0a-9c3d-2f0c7f5e1a44" }],
    ["wordings.0.accepted", { kind: "short_text", correct: [], wordings: [{ ...words, options: [] }] }],
    ["correct", { correct: [] }],
    [
      "spans.0.low",
      { kind: "numeric", correct: [], spans: [{ low: "x", high: "3" }], wordings: [{ ...words, options: [] }] },
    ],
    [
      "spans.0.high",
      { kind: "numeric", correct: [], spans: [{ low: "4", high: "3" }], wordings: [{ ...words, options: [] }] },
    ],
  ])("%s", (path, changes) => expect(faults(sound(changes))).toHaveProperty([path]));
});

describe("markup", () => {
  const words = sound().wordings[0] as Question["wordings"][number];
  const typed = sound({ wordings: [{ ...words, stem: "Is it <b> or <i>?", options: ["<b>", "<u>"] }] });

  test("is told in its field, with what to write", () => {
    const found = faults(typed);
    expect(Object.keys(found)).toEqual(["wordings.0.stem", "wordings.0.options.0", "wordings.0.options.1"]);
    expect(found["wordings.0.stem"]).toMatchObject({ args: { tags: "<b> <i>", text: "&lt;b&gt; &lt;i&gt;" } });
  });

  test.each<[string, Partial<Question>]>([
    ["wordings.0.explanation", { wordings: [{ ...words, explanation: "<p>So.</p>" }] }],
    ["wordings.0.accepted", { kind: "short_text", wordings: [{ ...words, options: [], accepted: ["a", "<b>a</b>"] }] }],
    ["source", { source: "<i>own</i>" }],
    ["tags", { tags: ["<i>x</i>"] }],
  ])("in %s", (path, changes) => expect(faults(sound(changes))).toHaveProperty([path]));

  test.each(["a < b", "a<b", "List<int>", "x <= y"])("%s is none", (stem) =>
    expect(faults(sound({ wordings: [{ ...words, stem }] }))).toEqual({}),
  );

  test("that is stored already stays, and is seen so", () => {
    expect(faults(typed, keptTexts(typed))).toEqual({});
    expect(asPlayed(typed, keptTexts(typed))).toEqual(typed);
    expect(asPlayed(typed).wordings[0]).toMatchObject({ stem: "Is it or ?", options: ["", ""] });
  });
});

test("a stem is counted in characters, as the API counts", () => {
  const words = sound().wordings[0] as Question["wordings"][number];
  expect(faults(sound({ wordings: [{ ...words, stem: "😀".repeat(1_000) }] }))).toEqual({});
});

test.each(KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const)))(
  "%s becomes %s with what that kind has",
  (from, to) => {
    const made = asKind(blank(from), to);
    const fresh = blank(to);
    expect(made.kind).toBe(to);
    expect(made.correct.length > 0).toBe(fresh.correct.length > 0);
    expect(made.spans.length > 0).toBe(fresh.spans.length > 0);
    expect((made.wordings[0]?.options.length ?? 0) > 0).toBe((fresh.wordings[0]?.options.length ?? 0) > 0);
  },
);

test("messages come to the fields of a form", async () => {
  const found = nested({
    source: "questions.faults.source",
    "wordings.0.options.1": "questions.faults.twins",
    "wordings.0.options.2": { message: "questions.faults.long", args: { most: 300 } },
    "spans.0.low": "questions.faults.number",
  });
  const { errors } = await getSimpleValidationResolver(() => found)({}, undefined, {} as never);
  const at = (path: string) => {
    const fault: { message?: unknown } | undefined = get(errors, path);
    return told(fault?.message, (key, options) => i18nProvider.translate(key, options));
  };
  expect(at("source")).toBe("Every question needs a source.");
  expect(at("wordings.0.options.0")).toBe("");
  expect(at("wordings.0.options.1")).toBe("No two may be the same.");
  expect(at("wordings.0.options.2")).toBe("At most 300 characters.");
  expect(at("spans.0.low")).toBe("A number like 3.14.");
});
