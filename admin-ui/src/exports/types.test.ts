import { expect, test } from "vitest";
import { known } from "./types";

test("a file goes by all filters but those of who is looking", () => {
  expect(known("threads", { state: "open", mine: "true" })).toEqual([{ state: "open" }, ["mine"]]);
  expect(known("breaks", { state: "open" })).toEqual([{ state: "open" }, []]);
});
