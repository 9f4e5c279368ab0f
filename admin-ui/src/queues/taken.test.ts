import { afterEach, beforeEach, expect, test } from "vitest";
import { setBase } from "../api/http";
import { type Reply, type Running, serve } from "../testing/server";
import { ALL, keyOf, pathOf, type Taken, takeNext, undo } from "./taken";

let running: Running;
let replies: Record<string, Reply>;

beforeEach(async () => {
  replies = {};
  running = await serve(
    ({ method, path }) => replies[`${method} ${path.replace("/v1/admin/", "")}`] ?? { status: 404 },
  );
  setBase(running.url);
});

afterEach(() => running.close());

const work = (queue: string, subject_kind: string) => ({ id: "w-1", queue, subject_kind, claimed_until: "12:00" });

test("the next of all queues is a case with all that is to be seen, a thread, or a break", async () => {
  replies["POST inbox/claim"] = { body: work("integrity", "player") };
  replies["GET cases/w-1"] = { body: { id: "w-1", updated_at: "11:00" } };
  const found = await takeNext(ALL);
  expect(found).toEqual({ kind: "case", found: { id: "w-1", updated_at: "11:00" } });
  expect([pathOf(found as Taken), keyOf(found as Taken)]).toEqual(["/v1/admin/cases/w-1", "w-111:00"]);
  replies["POST inbox/claim"] = { body: work("threads", "thread") };
  const thread = await takeNext(ALL);
  expect(thread).toEqual({ kind: "thread", work: work("threads", "thread") });
  expect(pathOf(thread as Taken)).toBe("/v1/admin/inbox/threads/w-1");
  replies["POST inbox/claim"] = { status: 204 };
  expect(await takeNext(ALL)).toBeNull();
});

test("the next of one queue is asked for there", async () => {
  replies["POST queues/entries/claim"] = { body: { id: "c-1" } };
  expect(await takeNext("entries")).toEqual({ kind: "case", found: { id: "c-1" } });
});

test("what is undone is one's own again", async () => {
  replies["POST cases/c-1/undo"] = { body: { id: "c-1", queue: "entries" } };
  expect(await undo("/v1/admin/cases/c-1", "slip")).toEqual({ kind: "case", found: { id: "c-1", queue: "entries" } });
  replies["POST breaks/w-1/undo"] = { body: { id: "w-1", kind: "status" } };
  replies["POST inbox/breaks/w-1/claim"] = { body: work("breaks", "break") };
  expect(await undo("/v1/admin/breaks/w-1", "slip")).toEqual({ kind: "break", work: work("breaks", "break") });
  expect(running.asked.map(({ body }) => body)).toEqual([{ reason: "slip" }, { reason: "slip" }, undefined]);
});
