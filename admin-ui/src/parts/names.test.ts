import { expect, test } from "vitest";
import { isName } from "./names";

test.each([
  ["Brisk Otter 42", "Brisk Otter 42", true],
  [" Brisk  Otter 42 ", "Brisk Otter 42", true],
  ["Zoe\u0308", "Zo\u00eb", true],
  ["brisk otter 42", "Brisk Otter 42", false],
  ["", "Brisk Otter 42", false],
])("%j is %j: %s", (typed, name, is) => expect(isName(typed, name)).toBe(is));
