import { expect, test } from "vitest";
import { heights, percent } from "./types";

test("bars fill the chart, and small ones can be seen", () => {
  expect(heights([0, 1, 500, 1000], 100)).toEqual([0, 1, 50, 100]);
  expect(heights([0, 0], 100)).toEqual([0, 0]);
});

test("a share of nobody is none", () => {
  expect([percent(1, 3), percent(0, 5), percent(0, 0)]).toEqual(["33 %", "0 %", "–"]);
});
