import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { ACTIONS, actionName, kindName } from "./names";

const t = (key: string, options?: object) => i18nProvider.translate(key, options);
const ROOT = join(import.meta.dirname, "../../..");
const NAME = '"([a-z_]+\\.[a-z_]+)"';
/** The ways in which the API's sources name what they write into the log. */
const WRITTEN = [
  `acting\\(\\s*${NAME}(?: if \\w+ else ${NAME})?`,
  `\\breading\\(\\s*${NAME}`,
  `\\bAct\\([\\w.]+, ${NAME}`,
  `\\b_log\\(\\w+, ${NAME}`,
  `\\b_change\\(.*${NAME}`,
  `\\baction=${NAME}`,
  `act\\.action(?:, act\\.after)? = ${NAME}`,
  `^(?:ACTION|LOOSEN|RESUME) = ${NAME}`,
].map((way) => new RegExp(way, "gm"));

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".py"))
    .map((path) => readFileSync(join(ROOT, folder, path), "utf8"));
}

test("every action of the API's sources has words, and no other", () => {
  const texts = [...sources("web"), ...sources("tasks")];
  const named = texts.flatMap((text) =>
    WRITTEN.flatMap((way) => [...text.matchAll(way)].flatMap((one) => one.slice(1))),
  );
  const lists = texts.flatMap((text) => [...text.matchAll(/looking\("(\w+)"/g)].map(([, nouns]) => `${nouns}.list`));
  const found = new Set([...named.filter(Boolean), ...lists]);
  expect([...found].sort()).toEqual(ACTIONS);
});

test.each([
  ["players.erase", "Erase a player"],
  ["players.levitate", "players.levitate"],
  ["players", "players"],
])("%s is %s", (action, words) => expect(actionName(action, t)).toBe(words));

test.each([
  ["player", "Player"],
  ["potato", "potato"],
])("%s is %s", (kind, words) => expect(kindName(kind, t)).toBe(words));
