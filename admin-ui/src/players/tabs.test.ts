import { expect, test } from "vitest";
import { pageOf, tabsFor, viewAt, viewOf } from "./tabs";

test("who may neither write to players nor export them has no tabs for it", () => {
  const tabs = tabsFor(["players.read", "battles.read", "referrals.read"]);
  expect(tabs).toContain("battles");
  expect(tabs.filter((one) => one === "messages" || one === "data")).toEqual([]);
  expect(tabsFor(["players.erase"])).toContain("data");
});

test.each([
  ["wallet", "wallet"],
  ["data", "overview"],
  ["potato", "overview"],
  [undefined, "overview"],
])("%s in an address is the tab %s", (end, view) => {
  expect(viewAt(end, tabsFor(["players.read"]))).toBe(view);
});

test("each tab has an address of its own, and the first one the player's", () => {
  expect([viewOf("a", "overview"), viewOf("a", "notes")]).toEqual(["/players/a", "/players/a/notes"]);
});

test("views of a player are one page, and everything else is one by itself", () => {
  expect(pageOf("/players/1/notes")).toBe(pageOf("/players/1"));
  expect(pageOf("/players/2")).not.toBe(pageOf("/players/1"));
  expect(pageOf("/queues/case/1")).not.toBe(pageOf("/queues/case/2"));
});
