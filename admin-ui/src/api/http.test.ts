import { afterEach, expect, test, vi } from "vitest";
import { type Asked, type Reply, type Running, serve } from "../testing/server";
import { ask, queryOf, send, setBase, setCsrf, setDoor } from "./http";
import { Problem } from "./problem";

let running: Running | null = null;

afterEach(async () => {
  vi.restoreAllMocks();
  setDoor("login", null);
  setDoor("stepUp", null);
  setCsrf(null);
  await running?.close();
  running = null;
});

async function start(reply: (asked: Asked) => Reply | Promise<Reply>): Promise<Running> {
  running = await serve(reply);
  setBase(running.url);
  return running;
}

const problem = (status: number, code: string, more: object = {}): Reply => ({
  status,
  body: { type: "about:blank", title: "x", status, code, detail: `because ${code}`, request_id: "r-1", ...more },
});

test("changes carry the CSRF token, and reads do not", async () => {
  const { asked } = await start(() => ({ body: {} }));
  setCsrf("t-1");
  await ask("/a");
  await ask("/a", { method: "POST", body: { b: 1 } });
  expect(asked.map(({ headers }) => headers["x-csrf-token"])).toEqual([undefined, "t-1"]);
  expect(asked[1]?.body).toEqual({ b: 1 });
});

test("a problem is told with its fields, its code and the request's id", async () => {
  await start(() =>
    problem(422, "invalid", {
      errors: [
        { pointer: "/wordings/0/stem", detail: "Too long." },
        { pointer: "/wordings/0/stem", detail: "Too loud." },
        { pointer: "", detail: "All wrong." },
        { field: "limit", detail: "Too many." },
      ],
    }),
  );
  const error = await ask("/a").catch((found: unknown) => found);
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ status: 422, code: "invalid", requestId: "r-1", message: "because invalid" });
  expect((error as Problem).body.errors).toEqual({
    "wordings.0.stem": "Too long. Too loud.",
    root: "All wrong.",
    limit: "Too many.",
  });
});

test("what is no problem document is one all the same", async () => {
  await start(() => ({ status: 502, headers: { "X-Request-Id": "r-9" } }));
  await expect(ask("/a")).rejects.toMatchObject({ status: 502, requestId: "r-9" });
});

test("no answer at all says that what was typed is kept", async () => {
  const { close } = await start(() => ({ body: {} }));
  await close();
  await expect(ask("/a")).rejects.toMatchObject({ status: 0, code: "network" });
});

test.each([
  ["breaks off", new TypeError("network error")],
  ["stands still until the time is over", new DOMException("time is over", "TimeoutError")],
])("an answer that %s is none, whether it was to be JSON or bytes", async (_, reason) => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"id": "1')),
      pull: (controller) => controller.error(reason),
    });
    return new Response(body, { status: 201, headers: { "Content-Type": "application/json" } });
  });
  await expect(ask("/a", { method: "POST" })).rejects.toMatchObject({ status: 0, code: "network" });
  await expect(ask("/a", { bytes: true })).rejects.toMatchObject({ status: 0, code: "network" });
});

test("an answer that is no JSON though it says so is none", async () => {
  vi.spyOn(globalThis, "fetch").mockResolvedValue(
    new Response("<html>", { headers: { "Content-Type": "application/json" } }),
  );
  await expect(ask("/a")).rejects.toMatchObject({ status: 0, code: "network" });
});

