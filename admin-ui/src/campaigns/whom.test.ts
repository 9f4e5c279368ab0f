import { expect, test } from "vitest";
import { campaigns } from "./resource";
import { begun, first, idsIn, KINDS, kindOf, malformed, wrongLines } from "./whom";

const ID = "0198d3e0-0000-7000-8000-000000000000";

test.each(KINDS)("what begins as %s is taken for it", (kind) => expect(kindOf(begun(kind))).toBe(kind));

test("ids with something beside them are a filter", () => {
  expect(kindOf({ players: [ID], tags: [], level_least: null })).toBe("players");
  expect(kindOf({ players: [ID], tags: ["vip"] })).toBe("filter");
});

test("a pasted list may come from a table, with empty lines", () =>
  expect(idsIn(`${ID},\r\n\n  "${ID}" \r${ID};\n`)).toEqual([ID, ID, ID]));

test("what is no id is told by its line", () => {
  const ids = idsIn(`${ID}\n\nAda\n${ID.replaceAll("-", "")}\n${ID}0`);
  expect(malformed(ids)).toEqual([
    { line: 2, text: "Ada" },
    { line: 4, text: `${ID}0` },
  ]);
});

test("what the API says of places is told by lines, the first ones first", () => {
  const errors: unknown[] = [];
  errors[11] = { message: "Unknown." };
  errors[2] = { message: "Unknown too." };
  const wrong = wrongLines(errors);
  expect(wrong).toEqual([
    { line: 3, detail: "Unknown too." },
    { line: 12, detail: "Unknown." },
  ]);
  expect(wrongLines({ type: "server", message: "Too long." })).toEqual([]);
  const many = Array.from({ length: 14 }, (_, at) => ({ line: at + 1, detail: "" }));
  expect(first(many)).toEqual({ shown: many.slice(0, 10), more: 4 });
  expect(first(wrong).more).toBe(0);
});

test("a draft's filter is sent without what is empty in the form, and none as none", () => {
  const filter = { registered: "guests", tags: [], players: [ID] };
  expect(campaigns.give?.({ name: "n", filter, state: "draft" })).toEqual({
    name: "n",
    filter: { registered: false, players: [ID] },
  });
  expect(campaigns.give?.({ filter: null, segment_id: ID })).toEqual({ filter: null, segment_id: ID });
  const stored = { name: "n", filter: { registered: true } };
  expect(campaigns.give?.(campaigns.receive?.(stored) ?? {})).toEqual(stored);
});
