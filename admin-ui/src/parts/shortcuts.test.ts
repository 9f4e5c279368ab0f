import { expect, test } from "vitest";
import { keysHere, tellKeys } from "./shortcuts";

const LIST = [{ key: "F", does: "filter" }];
const CASE = [
  { key: "S", does: "leave" },
  { key: "F", does: "filter" },
];

test("the keys are those of what is on the page, each once", () => {
  const [list, work] = [tellKeys(LIST), tellKeys(CASE)];
  expect(keysHere()).toEqual([LIST[0], CASE[0]]);
  list();
  expect(keysHere()).toEqual(CASE);
  work();
  expect(keysHere()).toEqual([]);
});
