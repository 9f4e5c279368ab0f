/** Emotion's styles as constructed style sheets: they are no inline styles, so the CSP needs neither nonce nor
 * `unsafe-inline`, and the files of the CMS stay static. */

import createCache, { type EmotionCache } from "@emotion/cache";

let main: CSSStyleSheet | null = null;
const globals: CSSStyleSheet[] = [];

function adopt(): void {
  document.adoptedStyleSheets = main ? [...globals, main] : [...globals];
}

/** What Emotion asks of its own StyleSheet. `<Global>` makes further ones by its constructor; they come first. */
export class AdoptedSheet {
  isSpeedy = true;
  tags: HTMLStyleElement[] = [];
  before: Element | null = null;
  container: Node = document.head;
  key: string;
  nonce: string | undefined = undefined;
  ctr = 0;
  readonly #sheet = new CSSStyleSheet();
  readonly #isGlobal: boolean;

  constructor({ key }: { key: string }) {
    this.key = key;
    this.#isGlobal = key.endsWith("-global");
    if (this.#isGlobal) globals.push(this.#sheet);
    else main = this.#sheet;
    adopt();
  }

  hydrate(): void {}

  insert(rule: string): void {
    if (this.#isGlobal && this.tags.length === 0) {
      // `<Global>` flushes a sheet that has tags before it writes anew; the element itself stays out of the page.
      this.tags = [document.createElement("style")];
      if (!globals.includes(this.#sheet)) globals.push(this.#sheet);
      adopt();
    }
    try {
      this.#sheet.insertRule(rule, this.#sheet.cssRules.length);
    } catch {
      // A rule for another browser (`::-moz-...`): it would have been passed over in a style element too.
    }
  }

  flush(): void {
    this.tags = [];
    this.#sheet.replaceSync("");
    if (this.#isGlobal) {
      globals.splice(globals.indexOf(this.#sheet), 1);
      adopt();
    }
  }
}

/** The one cache of the app. */
export function adoptedCache(): EmotionCache {
  const cache = createCache({ key: "b" });
  cache.sheet = new AdoptedSheet({ key: "b" }) as unknown as EmotionCache["sheet"];
  return cache;
}
