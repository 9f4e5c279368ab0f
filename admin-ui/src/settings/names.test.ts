import { expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { offMeans, switchName } from "./names";

const t = i18nProvider.translate;

test.each([
  ["redemptions", null, "Redemptions"],
  ["redemptions.partner.tremendous", null, "Redemptions from Tremendous"],
  ["redemptions.product.1", "Paper Books (DE)", "Redemptions of Paper Books (DE)"],
  ["earning.battle", null, "Earning: battles"],
  ["earning.moonlight", null, "Earning: moonlight"],
  ["moonlight", null, "moonlight"],
])("%s is called %s", (name, product, words) => expect(switchName({ name, product }, t)).toBe(words));

test("what is off says what that means", () => {
  expect(offMeans("earning.battle", t)).toContain("stay due");
  expect(offMeans("moonlight", t)).toBe("");
});
