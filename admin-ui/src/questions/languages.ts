/** Languages by their tags. */

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
const RTL = new Set(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

/** What a language is called: `pt-BR` is Brazilian Portuguese. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The way a language is written. */
export const direction = (tag: string): "ltr" | "rtl" => (RTL.has(tag.split("-")[0] ?? "") ? "rtl" : "ltr");
