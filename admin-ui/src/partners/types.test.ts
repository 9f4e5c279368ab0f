import { expect, test } from "vitest";
import { hindrance, type Partner, whyNot } from "./types";

const WELL = { configured: true, submits: true, switched_off: false, paused_at: null, frozen_at: null } as Partner;
const NOW = "2026-11-27T12:00:00Z";

test.each([
  [{}, undefined],
  [{ submits: false }, "rests"],
  [{ submits: false, switched_off: true }, "switched_off"],
  [{ submits: false, frozen_at: NOW, switched_off: true }, "frozen"],
  [{ submits: false, frozen_at: NOW, paused_at: NOW }, "paused"],
  [{ submits: false, configured: false, paused_at: NOW }, "unconfigured"],
])("%j keeps orders back: %s", (changes, key) => expect(hindrance({ ...WELL, ...changes })?.key).toBe(key));

test.each([
  [{ why_not: null }, null],
  [
    { submits: false, why_not: "rests: INSUFFICIENT_BALANCE", rests_until: "2020-01-01T00:00:00Z" },
    "rests: INSUFFICIENT_BALANCE",
  ],
  [{ submits: false, why_not: "switched off" }, "switched off"],
  [{ submits: false, why_not: "paused: Their mail.", paused_at: NOW }, null],
])("%j says why: %s", (changes, why) => expect(whyNot({ ...WELL, ...changes })).toBe(why));
