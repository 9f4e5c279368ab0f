import { afterEach, beforeEach, expect, test } from "vitest";
import { setBase } from "../api/http";
import { type Reply, type Running, serve } from "../testing/server";
import { pageOf } from "./found";

let running: Running;
let reply: Reply;

beforeEach(async () => {
  running = await serve(() => reply);
  setBase(running.url);
});

afterEach(() => running.close());

test.each(["battle", "redemption"])("a %s that has the id is where its page is", async (kind) => {
  reply = { body: { items: [{ kind, id: "b-1", title: "Ada – Bob", note: "settled" }], next: null } };
  expect(await pageOf("b-1")).toBe(`/${kind}s/b-1`);
  expect(running.asked[0]).toMatchObject({
    path: "/v1/admin/search",
    body: { q: "b-1", kinds: ["battle", "redemption"] },
  });
});

test.each([
  ["nothing has it", { body: { items: [], next: null } }],
  ["it cannot be told", { status: 503, body: { code: "unavailable" } }],
])("where %s there is none", async (_, answer) => {
  reply = answer;
  expect(await pageOf("b-1")).toBeNull();
});
