import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { words } from "./en";

const SOURCES = join(import.meta.dirname, "..");
const USED = /\b(?:t|translate)\(\s*(?:[\w.?! ]+\?\s*)?"([a-z_]+(?:\.\w+)+)"(?:\s*:\s*"([a-z_]+(?:\.\w+)+)")?/g;
/** The words of what is wrong with a field are named by rules, and looked up where the field is. */
const FAULTS = /"(\w+\.faults\.\w+)"/g;
const SENTENCE = /["'`][A-Z][^"'`\n<>]* [^"'`\n]*[.?!]["'`]/g;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") && entry.name !== "schema.ts" ? [path] : [];
  });
}

/** The words of a key; undefined where there are none. */
function found(key: string): unknown {
  return key.split(".").reduce<unknown>((place, part) => (place as Record<string, unknown> | undefined)?.[part], words);
}

const sources = files(SOURCES).map((path) => [path.slice(SOURCES.length + 1), readFileSync(path, "utf8")] as const);
const keys = sources.flatMap(([path, text]) =>
  [...text.matchAll(USED), ...text.matchAll(FAULTS)].flatMap(([, one, other]) =>
    [one, other].filter(Boolean).map((key) => [key as string, path] as const),
  ),
);

describe("every key that is used has words", () => {
  test("keys were found at all", () => expect(keys.length).toBeGreaterThan(200));
  test.each(keys)("%s in %s", (key) => expect(found(key), key).toBeTypeOf("string"));
});

test("no sentence stands elsewhere", () => {
  const code = sources.filter(([path]) => !/(^|\/)(words|en)\.ts$/.test(path));
  expect(code.flatMap(([path, text]) => [...text.matchAll(SENTENCE)].map(([found]) => [path, found]))).toEqual([]);
});

test("no word is empty", () => {
  const empty = (tree: object, path = ""): string[] =>
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === "object" ? empty(value, `${path}.${name}`) : value.trim() ? [] : [`${path}.${name}`],
    );
  expect(empty(words)).toEqual([]);
});
