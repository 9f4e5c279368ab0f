import { afterEach, expect, test } from "vitest";
import { ask, setBase, setDoor } from "../api/http";
import { type Running, serve } from "../testing/server";
import { type Doorway, doorway } from "./doorway";

let running: Running | null = null;

afterEach(async () => {
  setDoor("login", null);
  setDoor("stepUp", null);
  await running?.close();
  running = null;
});

/** A door, and when its dialog is shown. */
function door(name: "login" | "stepUp"): { way: Doorway; shown: Promise<void> } {
  let tell = () => {};
  const shown = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const way = doorway((open) => open && tell());
  setDoor(name, way.open);
  return { way, shown };
}

test("a login that ends over a step-up leaves neither waiting for ever", async () => {
  const passed = { login: false, stepUp: false };
  running = await serve(({ path }) => {
    const wants = path === "/step-up" ? "stepUp" : "login";
    if (passed[wants]) return { body: { ok: true } };
    return wants === "login" ? { status: 401, body: {} } : { status: 403, body: { code: "step_up_required" } };
  });
  setBase(running.url);
  const stepUp = door("stepUp");
  const login = door("login");
  const first = ask("/step-up");
  await stepUp.shown;
  const second = ask("/login");
  await login.shown;
  passed.login = true;
  login.way.close(true);
  await expect(second).resolves.toEqual({ ok: true });
  passed.stepUp = true;
  stepUp.way.close(true);
  await expect(first).resolves.toEqual({ ok: true });
});
