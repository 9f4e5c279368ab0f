import { expect, test } from "vitest";
import { faults } from "./rules";

const FINE = { tokens_per_unit: "1050.5", margin_bp: 0, reason: "The euro rose" };

test.each([
  [{}, []],
  [{ tokens_per_unit: "0.65" }, []],
  [{ tokens_per_unit: "0.000" }, ["tokens_per_unit"]],
  [{ tokens_per_unit: "1,5" }, ["tokens_per_unit"]],
  [{ tokens_per_unit: null, margin_bp: null }, ["tokens_per_unit", "margin_bp"]],
  [{ reason: "" }, ["reason"]],
])("%j is wrong at %j", (changes, where) => expect(Object.keys(faults({ ...FINE, ...changes }))).toEqual(where));
