import { expect, test } from "vitest";
import { faults, moneyWords, type Stocked, stateOf } from "./rules";

const FINE = { margin_bp: null, stock: null, day_limit_per_player: null, reason: "Dearer by now" };
const SOLD = { available: true, shown: true, tokens_per_unit: "1000.00", blocked_by: null, stock: null } as Stocked;

test.each([
  [{}, []],
  [{ margin_bp: -9_000, stock: 0, day_limit_per_player: 3 }, []],
  [{ margin_bp: 100_001 }, ["margin_bp"]],
  [{ margin_bp: 1.5, stock: -1 }, ["margin_bp", "stock"]],
  [{ reason: " " }, ["reason"]],
])("%j is wrong at %j", (changes, where) => expect(Object.keys(faults({ ...FINE, ...changes }))).toEqual(where));

test.each([
  [{}, "sold"],
  [{ stock: 1 }, "sold"],
  [{ stock: 0 }, "sold_out"],
  [{ blocked_by: "redemptions", stock: 0 }, "stopped"],
  [{ tokens_per_unit: null }, "unpriced"],
  [{ shown: false, tokens_per_unit: null }, "hidden"],
  [{ available: false, shown: false }, "gone"],
])("%j is %s", (changes, state) => expect(stateOf({ ...SOLD, ...changes })).toBe(state));

test.each([
  ["50000.00", "50,000.00 NGN"],
  ["0.0625", "0.0625 NGN"],
])("%s is %s", (amount, words) => expect(moneyWords({ amount, currency: "NGN" })).toBe(words));
