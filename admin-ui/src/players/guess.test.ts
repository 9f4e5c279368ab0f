import { expect, test } from "vitest";
import { guessBy } from "./guess";

test.each([
  ["Ada", "name"],
  ["+1up", "name"],
  ["@ada", "name"],
  ["ada@buzzline.test", "email"],
  ["+49 (170) 123-45 67", "phone"],
  [" 0191F1A2-6d51-7f0a-9c3d-2f0c7f5e1a44 ", "id"],
])("%s is a %s", (text, by) => expect(guessBy(text)).toBe(by));
