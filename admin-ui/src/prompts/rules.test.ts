import { expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { prompts } from "./resource";
import { faults, named, tagFault } from "./rules";

const t = (key: string, options?: object) => i18nProvider.translate(key, options);
const draft = (texts: Record<string, string>) => ({ texts, category: null, takes: "any" });

test("each language needs words", () => {
  expect(faults(draft({ en: "A monster", es: " " }))).toEqual({ "texts.es": "cms.faults.empty" });
  expect(faults(draft({ en: "A monster" }))).toEqual({});
});

test.each([
  ["es", null],
  ["pt-BR", null],
  ["EN", "prompts.faults.twice"],
  ["spanish!", "cms.faults.lang"],
  ["e", "cms.faults.lang"],
])("the language %s: %s", (tag, fault) => expect(tagFault(tag, { en: "A monster" })).toBe(fault));

test("a prompt is called by its English text, or else by its first", () => {
  expect(named({ es: "Un monstruo", en: "A monster" })).toEqual({ lang: "en", text: "A monster" });
  expect(named({ es: "Un monstruo" })).toEqual({ lang: "es", text: "Un monstruo" });
});

test("what two changed is called as the form calls it", () => {
  const { place, value } = prompts.shown ?? {};
  expect(place?.("texts.es", t)).toBe("Text · Spanish");
  expect(place?.("takes", t)).toBe("What it asks for");
  expect(value?.("category", null, t)).toBe("Every category");
});

test("the state is no part of what the form sends", () => {
  expect(prompts.give?.({ texts: {}, category: null, takes: "any", state: "published", edition: 3 })).toEqual({
    texts: {},
    category: null,
    takes: "any",
  });
});
