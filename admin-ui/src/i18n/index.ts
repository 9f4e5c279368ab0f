/** The CMS' words. English is complete; another language is another object of the same shape. */

import polyglot from "ra-i18n-polyglot";
import english from "ra-language-english";
import { words } from "./en";

/** Words by the name of their language. */
const ENGLISH = { ...english, ...words };
const LANGUAGES: Record<string, typeof ENGLISH> = { en: ENGLISH };

export const i18nProvider = polyglot(
  (locale) => LANGUAGES[locale] ?? ENGLISH,
  "en",
  [{ locale: "en", name: "English" }],
  {
    allowMissing: false,
  },
);
