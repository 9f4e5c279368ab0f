import { expect, test } from "vitest";
import { hindrance, type Partner } from "./types";

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
