import { expect, test } from "vitest";
import { told } from "./fields";

const t = (key: string, options: object = {}) => (key === "known" ? `known ${JSON.stringify(options)}` : key);

test.each([
  ["Too long.", "Too long."],
  [{ message: "Too long." }, "Too long."],
  [{ message: { message: "Too long." } }, "Too long."],
  ['@@react-admin@@"Too long."', "Too long."],
  ['@@react-admin@@{"message":"Too long.","args":{"max":3}}', "Too long."],
  [undefined, ""],
])("%j is told as words", (message, words) => expect(told(message, t)).toBe(words));

test("a message with arguments keeps them", () =>
  expect(told({ message: "known", args: { max: 3 } }, t)).toBe('known {"_":"known","max":3}'));
