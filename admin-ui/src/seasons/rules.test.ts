import { describe, expect, test } from "vitest";
import { cost, days, faults, nextLine, prizeFaults } from "./rules";

const line = (first: number | null, last: number | null, tokens: number | null = 5) => ({ first, last, tokens });

describe("prizes", () => {
  test.each([
    [[line(1, 1), line(2, 10)], []],
    [[line(2, 10), line(1, 1)], []],
    [[line(1, 3), line(3, 4)], ["prizes.1.first"]],
    [[line(1, 10), line(20, 30), line(5, 25)], ["prizes.2.first"]],
    [[line(3, 2)], ["prizes.0.last"]],
    [[line(0, 2)], ["prizes.0.first"]],
    [[line(1, null), line(1, 1)], ["prizes.0.last"]],
    [[line(1.5, 2)], ["prizes.0.first"]],
    [[line(1, 2, 0)], ["prizes.0.tokens"]],
  ])("%j is wrong at %j", (prizes, where) => expect(Object.keys(prizeFaults(prizes))).toEqual(where));

  test("the line that overlaps names the other", () =>
    expect(prizeFaults([line(1, 3), line(3, 4)])["prizes.1.first"]).toMatchObject({ args: { line: 1 } }));

  test("the next line follows all others", () => {
    expect(nextLine([])).toEqual({ first: 1, last: 1, tokens: null });
    expect(nextLine([line(5, 10), line(1, 1)])).toMatchObject({ first: 11, last: 19 });
  });

  test.each([
    [[line(1, 1, 500), line(2, 10, 50)], 100, 950],
    [[line(1, 1, 500), line(2, 10, 50)], 3, 600],
    [[line(2, 10, 50)], 1, 0],
    [[line(1, null, 50)], 9, 0],
  ])("%j with %d players costs %d", (prizes, players, tokens) => expect(cost(prizes, players)).toBe(tokens));
});

describe("days", () => {
  const season = { name: "Spring", first: "2026-12-01", last: "2026-12-31", prizes: [] };
  test("are counted with both ends", () => expect(days("2026-12-01", "2026-12-31")).toBe(31));
  test("may be fine", () => expect(faults(season, "2026-11-30")).toEqual({}));
  test.each([
    [{ first: "2026-11-30" }, "first"],
    [{ first: null }, "first"],
    [{ last: "2026-11-29" }, "last"],
    [{ first: "2027-01-01" }, "last"],
    [{ last: "2027-05-30" }, "last"],
    [{ name: "  " }, "name"],
  ])("%j is wrong", (changes, where) =>
    expect(Object.keys(faults({ ...season, ...changes }, "2026-11-30"))).toEqual([where]),
  );
  test("180 are not too many", () => expect(faults({ ...season, last: "2027-05-29" }, "2026-11-30")).toEqual({}));
  test("a season that has begun keeps its first day", () =>
    expect(faults({ ...season, first: "2026-11-01" }, "2026-11-30", true)).toEqual({}));
});
