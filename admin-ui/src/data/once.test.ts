import { afterEach, expect, test, vi } from "vitest";
import { send } from "../api/http";
import { Problem } from "../api/problem";
import { once } from "./once";

afterEach(() => vi.restoreAllMocks());

/** The keys under which the same wish goes out twice, when the first time ends so. */
async function keysAfter(first: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const keys: (string | undefined)[] = [];
  for (const end of [first, async () => null])
    await once("/things", { a: 1 }, (headers) => {
      keys.push(headers["Idempotency-Key"]);
      return end();
    }).catch(() => null);
  return keys;
}

test("what was made, and its answer broke off, is asked for under the same key", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("network error")) });
  const headers = { "Content-Type": "application/json" };
  vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { status: 201, headers }));
  const [one, other] = await keysAfter(() => send("/things", { method: "POST", body: { a: 1 } }));
  expect(other).toBe(one);
});

test.each([
  [409, "idempotency_in_flight", true],
  [409, "already_there", false],
  [422, "invalid", false],
])("after a %d %s the key is the same: %s", async (status, code, alike) => {
  const [one, other] = await keysAfter(() => Promise.reject(new Problem(status, { code })));
  expect(other === one).toBe(alike);
});
