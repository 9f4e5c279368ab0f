/** The CMS' words. English is complete; another language is another object of the same shape. */

import polyglot from "ra-i18n-polyglot";
import english from "ra-language-english";
import { words } from "./en";

/** Words by the name of their language. */
const LANGUAGES: Record<string, object> = { en: { ...english, ...words } };

export const i18nProvider = polyglot((locale) => LANGUAGES[locale] ?? LANGUAGES.en, "en", [{ locale: "en", name: "English" }], {
  allowMissing: false,
});
