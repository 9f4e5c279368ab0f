/** A link into the page, to be given to others. */

import { button, h, say } from "./dom.js";
import { t } from "./language.js";

export const address = (fragment) => `${location.origin}${location.pathname}#${fragment}`;

/** A button that copies the link; where that is denied, the link is there to be copied by hand. */
export function shared(fragment, text) {
  const place = h("span.shared");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address(fragment));
      say(t("link.copied"));
      go.textContent = t("link.copied");
      setTimeout(() => { go.textContent = text; }, 2000);
    } catch {
      place.replaceChildren(field(fragment));
      place.querySelector("input").select();
    }
  };
  const go = button(text, copy, "plain small");
  place.append(go);
  return place;
}

/** The link as a field that can be read and copied. */
export const field = (fragment) => h("input.link", { readonly: true, dir: "ltr", "aria-label": t("link"), value: address(fragment), onfocus: ({ target }) => target.select() });
