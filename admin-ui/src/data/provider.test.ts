import { afterEach, expect, test, vi } from "vitest";
import { setBase } from "../api/http";
import { type Asked, type Reply, type Running, serve } from "../testing/server";
import { dataProvider } from "./provider";
import { only } from "./resource";

let running: Running | null = null;

afterEach(async () => {
  vi.restoreAllMocks();
  await running?.close();
  running = null;
});

async function start(reply: (asked: Asked) => Reply): Promise<Running> {
  running = await serve(reply);
  setBase(running.url);
  return running;
}

const provider = dataProvider({
  things: {
    path: "/v1/things",
    sorted: true,
    receive: (fields) => ({ ...fields, category_id: (fields.category as { id: number }).id }),
    give: only(["name", "category_id"]),
  },
  days: { path: "/v1/days", key: "date", put: true },
});
const thing = { id: "t 1", name: "old", category: { id: 7 }, read_only: 1 };

test("a list asks for a page of its filter in its order, and says whether there is more", async () => {
  const { asked } = await start(({ query }) => ({
    body: { items: [thing], next: query.get("cursor") ? null : "c-2" },
  }));
  const params = {
    filter: { state: "draft", q: "" },
    sort: { field: "updated_at", order: "DESC" as const },
  };
  const first = await provider.getList("things", { ...params, pagination: { page: 1, perPage: 25 } });
  const second = await provider.getList("things", { ...params, pagination: { page: 2, perPage: 25 } });
  expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({
    state: "draft",
    limit: "25",
    sort: "updated_at",
    order: "desc",
  });
  expect(asked[1]?.query.get("cursor")).toBe("c-2");
  expect([first.pageInfo, second.pageInfo]).toEqual([
    { hasNextPage: true, hasPreviousPage: false },
    { hasNextPage: false, hasPreviousPage: true },
  ]);
  expect(first.data[0]).toMatchObject({ id: "t 1", category_id: 7 });
});

test("a change sends what changed, under the tag of what was read", async () => {
  const { asked } = await start(({ method }) => ({
    body: { ...thing, name: method === "PATCH" ? "new" : "old" },
    headers: { ETag: method === "PATCH" ? '"e4"' : '"e3"' },
  }));
  const { data: read } = await provider.getOne("things", { id: "t 1" });
  const { data } = await provider.update("things", { id: "t 1", data: { ...read, name: "new" }, previousData: read });
  expect(asked[1]).toMatchObject({ method: "PATCH", path: "/v1/things/t%201", body: { name: "new" } });
  expect(asked[1]?.headers["if-match"]).toBe('"e3"');
  expect(data).toMatchObject({ name: "new", _etag: '"e4"' });
});

test("the tag is that of what the form was filled with, whatever was read since", async () => {
  const { asked } = await start(() => ({ body: thing, headers: { ETag: '"e9"' } }));
  const typed = { ...thing, name: "new", _etag: '"e3"' };
  await provider.update("things", { id: "t 1", data: typed, previousData: { ...thing, _etag: '"e9"' } });
  expect(asked[0]?.headers["if-match"]).toBe('"e3"');
});

test("nothing changed is nothing sent", async () => {
  const { asked } = await start(() => ({ body: thing }));
  await provider.update("things", { id: "t 1", data: { ...thing }, previousData: thing });
  expect(asked).toEqual([]);
});

test("a record is made of what may be written, and deleted under its tag", async () => {
  const { asked } = await start(({ method }) => (method === "DELETE" ? { status: 204 } : { status: 201, body: thing }));
  await provider.create("things", { data: { name: "a", category_id: 7, read_only: 2, _etag: "x" } });
  await provider.delete("things", { id: "t 1", previousData: { ...thing, _etag: '"e3"' } });
  await provider.delete("things", { id: "t 1", previousData: thing, meta: { reason: "twice there" } });
  expect(asked[0]?.body).toEqual({ name: "a", category_id: 7 });
  expect(asked[1]?.headers["if-match"]).toBe('"e3"');
  expect([asked[1]?.body, asked[2]?.body]).toEqual([undefined, { reason: "twice there" }]);
});

test("a record is made once: the key goes along again when the answer to the same was lost, and never otherwise", async () => {
  const statuses = [201, 502, 503, 504, 422, 201, 503];
  const { asked } = await start(() => ({ status: statuses.shift() ?? 201, body: thing }));
  const fetched = globalThis.fetch;
  const lost = vi.spyOn(globalThis, "fetch").mockImplementationOnce(async (...given) => {
    await fetched(...given);
    throw new TypeError("the network is away");
  });
  const make = (name: string) => provider.create("things", { data: { name } }).catch(() => null);
  for (const name of ["a", "a", "a", "a", "a", "a", "a", "b", "a", "b"]) await make(name);
  const keys = asked.map(({ headers }) => String(headers["idempotency-key"]));
  expect(lost).toHaveBeenCalledTimes(10);
  // Lost, 502, 503, 504 and then refused; made; nothing came; another, which was made.
  expect(keys.slice(0, 5)).toEqual(Array(5).fill(keys[0]));
  expect(new Set(keys.slice(4)).size).toBe(6);
  expect(keys.every((key) => /^[0-9a-f-]{36}$/.test(key))).toBe(true);
});

test("a record may be named by another field, and put as a whole", async () => {
  const { asked } = await start(() => ({ body: { date: "2026-11-24", count: 9 } }));
  const { data } = await provider.getOne("days", { id: "2026-11-24" });
  expect(data.id).toBe("2026-11-24");
  await provider.update("days", { id: "2026-11-24", data: { count: 9 }, previousData: { count: 8 } as never });
  expect(asked[1]).toMatchObject({ method: "PUT", body: { count: 9 } });
});
