import { expect, test } from "vitest";
import { mayRead, pageOf } from "./links";

test.each([
  ["redemption", ["finance.read"], "/redemptions/a"],
  ["redemption", ["players.read"], null],
  ["case", ["cases.integrity"], "/queues/case/a"],
  ["player", ["players.read"], "/players/a"],
  ["player", undefined, null],
  ["potato", ["players.read"], null],
] as const)("a %s for who may %j is at %s", (kind, permissions, page) => {
  expect(pageOf(kind, "a", permissions)).toBe(page);
});

test("an id is one part of an address, whatever it has in it", () => {
  expect(pageOf("player", "a/b?c", ["players.read"])).toBe("/players/a%2Fb%3Fc");
});

test("any of the permissions lets in", () => {
  expect([mayRead("queues", ["finance.write"]), mayRead("queues", ["players.read"])]).toEqual([true, false]);
});
