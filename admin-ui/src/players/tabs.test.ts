import { expect, test } from "vitest";
import { tabsFor, viewAt, viewOf } from "./tabs";

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
