import { expect, test } from "vitest";
import { behind } from "./lag";

test.each([
  [null, "fine"],
  [0, "fine"],
  [4.9, "fine"],
  [5, "slow"],
  [59.9, "slow"],
  [60, "stuck"],
])("%s s is %s", (seconds, state) => expect(behind(seconds)).toBe(state));
