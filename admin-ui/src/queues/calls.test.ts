import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setBase, setCsrf } from "../api/http";
import { forget } from "../api/session";
import { type Running, serve } from "../testing/server";
import { decide } from "./calls";

let running: Running | null = null;
let decided: { decision: string; decided_by: { id: string; name: string } } | null = null;

const dismiss = (reason = "It is right.") => decide("c-1", { decision: "dismiss", reason });

beforeEach(async () => {
  decided = null;
  running = await serve(({ method, path, body }) => {
    if (path === "/v1/admin/session") return { body: { staff: { id: "ada" }, csrf_token: "t-1" } };
    if (method === "GET") return { body: { id: "c-1", ...decided } };
    if (decided) return { status: 409, body: { code: "case_decided", detail: "Somebody has decided it." } };
    decided = { decision: (body as { decision: string }).decision, decided_by: { id: "ada", name: "Ada" } };
    return { body: { id: "c-1", ...decided } };
  });
  setBase(running.url);
});

afterEach(async () => {
  vi.restoreAllMocks();
  forget();
  setCsrf(null);
  await running?.close();
});

test("a decision whose answer was lost is done when one tries again", async () => {
  const fetched = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementationOnce(async (...given) => {
    await fetched(...given);
    throw new TypeError("the network is away");
  });
  await expect(dismiss()).rejects.toMatchObject({ code: "network" });
  expect(await dismiss()).toMatchObject({ id: "c-1", decision: "dismiss" });
});

test.each([
  { decision: "dismiss", decided_by: { id: "bob", name: "Bob" } },
  { decision: "retire", decided_by: { id: "ada", name: "Ada" } },
])("what was decided otherwise, or by another, is told: %j", async (before) => {
  decided = before;
  await expect(dismiss()).rejects.toMatchObject({ code: "case_decided", detail: "Somebody has decided it." });
});
