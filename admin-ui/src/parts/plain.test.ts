import { expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { plain, pointerName } from "./plain";

const t = (key: string, options?: object) => i18nProvider.translate(key, options);

test.each([
  ["/wordings/0/stem", "Question"],
  ["/wordings/0/options", "Options"],
  ["/wordings/0/options/1", "Options 2"],
  ["/wordings/2/accepted/0", "Translation 2: Right answers 1"],
  ["/wordings", "Words"],
  ["/correct", "Right"],
  ["/media_id", "Medium"],
  ["/filter/players/0", "Line 1"],
  ["/until", "/until"],
  ["/wordings/x/stem", "/wordings/x/stem"],
  ["/constructor", "/constructor"],
  ["", ""],
])("%s is called %s", (pointer, name) => expect(pointerName(pointer, t)).toBe(name));

test.each([
  ["/wordings/0/stem: Must not be empty.", "Question: Must not be empty."],
  [
    "/wordings/0/options: A single_choice question has 2 to 8 options.",
    "Options: A question of the type “Single choice” has 2 to 8 options.",
  ],
  ["Markdown is kept as it is written: texts are plain.", "Markdown is kept as it is written: texts are plain."],
])("%s", (detail, words) => expect(plain(detail, t)).toBe(words));
