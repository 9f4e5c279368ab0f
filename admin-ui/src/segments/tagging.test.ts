import { afterEach, beforeEach, expect, test } from "vitest";
import { setBase } from "../api/http";
import { type Reply, type Running, serve } from "../testing/server";
import { look, type Sum, tagAll, tagsOf } from "./tagging";

let running: Running;
let replies: Reply[];

beforeEach(async () => {
  running = await serve(() => replies.shift() ?? { status: 500 });
  setBase(running.url);
});

afterEach(() => running.close());

const CHANGE = { add_tags: ["vip"], remove_tags: [] };

test("tags are told apart by commas and blanks", () => {
  expect(tagsOf(" VIP, won_2026  vip")).toEqual(["vip", "won_2026"]);
  expect(tagsOf(" , ")).toEqual([]);
});

test("first is looked, then each piece is asked for after the one before", async () => {
  replies = [
    { body: { matched: 3, next: null } },
    { body: { changed: 1, unchanged: 1, refused: [], next: "c-1" } },
    { body: { changed: 0, unchanged: 0, refused: ["p-3"], next: null } },
  ];
  expect(await look("s-1", CHANGE)).toBe(3);
  const told: Sum[] = [];
  await tagAll("s-1", CHANGE, "They won.", (sum) => told.push(sum));
  expect(told.map(({ seen, done }) => [seen, done])).toEqual([
    [2, false],
    [3, true],
  ]);
  expect(told[1]).toMatchObject({ changed: 1, unchanged: 1, refused: 1 });
  expect(running.asked.map(({ body }) => body)).toEqual([
    { ...CHANGE, dry_run: true },
    { ...CHANGE, dry_run: false, reason: "They won." },
    { ...CHANGE, dry_run: false, cursor: "c-1", reason: "They won." },
  ]);
});
