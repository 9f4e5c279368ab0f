import { expect, test } from "vitest";
import { lifeOf, readEvent } from "./types";

test.each([
  ['{"a": 1}', { event: { a: 1 } }],
  ["[1]", { fault: "object" }],
  ["null", { fault: "object" }],
  ["{", { fault: "json" }],
  ["", { fault: "json" }],
])("%s is read as what it is", (text, read) => expect(readEvent(text)).toEqual(read));

test("an id may have any characters", () => expect(lifeOf("a+b/c=&d")).toBe("/integrity/event?id=a%2Bb%2Fc%3D%26d"));
