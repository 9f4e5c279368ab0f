import { afterEach, beforeEach, expect, test } from "vitest";
import { setBase } from "../api/http";
import { type Reply, type Running, serve } from "../testing/server";
import { find, moved, pagesOf, target } from "./found";

let running: Running;
let reply: Reply;

beforeEach(async () => {
  running = await serve(() => reply);
  setBase(running.url);
});

afterEach(() => running.close());

test.each([
  ["battle", "/battles/b-1"],
  ["redemption", "/redemptions/b-1"],
  ["case", "/queues/case/b-1"],
  ["transfer", "/ledger?filter=%7B%22player_id%22%3A%22settled%22%7D"],
])("a %s that is found is at %s", async (kind, to) => {
  reply = { body: { items: [{ kind, id: "b-1", title: "Ada – Bob", note: "settled" }], next: null } };
  expect(await find("b-1")).toEqual([{ kind, to, title: "Ada – Bob", note: "settled" }]);
  expect(running.asked[0]).toMatchObject({ path: "/v1/admin/search", body: { q: "b-1" } });
});

test("who is found twice stands there once", async () => {
  const ada = { kind: "player", id: "a", title: "Ada", note: "" };
  reply = { body: { items: [ada, ada, { ...ada, id: "b" }], next: null } };
  expect((await find("ada")).map(({ to }) => to)).toEqual(["/players/a", "/players/b"]);
});

test("pages are found by a piece of their name", () => {
  const pages = [
    { to: "/quizzes", name: "Quizzes" },
    { to: "/questions", name: "Questions" },
  ];
  expect(pagesOf(" QUI", pages).map(({ to }) => to)).toEqual(["/quizzes"]);
  expect(pagesOf("  ", pages)).toEqual([]);
});

test.each([
  ["ArrowDown", -1, 3, 0],
  ["ArrowDown", 2, 3, 0],
  ["ArrowUp", -1, 3, 2],
  ["ArrowUp", 1, 3, 0],
  ["Home", 1, 3, null],
  ["ArrowDown", -1, 0, null],
])("%s at %i of %i leads to %s", (key, active, count, to) => expect(moved(key, active, count)).toBe(to));

test("Enter leads to what is chosen, and without that to what has exactly the id", () => {
  const one = { kind: "battle", to: "/a", title: "a", note: "" };
  const other = { ...one, to: "/b" };
  expect(target([one, other], 1, false)).toBe(other);
  expect(target([one, other], -1, false)).toBeNull();
  expect(target([one], -1, true)).toBe(one);
  expect(target([{ ...one, kind: "player" }], -1, true)).toBeNull();
  expect(target([], -1, true)).toBeNull();
});
