import { expect, test } from "vitest";
import { excess } from "./excess";

test.each([
  ["", 0],
  ["a".repeat(500), 0],
  ["a".repeat(503), 3],
  ["😀".repeat(501), 1],
  [`  ${"a".repeat(500)}\n`, 0],
])("%#: characters too many", (text, many) => expect(excess(text)).toBe(many));