test("who gives a request up while its answer comes in is told just that", async () => {
  const gone = new AbortController();
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    const body = new ReadableStream({
      pull: (controller) => {
        gone.abort();
        controller.error(gone.signal.reason);
      },
    });
    return new Response(body, { headers: { "Content-Type": "application/json" } });
  });
  await expect(ask("/a", { signal: gone.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("requests that find the login ended wait for one dialog, and go on", async () => {
  let isIn = false;
  let opened = 0;
  await start(() => (isIn ? { body: { ok: true } } : problem(401, "unauthenticated")));
  setDoor("login", async () => {
    opened += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    isIn = true;
    return true;
  });
  expect(await Promise.all([ask("/a"), ask("/b"), ask("/c", { method: "PATCH", body: { typed: "kept" } })])).toEqual(
    Array(3).fill({ ok: true }),
  );
  expect(opened).toBe(1);
});

test("who was on the way while somebody logged in opens no second dialog", async () => {
  let isIn = false;
  let opened = 0;
  const slow = new Promise<void>((resolve) => {
    setDoor("login", async () => {
      opened += 1;
      isIn = true;
      setTimeout(resolve, 20);
      return true;
    });
  });
  await start(async ({ path }) => {
    const turnedAway = !isIn;
    if (path === "/slow") await slow;
    return turnedAway ? problem(401, "unauthenticated") : { body: { ok: true } };
  });
  const late = ask("/slow");
  expect(await Promise.all([ask("/a"), late])).toEqual([{ ok: true }, { ok: true }]);
  expect(opened).toBe(1);
});

test("the same body is sent again after the login", async () => {
  let isIn = false;
  const { asked } = await start(() => (isIn ? { body: {} } : problem(401, "unauthenticated")));
  setDoor("login", async () => {
    isIn = true;
    return true;
  });
  await ask("/a", { method: "PATCH", body: { stem: "typed for an hour" }, headers: { "If-Match": '"e3"' } });
  expect(asked[1]).toMatchObject({ body: asked[0]?.body, method: "PATCH" });
  expect(asked[1]?.headers["if-match"]).toBe('"e3"');
});

test("who does not log in again is asked by what they do, and not by what the page asks by itself", async () => {
  let isIn = false;
  let opened = 0;
  await start(() => (isIn ? { body: {} } : problem(401, "unauthenticated")));
  setDoor("login", async () => {
    opened += 1;
    return isIn;
  });
  const poll = () => ask("/a", { poll: true });
  const save = () => ask("/a", { method: "PATCH", body: {} });
  for (const call of [poll, poll, save, poll]) await expect(call()).rejects.toMatchObject({ status: 401 });
  expect(opened).toBe(2);
  setDoor("login", async () => {
    isIn = true;
    return true;
  });
  await poll();
});

test("who does not log in again is told why nothing was done", async () => {
  await start(() => problem(401, "unauthenticated"));
  setDoor("login", async () => false);
  await expect(ask("/a")).rejects.toMatchObject({ status: 401 });
});

test("the way in itself opens no dialog", async () => {
  await start(() => problem(401, "login_refused"));
  setDoor("login", async () => expect.fail("opened"));
  await expect(ask("/a", { bare: true })).rejects.toMatchObject({ code: "login_refused" });
});

test("a step-up is asked for once it is wanted, and other refusals are not", async () => {
  let proven = false;
  let opened = 0;
  await start(({ path }) =>
    path === "/forbidden" ? problem(403, "forbidden") : proven ? { body: {} } : problem(403, "step_up_required"),
  );
  setDoor("stepUp", async () => {
    opened += 1;
    proven = true;
    return true;
  });
  await ask("/a", { method: "POST", body: {} });
  await expect(ask("/forbidden")).rejects.toMatchObject({ code: "forbidden" });
  expect(opened).toBe(1);
});

test("a door that leads nowhere is not tried for ever", async () => {
  const { asked } = await start(() => problem(401, "unauthenticated"));
  setDoor("login", async () => true);
  await expect(ask("/a")).rejects.toMatchObject({ status: 401 });
  expect(asked.length).toBe(3);
});

test("a conflict brings the tag of what is there now", async () => {
  await start(() => ({
    ...problem(412, "changed_meanwhile", { current: { stem: "theirs" } }),
    headers: { ETag: '"e4"' },
  }));
  await expect(send("/a")).rejects.toMatchObject({ etag: '"e4"', members: { current: { stem: "theirs" } } });
});

test("an answer without a body is none, whatever type it says", async () => {
  await start(() => ({ status: 204, headers: { "Content-Type": "application/json" } }));
  await expect(send("/a", { method: "DELETE" })).resolves.toMatchObject({ status: 204, data: null });
});

test("a query leaves out what is empty and repeats lists", () => {
  expect(queryOf({ a: 1, b: "", c: null, d: undefined, e: ["x", "y"], f: false })).toBe("?a=1&e=x&e=y&f=false");
  expect(queryOf({})).toBe("");
});
