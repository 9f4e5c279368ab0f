import { expect, test } from "vitest";
import { placeName } from "../data/resource";
import { i18nProvider } from "../i18n";
import { shown } from "./places";

const { translate } = i18nProvider;

test.each([
  ["wordings.en.options.3", "English · Option 4"],
  ["wordings.pt-BR.stem", "Brazilian Portuguese · Question"],
  ["wordings.fr", "French"],
  ["time_limit_ms", "Seconds to answer"],
  ["spans.1.low", "Right numbers 2 · From"],
  ["correct", "Right"],
  ["state", "State"],
  ["elsewhere.0", undefined],
])("%s is called %s", (path, name) => expect(shown.place?.(path, translate)).toBe(name));

test.each<[string, unknown, unknown]>([
  ["time_limit_ms", 25_000, "25"],
  ["kind", "numeric", "Number"],
  ["correct", [0, 2], "Option 1, Option 3"],
  ["tags", ["a", "b"], "a, b"],
  ["wordings.fr", { lang: "fr", stem: "Quoi ?" }, "Quoi ?"],
  ["wordings.en.stem", "as it is", "as it is"],
  ["wordings.en.stem", undefined, ""],
])("%s %j reads %j", (path, value, read) => expect(shown.value?.(path, value, translate)).toBe(read));

test("a place that has no words is called by its fields", () =>
  expect(placeName("prizes.0.from_rank")).toBe("Prizes · 1 · From rank"));
