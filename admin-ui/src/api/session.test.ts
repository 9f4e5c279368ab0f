import { afterEach, beforeEach, expect, test } from "vitest";
import { type Asked, type Reply, type Running, serve } from "../testing/server";
import { ask, setBase, setCsrf } from "./http";
import { forget, session } from "./session";

interface Tab {
  staff: { id: string };
  csrf_token: string;
}

let running: Running | null = null;
let now: Tab | null = null;

const SESSION = "/v1/admin/session";
const refused = (status: number, code: string): Reply => ({ status, body: { code } });

function reply({ path, headers }: Asked): Reply {
  if (!now) return refused(401, "unauthenticated");
  if (path === SESSION) return { body: now };
  return headers["x-csrf-token"] === now.csrf_token ? { body: { by: now.staff.id } } : refused(403, "csrf");
}

beforeEach(async () => {
  running = await serve(reply);
  setBase(running.url);
  now = { staff: { id: "ada" }, csrf_token: "t-1" };
  await session();
});

afterEach(async () => {
  forget();
  setCsrf(null);
  await running?.close();
});

const save = () => ask("/a", { method: "PATCH", body: { typed: "kept" } });

test("after a login in another tab the same change goes out with the new token", async () => {
  now = { staff: { id: "ada" }, csrf_token: "t-2" };
  expect(await Promise.all([save(), save()])).toEqual([{ by: "ada" }, { by: "ada" }]);
  expect(running?.asked.filter(({ path }) => path === SESSION).length).toBe(2);
});

test("what one typed goes out in nobody else's name", async () => {
  now = { staff: { id: "bob" }, csrf_token: "t-2" };
  for (let n = 0; n < 2; n++)
    await expect(save()).rejects.toMatchObject({ code: "csrf", detail: expect.stringContaining("another tab") });
  expect((await session()).staff.id).toBe("ada");
});

test("who is out in the other tab logs in again", async () => {
  now = { staff: { id: "ada" }, csrf_token: "t-2" };
  const out = save();
  now = null;
  await expect(out).rejects.toMatchObject({ status: 401 });
});
